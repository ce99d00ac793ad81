"""What a trained model answers on the test part, and how good that is, by scikit-learn's rules."""

import io
import json
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from sklearn import metrics

from kt_core.data import Card
from kt_core.engine.answers import label_probabilities
from kt_core.engine.evaluate_several import several
from kt_core.engine.evaluate_whole import Hear, pixels, reconstructions
from kt_core.engine.measures import keep
from kt_core.engine.session import Session
from kt_core.engine.streaming import feed
from kt_core.runs import write_atomic
from kt_core.runs.schema import plain

CLASS_AXIS = 1
FIGURES = (
    "accuracy", "mae", "rmse", "r2", "mse", "pixel_accuracy", "ink_accuracy", "mean_iou",
    "f1_macro", "subset_accuracy", "hamming_loss",
)  # fmt: skip
Judged = tuple[dict[str, Any], dict[str, np.ndarray]]


class Listening(keras.callbacks.Callback):
    """Hears the person between two batches of a long measurement."""

    def __init__(self, hear: Hear):
        super().__init__()
        self._hear = hear

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._hear()

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:  # noqa: ARG002
        self._hear()


def listening(hear: Hear | None) -> list[Listening]:
    """Callbacks for `evaluate` and `predict`."""
    return [Listening(hear)] if hear else []


def evaluate(session: Session, hear: Hear | None = None) -> dict[str, Any]:
    """Write what the model answers on the test part into the run's folder; returns the results.

    `hear` is called after every batch.

    `results.json` has the figures of the first output that has a loss and, where there are
    several of those, `outputs`: each one's name and figures. `predictions.npz` has the first
    one's answers, `predictions-1.npz` the next one's, and so on; `figures.json` and
    `figures-1.json` the intervals and curves (`kt_core.run_figures`).
    """
    model, data = session.model, session.data
    x, batch = session.x(data.x_test), session.validation_batch_size
    y = session.y(data.y_test)
    test = model.evaluate(
        **feed(x, y, batch_size=batch), verbose=0, return_dict=True, callbacks=listening(hear)
    )
    judged = [_judged(session, place, x, hear) for place in with_loss(model)]
    for number, (found, arrays) in enumerate(judged):
        _write_arrays(session, number, arrays)
        keep(session.place, number, result={**found, "task": session.task}, arrays=arrays)
    figures = [found for found, _ in judged]
    results = {"task": session.task, "test": test, **figures[0]}
    if len(figures) > 1:
        names = [session.outputs[place] for place in with_loss(model)]
        results["outputs"] = [
            {"name": name, **each} for name, each in zip(names, figures, strict=True)
        ]
    write_atomic(session.place / "results.json", json.dumps(plain(results)).encode())
    return results


def validate(session: Session, hear: Hear | None = None) -> dict[str, float]:
    """What the model as it is saved reaches on the rows held out, under Keras' log names."""
    data = session.data
    assert data.x_val is not None and data.y_val is not None
    x, y = session.x(data.x_val), session.y(data.y_val)
    batch = session.validation_batch_size
    how = {"verbose": 0, "return_dict": True, "callbacks": listening(hear)}
    return session.model.evaluate(**feed(x, y, batch_size=batch), **how)


def probabilities(loss: Any, predicted: np.ndarray) -> np.ndarray:
    """Answers for classes as probabilities (n, classes): raw scores go through the loss' own
    softmax or sigmoid, a single sigmoid unit becomes two columns."""
    found = predicted.reshape(len(predicted), -1)
    if getattr(loss, "from_logits", False):
        squash = keras.ops.sigmoid if found.shape[CLASS_AXIS] == 1 else keras.ops.softmax
        found = keras.ops.convert_to_numpy(squash(found))
    return np.hstack([1 - found, found]) if found.shape[CLASS_AXIS] == 1 else found


def _judged(session: Session, place: int, x: Any, hear: Hear | None) -> Judged:
    """The figures of the output at `place`, and the arrays to keep of its answers."""
    if session.task == "pixels":
        return pixels(session, place, x, hear)
    if session.task == "input":
        return reconstructions(session, place, x, hear)
    batches = feed(x, batch_size=session.validation_batch_size)
    answers = session.model.predict(**batches, verbose=0, callbacks=listening(hear))
    predicted = np.asarray(keras.tree.flatten(answers)[place], dtype="float32")
    loss, labels = losses(session.model)[place], session.truth
    if session.card.classes:
        predicted = probabilities(loss, predicted)
    if session.card.labels:
        predicted = label_probabilities(loss, predicted)
    arrays = {"y_true": labels, "y_pred": predicted, "rows": np.arange(len(labels))}
    if session.card.labels:
        return several(labels, predicted, session.card.labels), arrays
    return _figures(labels, predicted, session.card), arrays


def losses(model: keras.Model) -> list[Any]:
    """One for each output; a single one is for all of them."""
    several = isinstance(model.loss, list)
    return model.loss if several else [model.loss] * len(model.outputs)


def with_loss(model: keras.Model) -> list[int]:
    """The places of the outputs that learn."""
    return [place for place, loss in enumerate(losses(model)) if loss is not None]


def _write_arrays(session: Session, number: int, arrays: Mapping[str, np.ndarray]) -> None:
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    name = f"predictions-{number}.npz" if number else "predictions.npz"
    write_atomic(session.place / name, buffer.getvalue())


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
        "per_class": _per_class(labels, chosen, card),
    }


def _per_class(labels: np.ndarray, chosen: np.ndarray, card: Card) -> list[dict[str, Any]]:
    """Precision, recall, F1 and support of each class; 0 where a class was never answered."""
    found = metrics.precision_recall_fscore_support(
        labels, chosen, labels=list(range(len(card.classes))), zero_division=0
    )
    columns = (column.tolist() for column in found)
    return [
        {"class": name, "precision": p, "recall": r, "f1": f, "support": s}
        for name, p, r, f, s in zip(card.classes, *columns, strict=True)
    ]


def _values(labels: np.ndarray, predicted: np.ndarray) -> dict[str, Any]:
    if not np.isfinite(predicted).all():
        return {"mae": None, "rmse": None, "r2": None}
    flat = predicted.reshape(labels.shape).astype("float64")  # squares of a diverged model's
    return {
        "mae": float(metrics.mean_absolute_error(labels, flat)),
        "rmse": float(metrics.root_mean_squared_error(labels, flat)),
        "r2": float(metrics.r2_score(labels, flat)),
    }
