"""Answers for several labels of each example: a probability for each label by itself.

Without keras, so that the figures can be had and tried where there is none.
"""

from typing import Any

import numpy as np
from sklearn import metrics

from kt_core.several import USUAL


def several(true: np.ndarray, predicted: np.ndarray, labels: tuple[str, ...]) -> dict[str, Any]:
    """Figures of labels 0 and 1 (n, labels) against probabilities, each label given above 0.5; None
    where the model answered NaN or infinity."""
    found: dict[str, Any] = {"finite": bool(np.isfinite(predicted).all()), "labels": list(labels)}
    if not found["finite"]:
        nothing = ("f1_macro", "subset_accuracy", "hamming_loss", "per_label")
        return found | dict.fromkeys(nothing)
    there, given = true > USUAL, predicted > USUAL
    parts = metrics.precision_recall_fscore_support(there, given, zero_division=0)
    columns = (part.tolist() for part in parts)
    rows = [
        {"label": name, "precision": p, "recall": r, "f1": f, "support": int(s)}
        for name, p, r, f, s in zip(labels, *columns, strict=True)
    ]
    return found | {
        "f1_macro": float(np.mean([row["f1"] for row in rows])),
        "subset_accuracy": float(metrics.accuracy_score(there, given)),
        "hamming_loss": float(metrics.hamming_loss(there, given)),
        "per_label": rows,
    }
