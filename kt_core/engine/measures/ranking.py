"""Areas under the curves of one class against the rest, for many resamples at a time."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The examples in the order of a class' score, the highest first.

    `order` (n,); `hit` (n, 1), 1.0 where an example is of the class; `ends` (k,), the last place
    of each group of equal scores: a threshold can't part them.
    """

    order: np.ndarray
    hit: np.ndarray
    ends: np.ndarray


def ranking(hit: np.ndarray, score: np.ndarray) -> Ranking:
    """`hit` bool (n,): whether an example is of the class; `score` (n,)."""
    order = np.argsort(-score, kind="stable")
    sorted_scores = score[order]
    last = np.flatnonzero(np.r_[sorted_scores[1:] != sorted_scores[:-1], True])
    return Ranking(order, hit[order].astype("float64")[:, np.newaxis], last)


def areas(found: Ranking, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Area under the ROC curve (k,) and average precision (k,) for `counts` (n, k).

    As `sklearn.metrics.roc_auc_score` and `average_precision_score` define them; NaN where a
    resample has no example of the class or none of the rest.
    """
    drawn = counts[found.order]
    total = np.cumsum(drawn, axis=0)[found.ends]
    right = np.cumsum(drawn * found.hit, axis=0)[found.ends]
    wrong = total - right
    hits, misses = right[-1], wrong[-1]
    nothing = np.zeros((1, counts.shape[1]))
    more_right = np.diff(right, axis=0, prepend=nothing)
    more_wrong = np.diff(wrong, axis=0, prepend=nothing)
    with np.errstate(invalid="ignore", divide="ignore"):
        roc = (more_wrong * (right - more_right / 2)).sum(axis=0) / (hits * misses)
        precision = np.divide(right, total, out=np.zeros_like(right), where=total > 0)
        average = (more_right * precision).sum(axis=0) / hits
    both = (hits > 0) & (misses > 0)
    return np.where(both, roc, np.nan), np.where(hits > 0, average, np.nan)
