"""What changes when an answer counts as "yes" from another probability on."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Counts:
    """Examples of one class against the rest, at one threshold."""

    found: int
    missed: int
    false: int
    left: int

    @property
    def precision(self) -> float | None:
        """Of those called, the share that are; None when none is called."""
        return _share(self.found, self.found + self.false)

    @property
    def recall(self) -> float | None:
        """Of those that are, the share that are called (true positive rate)."""
        return _share(self.found, self.found + self.missed)

    @property
    def specificity(self) -> float | None:
        """Of those that are not, the share that are left; 1 minus the false positive rate."""
        return _share(self.left, self.left + self.false)

    @property
    def f1(self) -> float | None:
        return _share(2 * self.found, 2 * self.found + self.false + self.missed)

    @property
    def accuracy(self) -> float | None:
        return _share(self.found + self.left, self.found + self.left + self.false + self.missed)


def decided(score: np.ndarray, threshold: float) -> np.ndarray:
    """Which examples (n,) are called at a threshold: those with at least this score."""
    return score >= np.float32(threshold)


def written(threshold: float) -> str:
    """A threshold in three decimals, or in as many as tell its float32 from all others."""
    short = f"{threshold:.3f}"
    exact = np.float32(threshold)
    return short if np.float32(short) == exact else np.format_float_positional(exact)


def counts(hit: np.ndarray, score: np.ndarray, *, threshold: float) -> Counts:
    """`hit` bool (n,): which examples are of the class; a `score` (n,) of at least `threshold`
    says that one is."""
    told = decided(score, threshold)
    found, called, there = int((told & hit).sum()), int(told.sum()), int(hit.sum())
    return Counts(found, there - found, called - found, len(hit) - called - there + found)


def changed(score: np.ndarray, before: float, after: float) -> np.ndarray:
    """Which examples (k,) are answered otherwise at another threshold: their places in `score`."""
    return np.flatnonzero(decided(score, before) != decided(score, after))


def _share(some: int, of: int) -> float | None:
    return some / of if of else None
