"""The training examples most like a test example, as the model sees them: after preparation."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from kt_core.data import card, describe, split_of, x_test
from kt_core.data.looking import training_pieces
from kt_core.data.preparation import measure, scale
from kt_core.data.sets import labels, stamp
from kt_core.data.splitting import Split, stored_rows
from kt_core.experiment import parse

COUNT = 5
REMEMBERED = 64


@dataclass(frozen=True, slots=True, eq=False)
class Neighbour:
    """A training example: `row` of `x_train`, as it came, its label, and its Euclidean distance
    from the test example in scaled numbers."""

    row: int
    distance: float
    label: Any
    example: np.ndarray


def nearest(document: Mapping[str, Any], row: int) -> tuple[Neighbour, ...]:
    """The nearest of the rows that a run of `document` learned from to test example `row`, the
    nearest first; those held out for validation are left out. Remembered.

    Takes a few MiB whatever the size of the set. Raises ProblemError when the set is away.
    """
    experiment = parse({**document})
    assert experiment.data is not None
    kind, split = experiment.data.dataset, split_of(experiment.data)
    return _nearest(kind, stamp(kind), split, experiment.seed, experiment.data.scaling, row)


@lru_cache(maxsize=REMEMBERED)
def _nearest(
    kind: str, _stamp: Any, split: Split, seed: int, scaling: str, row: int
) -> tuple[Neighbour, ...]:
    statistics = _statistics(kind, split, seed, scaling)
    target = scale(x_test(kind)[row], statistics)
    kept = _learned_from(kind, split, seed)
    best: list[tuple[float, int, np.ndarray]] = []
    for start, piece in training_pieces(kind):
        places = np.flatnonzero(kept[start : start + len(piece)])
        apart = scale(piece[places], statistics) - target
        squares = np.square(apart).reshape(len(places), -1).sum(axis=1, dtype="float64")
        for at in np.argsort(squares, kind="stable")[:COUNT]:
            best.append((float(squares[at]), start + int(places[at]), piece[places[at]].copy()))
        best = sorted(best, key=lambda one: one[:2])[:COUNT]
    y = labels(kind)
    return tuple(Neighbour(at, squared**0.5, y[at], one) for squared, at, one in best)


def _learned_from(kind: str, split: Split, seed: int) -> np.ndarray:
    """Which rows of the training part the model learned from: bool (n,)."""
    kept = np.ones(card(kind).train, dtype=bool)
    if rows := stored_rows(kind, split, seed=seed):
        kept[rows[1]] = False
    return kept


def _statistics(kind: str, split: Split, seed: int, scaling: str) -> dict[str, Any]:
    """The numbers that training scaled with; those of pictures mostly need no look at them."""
    largest = card(kind).largest
    if largest is not None and scaling != "standard":
        return measure(np.zeros(1), scaling=scaling, largest=largest)
    return describe(kind, split=split, seed=seed, scaling=scaling).statistics
