"""What kept weights answer where answers are as large as the examples: how far off each one is, and
some of them in full. A batch at a time: all answers at once may be larger than the memory."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from kt_core import whole_moments
from kt_core.data.pictures import grey
from kt_core.data.preparation import unscale
from kt_core.engine.evaluate import with_loss
from kt_core.engine.rebuilt import Examples, Rebuilt
from kt_core.whole import Pixels

SMALL = 255


def whole_answers(
    found: Rebuilt, examples: Examples, output: int, *, of: int
) -> dict[str, np.ndarray]:
    """The arrays of `kt_core.whole_moments` for the weights that the model has now; the examples
    were drawn from `of`."""
    numbers = int(np.prod(found.model.outputs[with_loss(found.model)[output]].shape[1:-1]))
    size = numbers if found.labels == "pixels" else int(np.prod(found.card.shape))
    kept = whole_moments.evenly(len(examples.rows), size)
    judge = _pixels if found.labels == "pixels" else _given_back
    parts = [
        judge(found, examples, rows, answers, np.isin(rows, kept))
        for rows, answers in _batches(found, examples, output)
    ]
    made = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    if "confusion" in made:
        made["confusion"] = made["confusion"].sum(axis=0)
    return {"rows": examples.rows, "of": np.asarray(of), "kept": kept, **made}


def _pixels(
    found: Rebuilt, examples: Examples, rows: np.ndarray, answers: np.ndarray, kept: np.ndarray
) -> dict[str, np.ndarray]:
    count = len(found.card.classes) + 1
    kind = "uint8" if count <= SMALL else "uint16"
    true, given = examples.y[rows], answers.argmax(axis=-1)
    pairs = np.bincount((true * count + given).ravel(), minlength=count**2)
    return {
        "off": 1 - Pixels(true, given, rows).right,
        "confusion": pairs.reshape(1, count, count),
        "given": given[kept].astype(kind),
        "true": true[kept].astype(kind),
    }


def _given_back(
    found: Rebuilt, examples: Examples, rows: np.ndarray, answers: np.ndarray, kept: np.ndarray
) -> dict[str, np.ndarray]:
    apart = (answers - examples.x[rows]).reshape(len(answers), -1).astype("float64")
    given = unscale(answers[kept], found.data.statistics)
    if found.card.modality == "image":
        given = grey(np.nan_to_num(given), largest=found.card.largest or 255)
    return {"off": np.square(apart).mean(axis=1).astype("float32"), "given": given}


def _batches(
    found: Rebuilt, examples: Examples, output: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places among the examples, and what the output answers to them."""
    place, size = with_loss(found.model)[output], found.batch_size
    for start in range(0, len(examples.rows), size):
        rows = np.arange(start, min(start + size, len(examples.rows)))
        x: Any = found.x(examples.x[rows])
        answers = keras.tree.flatten(found.model.predict_on_batch(x))[place]
        yield rows, np.asarray(answers, dtype="float32")
