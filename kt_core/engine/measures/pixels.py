"""Figures of pixels. Those of one picture resemble each other, so whole pictures are resampled."""

from typing import Any

import numpy as np

from kt_core.engine.measures import bootstrap
from kt_core.engine.measures.figure import figure

PORTION = 2_000_000  # pixels at a time


def figures(true: np.ndarray, predicted: np.ndarray, *, classes: int) -> dict[str, Any]:
    """Pixel accuracy, that of the ink, and intersection over union, from class numbers
    (n, height, width), 0 being the background; IoU is `sklearn.metrics.jaccard_score`."""
    right, there, told = _of_pictures(true, predicted, classes)
    times = bootstrap.resamples(3 * right.size)
    once = np.ones((len(true), 1))
    value = {name: found[0] for name, found in _judged(right, there, told, once).items()}
    drawn = [
        _judged(right, there, told, counts) for counts in bootstrap.counts(len(true), times=times)
    ]
    ends = {name: bootstrap.ends(np.concatenate([part[name] for part in drawn])) for name in value}
    iou, (low, high) = value.pop("iou"), ends.pop("iou")
    return {
        "scores": {name: figure(value[name], *ends[name]) for name in value},
        "per_class": [
            {"support": int(there[:, at].sum()), "iou": figure(iou[at], low[at], high[at])}
            for at in range(classes)
        ],
        "resamples": times,
    }


def _of_pictures(
    true: np.ndarray, predicted: np.ndarray, classes: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pixels of each class in each picture (n, classes): recognised, there, and answered."""
    flat, answer = (each.reshape(len(each), -1) for each in (true, predicted))
    portion = max(1, PORTION // max(1, flat.shape[1]))
    parts = []
    for start in range(0, len(flat), portion):
        some, told = flat[start : start + portion], answer[start : start + portion]
        places = np.arange(len(some))[:, np.newaxis] * classes
        size = len(some) * classes
        hits = (some == told).ravel()
        parts.append(
            (
                np.bincount((places + some).ravel()[hits], minlength=size),
                np.bincount((places + some).ravel(), minlength=size),
                np.bincount((places + told).ravel(), minlength=size),
            )
        )
    joined = (np.concatenate(each) for each in zip(*parts, strict=True))
    right, there, said = (each.reshape(len(true), classes).astype("float64") for each in joined)
    return right, there, said


def _judged(
    right: np.ndarray,
    there: np.ndarray,
    told: np.ndarray,
    counts: np.ndarray,
) -> dict[str, np.ndarray]:
    """Figures (k,) and IoU (k, classes) of resamples with `counts` (n, k)."""
    hits, is_there, said = (counts.T @ each for each in (right, there, told))
    union = is_there + said - hits
    with np.errstate(invalid="ignore"):
        iou = np.where(union > 0, hits / union, np.nan)
        mean = np.nansum(iou, axis=1) / (union > 0).sum(axis=1)
    ink = np.maximum(is_there[:, 1:].sum(axis=1), 1)
    return {
        "pixel_accuracy": hits.sum(axis=1) / is_there.sum(axis=1),
        "ink_accuracy": hits[:, 1:].sum(axis=1) / ink,
        "mean_iou": mean,
        "iou": iou,
    }
