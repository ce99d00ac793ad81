"""How the trained model does on each single row held out, so that two runs can be compared in
pairs: the same rows, answered by both."""

import io

import keras
import numpy as np

from kt_core.engine.evaluate import Hear, listening, losses, with_loss
from kt_core.engine.session import Session
from kt_core.engine.streaming import feed, rows_of
from kt_core.runs import write_atomic
from kt_core.several import USUAL

MOST = 5000
"""Rows that are kept at most, evenly spread."""


def keep_row_errors(session: Session, hear: Hear | None = None) -> None:
    """Writes `validation.npz`: `rows` int64 (n,) of the set's training part, `errors` float32 (n,).

    An error is 1 for a wrong class and 0 for a right one, the share of wrong pixels or labels, or
    the mean absolute difference of values; infinite where the model answered no number. Of the
    first output that learns. Without a validation part nothing is written.
    `hear` is called after every batch.
    """
    data = session.data
    if data.x_val is None or data.y_val is None or data.val_rows is None:
        return
    chosen = np.linspace(0, len(data.x_val) - 1, min(len(data.x_val), MOST)).astype("int64")
    x, batch = session.x(rows_of(data.x_val, chosen)), session.validation_batch_size
    how = {"verbose": 0, "callbacks": listening(hear)}
    answers = session.model.predict(**feed(x, batch_size=batch), **how)
    place = with_loss(session.model)[0]
    predicted = np.asarray(keras.tree.flatten(answers)[place], dtype="float32")
    logits = bool(getattr(losses(session.model)[place], "from_logits", False))
    errors = row_errors(data.y_val[chosen], predicted, task=session.task, logits=logits)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, rows=data.val_rows[chosen], errors=errors)
    write_atomic(session.place / "validation.npz", buffer.getvalue())


def row_errors(true: np.ndarray, predicted: np.ndarray, *, task: str, logits: bool) -> np.ndarray:
    """One error for each row, float32 (n,); `logits`: a single unit gives scores around 0."""
    if task == "classification":
        wrong = _classes(true) != _answered(predicted, logits)
    elif task == "multi_label":
        wrong = ((predicted.reshape(true.shape) > (0.0 if logits else USUAL)) != true).mean(axis=1)
    elif task == "pixels":
        wrong = (predicted.argmax(axis=-1) != true).reshape(len(true), -1).mean(axis=1)
    else:
        away = np.abs(predicted.reshape(true.shape) - true)
        wrong = away.reshape(len(true), -1).mean(axis=1)
    errors = np.asarray(wrong, dtype="float32")
    sound = np.isfinite(predicted.reshape(len(predicted), -1)).all(axis=1)
    return np.where(sound, errors, np.inf).astype("float32")


def _classes(true: np.ndarray) -> np.ndarray:
    one_hot = true.ndim == 2 and true.shape[1] > 1
    return true.argmax(axis=1) if one_hot else true.reshape(-1).astype("int64")


def _answered(predicted: np.ndarray, logits: bool) -> np.ndarray:
    flat = predicted.reshape(len(predicted), -1)
    if flat.shape[1] > 1:
        return flat.argmax(axis=1)
    return (flat[:, 0] > (0.0 if logits else 0.5)).astype("int64")
