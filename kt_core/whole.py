"""Answers as large as the example, as the engine wrote them down: classes of pixels, or examples
given back."""

import zipfile
from dataclasses import dataclass

import numpy as np

from kt_core import results
from kt_core.results import Answers, predictions_file

FIRST = 48


@dataclass(frozen=True, slots=True, eq=False)
class Pixels:
    """Class numbers (n, height, width), 0 being background; `rows` (n,) are places in `x_test`."""

    true: np.ndarray
    predicted: np.ndarray
    rows: np.ndarray

    @property
    def right(self) -> np.ndarray:
        """Share of each picture's ink, there or believed to be, with the right class: (n,)."""
        axes = (1, 2)
        ink = ((self.true > 0) | (self.predicted > 0)).sum(axis=axes)
        right = ((self.true == self.predicted) & (self.true > 0)).sum(axis=axes)
        return np.where(ink > 0, right / np.maximum(ink, 1), 1.0)

    def in_cell(self, true: int, predicted: int) -> np.ndarray:
        """Pictures with pixels of one class taken for another, most of them first: indices (k,)."""
        counts = ((self.true == true) & (self.predicted == predicted)).sum(axis=(1, 2))
        order = np.argsort(-counts, kind="stable")
        return order[: int((counts > 0).sum())]


@dataclass(frozen=True, slots=True, eq=False)
class Reconstructions:
    """Examples given back: `given` (k, ...) in the set's units, of the test examples `rows` (k,).

    `errors` (n,) are mean squared errors, in scaled units, of the whole test part.
    """

    given: np.ndarray
    rows: np.ndarray
    errors: np.ndarray


def pixels(run: str, *, output: int = 0) -> Pixels | None:
    """The classes of all pixels that the run's model answered, or None without them."""
    found = _arrays(run, output, ("y_true", "y_pred", "rows"))
    return Pixels(*found) if found else None


def reconstructions(run: str, *, output: int = 0) -> Reconstructions | None:
    """What the run's model gave back, or None without it."""
    found = _arrays(run, output, ("y_pred", "rows", "errors"))
    return Reconstructions(*found) if found else None


def ordered(found: Pixels | Reconstructions, *, worst_first: bool) -> np.ndarray:
    """Indices of the examples to show: the worst ones, or the first ones as they come."""
    if isinstance(found, Pixels):
        return np.argsort(found.right, kind="stable") if worst_first else np.arange(len(found.rows))
    if worst_first:
        return np.argsort(-found.errors[found.rows], kind="stable")[:FIRST]
    return np.flatnonzero(found.rows < FIRST)


def _arrays(run: str, output: int, names: tuple[str, ...]) -> list[np.ndarray] | None:
    try:
        with predictions_file(run, output).open("rb") as file:  # numpy leaves a broken one open
            arrays = np.load(file, allow_pickle=False)
            return [arrays[name] for name in names]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def answers(run: str, *, task: str, output: int = 0) -> Answers | Pixels | Reconstructions | None:
    """The single answers of one output to the test part, whatever they are; None without them."""
    if task == "pixels":
        return pixels(run, output=output)
    if task == "input":
        return reconstructions(run, output=output)
    return results.answers(run, task=task, output=output)
