"""Answers as large as the example: a class for every pixel, or the example itself again.

Goes through the test part a batch at a time: all answers at once may be larger than the memory.
"""

from collections.abc import Callable, Iterator
from typing import Any

import keras
import numpy as np

from kt_core import whole_moments
from kt_core.data.preparation import unscale
from kt_core.engine.session import Session
from kt_core.texts import text

KEPT = 48  # reconstructions of each kind: the first ones, and the worst
SMALL = 255
Hear = Callable[[], None]


def pixels(
    session: Session, place: int, x: Any, hear: Hear | None = None
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Pixel accuracy, intersection over union and the confusion of pixels, and all answers.

    `ink_accuracy` is the share of ink with the right class: most pixels are background, which
    any network gets right. The arrays y_true and y_pred are class numbers (n, height, width).
    """
    classes = [text("results.background"), *session.card.classes]
    truth = session.truth
    dtype = "uint8" if len(classes) <= SMALL else "uint16"
    finite, chosen = True, []
    for _, answers in _batches(session, place, x, hear):
        finite = finite and bool(np.isfinite(answers).all())
        chosen.append(answers.argmax(axis=-1).astype(dtype))
    predicted = np.concatenate(chosen)
    arrays = {
        "y_true": truth.astype(dtype),
        "y_pred": predicted,
        "rows": np.arange(len(truth)),
    }
    found = {"finite": finite, "classes": classes}
    return found | pixel_figures(truth, predicted, classes), arrays


def pixel_figures(truth: np.ndarray, predicted: np.ndarray, classes: list[str]) -> dict[str, Any]:
    """Figures for class numbers (n, height, width), 0 being the background.

    A class that is neither there nor answered has no intersection over union (None), and does not
    count for the mean.
    """
    count = len(classes)
    pairs = np.bincount((truth.astype("int64") * count + predicted).ravel(), minlength=count**2)
    confusion = pairs.reshape(count, count)
    right, there = confusion.diagonal(), confusion.sum(axis=1)
    iou = [None if np.isnan(each) else float(each) for each in whole_moments.iou(confusion)]
    return {
        "pixel_accuracy": float(right.sum() / confusion.sum()),
        "ink_accuracy": float(right[1:].sum() / max(1, there[1:].sum())),
        "mean_iou": whole_moments.mean_iou(confusion),
        "confusion": confusion.tolist(),
        "per_class": [
            {"class": name, "iou": each, "pixels": int(size)}
            for name, each, size in zip(classes, iou, there, strict=True)
        ],
    }


def reconstructions(
    session: Session, place: int, x: Any, hear: Hear | None = None
) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Mean squared and absolute error in scaled units, and some examples given back.

    The arrays: `rows` (k,), the first test examples and the worst ones; `y_pred` (k, ...), those
    given back, in the units of the data set; `errors` and `absolute_errors` (n,), each example's
    mean squared and mean absolute error.
    """
    squares, absolutes = [], []
    for rows, answers in _batches(session, place, x, hear):
        off = (answers - session.truth[rows]).reshape(len(answers), -1).astype("float64")
        squares.append((off**2).mean(axis=1))
        absolutes.append(np.abs(off).mean(axis=1))
    errors = np.concatenate(squares)
    finite = bool(np.isfinite(errors).all())
    kept = np.unique(np.concatenate([np.arange(len(errors))[:KEPT], np.argsort(-errors)[:KEPT]]))
    some = keras.tree.map_structure(lambda array: array[kept], x)
    given = np.concatenate([answers for _, answers in _batches(session, place, some)])
    arrays = {
        "rows": kept,
        "y_pred": unscale(given, session.data.statistics),
        "errors": errors.astype("float32"),
        "absolute_errors": np.concatenate(absolutes).astype("float32"),
    }
    mse = float(errors.mean()) if finite else None
    mae = float(np.concatenate(absolutes).mean()) if finite else None
    return {"finite": finite, "mse": mse, "mae": mae}, arrays


def _batches(
    session: Session, place: int, x: Any, hear: Hear | None = None
) -> Iterator[tuple[slice, np.ndarray]]:
    """Which rows, and what the output at `place` answers to them."""
    count, size = len(keras.tree.flatten(x)[0]), session.validation_batch_size
    for start in range(0, count, size):
        rows = slice(start, start + size)
        part = keras.tree.map_structure(lambda array, rows=rows: array[rows], x)
        answers = keras.tree.flatten(session.model.predict_on_batch(part))[place]
        yield rows, np.asarray(answers, dtype="float32")
        if hear:
            hear()
