"""Curves of a class against the rest, thinned to what a screen can show."""

from typing import Any

import numpy as np
from sklearn import metrics

from kt_core.intervals import wilson
from kt_core.spread import TENTHS, shares_of_ten

POINTS = 200
DIGITS = 5
Curve = dict[str, list[Any]]


def roc(hit: np.ndarray, score: np.ndarray) -> Curve:
    """False positive rate `x`, true positive rate `y`, and the threshold of each point (`at`)."""
    wrong, right, thresholds = metrics.roc_curve(hit, score)
    return _curve(wrong, right, np.r_[np.nan, thresholds[1:]])


def precision_recall(hit: np.ndarray, score: np.ndarray) -> Curve:
    """Recall `x`, precision `y`, and the threshold of each point; the last one has none."""
    precision, recall, thresholds = metrics.precision_recall_curve(
        hit, score, drop_intermediate=True
    )
    return _curve(recall, precision, np.r_[thresholds, np.nan])


def mean_roc(curves: list[Curve | None]) -> Curve | None:
    """The mean of several ROC curves: the mean true positive rate at each false positive rate."""
    known = [curve for curve in curves if curve]
    if not known:
        return None
    x = np.unique(np.r_[np.linspace(0, 1, POINTS + 1), 0.001, 0.002])
    heights = np.mean([np.interp(x, curve["x"], curve["y"]) for curve in known], axis=0)
    return _curve(np.r_[0.0, x], np.r_[0.0, heights], np.full(len(x) + 1, np.nan))


def calibration(hit: np.ndarray, probability: np.ndarray) -> list[dict[str, float]]:
    """What was promised against what came true, in ten bins of equal width; empty ones left out.

    Each has its `tenth` (0..9), `mean` (of the probabilities), `share` (of hits), `count`, and the
    share's interval;
    as `sklearn.calibration.calibration_curve` with the strategy "uniform" makes them.
    """
    bins = shares_of_ten(probability)
    total = np.bincount(bins, minlength=TENTHS)
    hits = np.bincount(bins, weights=hit, minlength=TENTHS)
    sums = np.bincount(bins, weights=probability.astype("float64"), minlength=TENTHS)
    low, high = wilson(hits, total)
    return [
        {
            "tenth": int(at),
            "mean": float(sums[at] / total[at]),
            "share": float(hits[at] / total[at]),
            "count": int(total[at]),
            "low": float(low[at]),
            "high": float(high[at]),
        }
        for at in np.flatnonzero(total)
    ]


def _curve(x: np.ndarray, y: np.ndarray, at: np.ndarray) -> Curve:
    kept = _thinned(x, y)
    known = [_exact(each) if np.isfinite(each) else None for each in at[kept]]
    return {
        "x": np.round(x[kept].astype("float64"), DIGITS).tolist(),
        "y": np.round(y[kept].astype("float64"), DIGITS).tolist(),
        "at": known,
    }


def _exact(threshold: float) -> float:
    """The shortest number that is the same float32: rounded further, others would be called."""
    return float(str(np.float32(threshold)))


def _thinned(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Places of at most about POINTS points, evenly spread along the curve, its ends among them."""
    if len(x) <= POINTS:
        return np.arange(len(x))
    way = np.r_[0.0, np.cumsum(np.hypot(np.diff(x), np.diff(y)))]
    places = np.searchsorted(way, np.linspace(0, way[-1], POINTS))
    return np.unique(np.r_[0, np.minimum(places, len(x) - 1), len(x) - 1])
