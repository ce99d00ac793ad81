"""Answers as large as the example, as the engine wrote them down: classes of pixels, or examples
given back."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kt_core import results
from kt_core.results import Answers, read_answers
from kt_core.several import Several, several

FIRST = 48


@dataclass(frozen=True, eq=False)
class Pixels:
    """Class numbers (n, height, width), 0 being background; `rows` (n,) are places in `x_test`."""

    true: np.ndarray
    predicted: np.ndarray
    rows: np.ndarray

    @cached_property
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


Given = Answers | Several | Pixels | Reconstructions


def pixels(run: str, *, output: int = 0) -> Pixels | None:
    """The classes of all pixels that the run's model answered, or None without them."""
    return read_answers(run, output, _pixels)


def reconstructions(run: str, *, output: int = 0) -> Reconstructions | None:
    """What the run's model gave back, or None without it."""
    return read_answers(run, output, _reconstructions)


def _pixels(found: dict[str, np.ndarray]) -> Pixels:
    return Pixels(found["y_true"], found["y_pred"], found["rows"])


def _reconstructions(found: dict[str, np.ndarray]) -> Reconstructions:
    return Reconstructions(found["y_pred"], found["rows"], found["errors"])


def ordered(found: Pixels | Reconstructions, *, worst_first: bool) -> np.ndarray:
    """Indices of the examples to show: the worst ones, or the first ones as they come."""
    if isinstance(found, Pixels):
        return np.argsort(found.right, kind="stable") if worst_first else np.arange(len(found.rows))
    if worst_first:
        return np.argsort(-found.errors[found.rows], kind="stable")[:FIRST]
    return np.flatnonzero(found.rows < FIRST)


def answers(run: str, *, task: str, output: int = 0) -> Given | None:
    """The single answers of one output to the test part, whatever they are; None without them."""
    if task == "pixels":
        return pixels(run, output=output)
    if task == "input":
        return reconstructions(run, output=output)
    if task == "multi_label":
        return several(run, output=output)
    return results.answers(run, task=task, output=output)
