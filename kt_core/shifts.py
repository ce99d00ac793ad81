"""Who became better or worse from one epoch to a later one, where answers are near or far rather
than right or wrong."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Shifts:
    """Places of examples: those that came nearer and those that went off, by how much, the largest
    change first; and all of them, the one furthest off first. `change` (n,): below zero is better.
    """

    better: np.ndarray
    worse: np.ndarray
    worst: np.ndarray
    change: np.ndarray


def shifts(off: np.ndarray, before: np.ndarray | None) -> Shifts:
    """What changed from `before` to `off`, how far off each example is (n,); what is no number
    counts as furthest off."""
    now = _numbers(off)
    worst = np.argsort(-now, kind="stable")
    if before is None:
        nothing = np.zeros(0, dtype="int64")
        return Shifts(nothing, nothing, worst, np.zeros(len(off)))
    with np.errstate(invalid="ignore"):
        change = np.nan_to_num(now - _numbers(before), nan=0.0, posinf=np.inf, neginf=-np.inf)
    order = np.argsort(change, kind="stable")
    better = order[change[order] < 0]
    worse = order[::-1][change[order[::-1]] > 0]
    return Shifts(better, worse, worst, change)


def _numbers(off: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(off), np.inf, off).astype("float64")
