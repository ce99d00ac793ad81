"""Which test examples are behind a mark of a figure: a point of a curve, a bar, a cell of a table.

Each selection gives its `mask` over the answers and the `numbers` its sentence is made of; the
sentence itself is `selections.<code>` of the texts.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kt_core.results import Answers
from kt_core.several import Several
from kt_core.spread import errors_of, shares_of_ten, steps_of
from kt_core.thresholds import decided
from kt_core.whole import Pixels

ANY = -1
"""Instead of a class: all answers, each with the probability of the class it chose."""
DECIDED = ("wrong", "false", "missed", "moved")
OF_A_CLASS = ("precision", "recall", "f1", "support")


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """Examples that class `at` against the rest decides in one way at a threshold.

    `part` is one of DECIDED; "moved" are those that another threshold, `usual`, decides otherwise.
    """

    at: int
    threshold: float
    usual: float
    part: str = DECIDED[0]

    @property
    def code(self) -> str:
        return f"threshold.{self.part}"

    def mask(self, found: Answers | Several) -> np.ndarray:
        score, hit = _scores(found, self.at), _hit(found, self.at)
        told = decided(score, self.threshold)
        masks = {"wrong": told != hit, "false": told & ~hit, "missed": ~told & hit}
        return masks[self.part] if self.part in masks else told != decided(score, self.usual)

    def numbers(self, found: Answers | Several) -> dict[str, Any]:
        """How many there are, and how many of them are false positives and negatives."""
        mask, hit = self.mask(found), _hit(found, self.at)
        told = decided(_scores(found, self.at), self.threshold)
        wrong = {"false": told & ~hit, "missed": ~told & hit}
        counted = {name: int((mask & each).sum()) for name, each in wrong.items()}
        return {"n": int(mask.sum()), **counted}


@dataclass(frozen=True, slots=True)
class InTenth:
    """Examples whose probability is in one tenth: that of the chosen class (`at` is ANY), or of
    class `at`. `right` limits them to those that came true (True) or did not (False)."""

    at: int
    tenth: int
    right: bool | None = None

    @property
    def code(self) -> str:
        which = {None: "all", True: "right", False: "wrong"}[self.right]
        return f"tenth.{'answers' if self.at == ANY else 'class'}.{which}"

    def mask(self, found: Answers | Several) -> np.ndarray:
        inside = shares_of_ten(_scores(found, self.at)) == self.tenth
        return inside if self.right is None else inside & (_hit(found, self.at) == self.right)

    def numbers(self, found: Answers | Several) -> dict[str, Any]:
        """How many there are, the ends of the tenth, and the share that came true."""
        mask = self.mask(found)
        ends = {"low": self.tenth / 10, "high": (self.tenth + 1) / 10}
        return {**_share(mask, mask & _hit(found, self.at)), **ends}


@dataclass(frozen=True, slots=True)
class OfClass:
    """Examples that a figure of one class counts: `figure` is one of OF_A_CLASS."""

    at: int
    figure: str

    @property
    def code(self) -> str:
        return f"of_class.{self.figure}"

    def mask(self, found: Answers | Several) -> np.ndarray:
        is_there, told = _hit(found, self.at), _told(found, self.at)
        return {"precision": told, "f1": is_there | told}.get(self.figure, is_there)

    def numbers(self, found: Answers | Several) -> dict[str, Any]:
        """How many there are, and how many of them are of the class and called so."""
        mask = self.mask(found)
        return _share(mask, mask & _hit(found, self.at) & _told(found, self.at))


@dataclass(frozen=True, slots=True)
class OffBy:
    """Predicted values whose error (predicted minus true) is in one step of a histogram."""

    step: float
    number: int

    code = "off_by"

    def mask(self, found: Answers) -> np.ndarray:
        return steps_of(residuals(found), step=self.step) == self.number

    def numbers(self, found: Answers) -> dict[str, Any]:
        """How many there are, and the ends of the step in units of the target."""
        ends = {"low": self.number * self.step, "high": (self.number + 1) * self.step}
        return {"n": int(self.mask(found).sum()), **ends}


@dataclass(frozen=True, slots=True)
class PixelCell:
    """Pictures with pixels of class `true` that are taken for `predicted`."""

    true: int
    predicted: int

    code = "pixel_cell"

    def mask(self, found: Pixels) -> np.ndarray:
        return self._pixels(found) > 0

    def numbers(self, found: Pixels) -> dict[str, Any]:
        """How many pictures, and how many pixels in them."""
        pixels = self._pixels(found)
        return {"n": int((pixels > 0).sum()), "pixels": int(pixels.sum())}

    def _pixels(self, found: Pixels) -> np.ndarray:
        return _counted((found.true == self.true) & (found.predicted == self.predicted))


@dataclass(frozen=True, slots=True)
class PixelClass:
    """Pictures that hold class `at`, or are believed to: what its intersection over union is of."""

    at: int

    code = "pixel_class"

    def mask(self, found: Pixels) -> np.ndarray:
        return _counted((found.true == self.at) | (found.predicted == self.at)) > 0

    def numbers(self, found: Pixels) -> dict[str, Any]:
        """How many pictures, and of their pixels of the class the intersection and the union."""
        is_there, told = found.true == self.at, found.predicted == self.at
        right, union = int((is_there & told).sum()), int((is_there | told).sum())
        return {"n": int(self.mask(found).sum()), "right": right, "union": union}


@dataclass(frozen=True, slots=True)
class InkTenth:
    """Pictures of which one tenth to the next of the ink has the right class."""

    tenth: int

    code = "ink_tenth"

    def mask(self, found: Pixels) -> np.ndarray:
        return shares_of_ten(found.right) == self.tenth

    def numbers(self, found: Pixels) -> dict[str, Any]:
        """How many pictures, and the ends of the tenth."""
        ends = {"low": self.tenth / 10, "high": (self.tenth + 1) / 10}
        return {"n": int(self.mask(found).sum()), **ends}


Selection = AtThreshold | InTenth | OfClass | OffBy | PixelCell | PixelClass | InkTenth


def is_of(one: Selection, found: object) -> bool:
    """Whether answers of that kind, with those classes, can have such a selection."""
    if isinstance(one, (PixelCell, PixelClass, InkTenth)):
        return isinstance(found, Pixels)
    if isinstance(found, Several) and isinstance(one, (AtThreshold, InTenth, OfClass)):
        return 0 <= one.at < found.true.shape[1]
    if not isinstance(found, Answers):
        return False
    if isinstance(one, OffBy):
        return found.probabilities is None
    return found.probabilities is not None and one.at < found.probabilities.shape[1]


def residuals(found: Answers) -> np.ndarray:
    """Predicted minus true values (n,), in units of the target."""
    return errors_of(found.true[:, 0], found.predicted[:, 0])


def _scores(found: Answers | Several, at: int) -> np.ndarray:
    scores = found.confidence if at == ANY and isinstance(found, Answers) else None
    if scores is None and found.probabilities is not None:
        scores = found.probabilities[:, at]
    assert scores is not None, "values have no probabilities"
    return scores


def _hit(found: Answers | Several, at: int) -> np.ndarray:
    """Which examples are of the class, or have the label: bool (n,)."""
    if isinstance(found, Several):
        return found.true[:, at]
    return found.true == (found.predicted if at == ANY else at)


def _told(found: Answers | Several, at: int) -> np.ndarray:
    """Which examples are taken for the class, or are given the label: bool (n,)."""
    return found.given[:, at] if isinstance(found, Several) else found.predicted == at


def _share(mask: np.ndarray, right: np.ndarray) -> dict[str, Any]:
    n, hits = int(mask.sum()), int(right.sum())
    return {"n": n, "right": hits, "share": hits / n if n else 0.0}


def _counted(pixels: np.ndarray) -> np.ndarray:
    return pixels.reshape(len(pixels), -1).sum(axis=1)
