"""What a training's data is like, in numbers that the rules need: measured once, before it begins.

Nothing here needs Keras; the worker that has the arrays writes the answer beside the run.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

SAMPLE, NUMBERS = 1000, 1_000_000
"""Rows of which ranges and per-pixel means are taken, fewer where they are large: enough for both,
and bounded."""
BLOCK = 2000
Arrays = Mapping[str, Any]


def facts(
    arrays: Arrays, *, labels: str, classes: Sequence[str], again: int | None = None
) -> dict[str, Any]:
    """JSON values about x_train (n, ...), y_train, x_val and y_val, scaled as training gets them.

    `labels` as in the document, or "multi_label" where each example has several; `classes` empty
    where values are predicted. `guess` maps kinds of losses to what they are for the best answer
    that never looks at the example, and `floor` to the best that is possible. `again`: how many
    rows of x_val are in x_train, where it is known.
    """
    x, y, x_val, y_val = (arrays[name] for name in ("x_train", "y_train", "x_val", "y_val"))
    assert x is not None and y is not None
    sample = x[: max(1, min(SAMPLE, NUMBERS // math.prod(x.shape[1:])))]
    if again is None:
        again = 0 if x_val is None else seen_again(x, x_val)
    return {
        "train": len(x),
        "validation": 0 if x_val is None else len(x_val),
        "inputs": {
            "low": float(sample.min()),
            "high": float(sample.max()),
            "size": float(np.sqrt(np.square(sample, dtype="float64").mean())),
        },
        "again": again,
        **_targets(sample, y, y_val, labels=labels, classes=classes),
    }


def seen_again(x: np.ndarray, held: np.ndarray) -> int:
    """How many rows of `held` are also, to the last bit, rows of `x`."""
    return int(np.isin(hashes(held), hashes(x)).sum())


def hashes(x: np.ndarray) -> np.ndarray:
    """One number per row, uint64 (n,): equal rows have equal ones, others hardly ever.

    A sum of the row's words, each times a random odd number, modulo 2**64 (Dietzfelbinger 1996).
    """
    rows = np.ascontiguousarray(x.reshape(len(x), -1), dtype="float32").view("uint32")
    draw = np.random.RandomState(0)
    odd = np.asarray(draw.randint(0, 2**62, size=rows.shape[1]), dtype="uint64") * 2 + 1
    found = np.empty(len(rows), dtype="uint64")
    for start in range(0, len(rows), BLOCK):
        block = rows[start : start + BLOCK].astype("uint64")
        found[start : start + BLOCK] = (block * odd).sum(axis=1, dtype="uint64")
    return found


def _targets(
    sample: np.ndarray,
    y: np.ndarray,
    y_val: np.ndarray | None,
    *,
    labels: str,
    classes: Sequence[str],
) -> dict[str, Any]:
    if labels == "multi_label":
        return _several(y)
    if labels == "input":
        return _same_as_input(sample)
    if labels == "pixels" or classes:
        parts = {"train": y, "validation": y_val}
        size = len(classes) + (labels == "pixels")
        counts = {name: _counts(part, size) for name, part in parts.items() if part is not None}
        guess = {"crossentropy": entropy(counts["train"])}
        return {"classes": counts if labels != "pixels" else {}, "guess": guess, "floor": {}}
    return _values(y)


def _counts(y: np.ndarray, size: int) -> list[int]:
    one_hot = y.dtype.kind == "f" and y.ndim == 2 and y.shape[1] > 1
    numbers = y.argmax(axis=1) if one_hot else y.reshape(-1).astype("int64")
    return np.bincount(numbers, minlength=size).tolist()


def entropy(counts: Sequence[int]) -> float:
    """The cross-entropy, in nats, of always answering with the classes' own shares."""
    shares = np.asarray(counts, dtype="float64") / max(sum(counts), 1)
    present = shares[shares > 0]
    return float(-(present * np.log(present)).sum())


def _values(y: np.ndarray) -> dict[str, Any]:
    """Targets to predict: the mean is the best guess for squares, the median for distances."""
    y = y.astype("float64")
    guess = {"squares": float(y.var()), "distances": float(np.abs(y - np.median(y, axis=0)).mean())}
    target = {"mean": float(y.mean()), "deviation": float(y.std())}
    return {"guess": guess, "floor": {}, "target": target}


def _several(y: np.ndarray) -> dict[str, Any]:
    """Labels 0 and 1, (n, labels): the best guess is how often each occurs."""
    guess = float(_binary_entropy(y.mean(axis=0, dtype="float64")).mean())
    return {"guess": {"crossentropy": guess}, "floor": {}}


def _same_as_input(x: np.ndarray) -> dict[str, Any]:
    """An autoencoder's targets: the best guess is each pixel's own mean."""
    mean = x.mean(axis=0, dtype="float64")
    guess: dict[str, float] = {"squares": float(x.var(axis=0, dtype="float64").mean())}
    floor: dict[str, float] = {}
    if x.min() >= 0 and x.max() <= 1:
        guess["crossentropy"] = float(_binary_entropy(mean).mean())
        floor["crossentropy"] = float(_binary_entropy(x.astype("float64")).mean())
    return {"guess": guess, "floor": floor}


def _binary_entropy(p: np.ndarray) -> np.ndarray:
    inside = np.clip(p, 1e-12, 1 - 1e-12)
    return -(inside * np.log(inside) + (1 - inside) * np.log(1 - inside))
