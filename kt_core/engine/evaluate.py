"""What a trained model answers on the test part, and how good that is, by scikit-learn's rules."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
from sklearn import metrics

from kt_core.data import Card
from kt_core.runs import write_atomic
from kt_core.runs.schema import plain

CLASS_AXIS = 1


def evaluate(
    place: Path, model: keras.Model, x: Any, y: Any, *, labels: np.ndarray, card: Card, batch: int
) -> dict[str, Any]:
    """Write `predictions.npz` and `results.json` into `place`; returns the results.

    x, y: the test part as the model takes it (lists for several inputs or outputs). labels: class
    numbers (n,) or values (n, 1). The predictions are those of the first output.
    """
    test = model.evaluate(x, y, batch_size=batch, verbose=0, return_dict=True)
    answers = model.predict(x, batch_size=batch, verbose=0)
    predicted = np.asarray(keras.tree.flatten(answers)[0], dtype="float32")
    predicted = probabilities(model, predicted) if card.classes else predicted
    buffer = io.BytesIO()
    rows = np.arange(len(labels))
    np.savez_compressed(buffer, y_true=labels, y_pred=predicted, rows=rows, allow_pickle=False)
    results = {"task": card.task, "test": test, **_figures(labels, predicted, card)}
    write_atomic(place / "predictions.npz", buffer.getvalue())
    write_atomic(place / "results.json", json.dumps(plain(results)).encode())
    return results


def probabilities(model: keras.Model, predicted: np.ndarray) -> np.ndarray:
    """Answers for classes as probabilities (n, classes): raw scores go through the loss' own
    softmax or sigmoid, a single sigmoid unit becomes two columns."""
    found = predicted.reshape(len(predicted), -1)
    if getattr(_first_loss(model), "from_logits", False):
        squash = keras.ops.sigmoid if found.shape[CLASS_AXIS] == 1 else keras.ops.softmax
        found = keras.ops.convert_to_numpy(squash(found))
    return np.hstack([1 - found, found]) if found.shape[CLASS_AXIS] == 1 else found


def _first_loss(model: keras.Model) -> Any:
    losses = model.loss if isinstance(model.loss, list) else [model.loss]
    return next((loss for loss in losses if loss is not None), None)


def _figures(labels: np.ndarray, predicted: np.ndarray, card: Card) -> dict[str, Any]:
    """Figures for classes or values; None where the model answered NaN or infinity."""
    finite = bool(np.isfinite(predicted).all())
    if card.classes:
        return {
            "finite": finite,
            "classes": list(card.classes),
            **_classes(labels, predicted, card),
        }
    return {"finite": finite, **_values(labels, predicted)}


def _classes(labels: np.ndarray, predicted: np.ndarray, card: Card) -> dict[str, Any]:
    if not np.isfinite(predicted).all():
        return {"accuracy": None, "confusion": None, "per_class": None}
    chosen, known = predicted.argmax(axis=CLASS_AXIS), list(range(len(card.classes)))
    return {
        "accuracy": float(metrics.accuracy_score(labels, chosen)),
        "confusion": metrics.confusion_matrix(labels, chosen, labels=known).tolist(),
        "per_class": _per_class(labels, chosen, card.classes),
    }


def _per_class(
    labels: np.ndarray, chosen: np.ndarray, classes: Sequence[str]
) -> list[dict[str, Any]]:
    """Precision, recall, F1 and support of each class; 0 where a class was never answered."""
    found = metrics.precision_recall_fscore_support(
        labels, chosen, labels=list(range(len(classes))), zero_division=0
    )
    return [
        {"class": name, "precision": p, "recall": r, "f1": f, "support": s}
        for name, p, r, f, s in zip(classes, *(column.tolist() for column in found), strict=True)
    ]


def _values(labels: np.ndarray, predicted: np.ndarray) -> dict[str, Any]:
    if not np.isfinite(predicted).all():
        return {"mae": None, "rmse": None, "r2": None}
    flat = predicted.reshape(labels.shape)
    return {
        "mae": float(metrics.mean_absolute_error(labels, flat)),
        "rmse": float(metrics.root_mean_squared_error(labels, flat)),
        "r2": float(metrics.r2_score(labels, flat)),
    }
