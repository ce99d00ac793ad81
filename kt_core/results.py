"""What a run's model answered on the test part, as the engine wrote it down, once."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from kt_core.runs import folder

Found = TypeVar("Found")


@dataclass(frozen=True)
class Answers:
    """The model's answers to the test examples.

    true: class numbers (n,), or values (n, 1). predicted: the same. confidence: (n,), the
    probability of the predicted class, 0..1, or None for values. rows: (n,), places in `x_test`.
    probabilities: (n, classes), or None for values.
    """

    true: np.ndarray
    predicted: np.ndarray
    confidence: np.ndarray | None
    rows: np.ndarray
    probabilities: np.ndarray | None


def summary(run: str) -> dict[str, Any] | None:
    """What `results.json` of the run says (metrics, confusion, per class), or None without one."""
    return _json(run, "results.json")


def loaded_weights(run: str) -> dict[str, Any] | None:
    """Which layers began with saved numbers, as `kt_core.starting.table` says it, with `file` and
    `from`; None for a run that began at random."""
    return _json(run, "weights.json")


def _json(run: str, name: str) -> dict[str, Any] | None:
    try:
        return json.loads((folder(run) / name).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def predictions_file(run: str, output: int = 0) -> Path:
    """Where the answers of the run's model are: of its first output that learns, or a later one."""
    return folder(run) / (f"predictions-{output}.npz" if output else "predictions.npz")


def answers(run: str, *, task: str, output: int = 0) -> Answers | None:
    """The single answers to the test part, or None without them."""
    return read_answers(run, output, _values if task == "regression" else _classes)


def read_answers(
    run: str, output: int, make: Callable[[dict[str, np.ndarray]], Found]
) -> Found | None:
    """What `make` makes of the arrays of `predictions_file`, or None without them.

    The last ones are remembered, as long as their file stays as it is: every click asks again.
    """
    path = predictions_file(run, output)
    try:
        return _made(path, path.stat().st_mtime_ns, make)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


@lru_cache(maxsize=4)
def _made(path: Path, _stamp: int, make: Callable[[dict[str, np.ndarray]], Any]) -> Any:
    with path.open("rb") as file:  # numpy leaves a broken one open
        arrays = np.load(file, allow_pickle=False)
        found = {name: arrays[name] for name in arrays.files}
    for array in found.values():
        array.setflags(write=False)
    return make(found)


def cell(found: Answers, *, true: int, predicted: int) -> np.ndarray:
    """The examples in one cell of the confusion matrix, the most confident first: indices (k,)."""
    return _by_confidence(found, (found.true == true) & (found.predicted == predicted))


def _by_confidence(found: Answers, chosen: np.ndarray) -> np.ndarray:
    places = np.flatnonzero(chosen)
    if found.confidence is None:
        return places
    return places[np.argsort(-found.confidence[places], kind="stable")]


def _values(found: dict[str, np.ndarray]) -> Answers:
    count = len(found["rows"])
    true, predicted = (np.reshape(found[key], (count, -1)) for key in ("y_true", "y_pred"))
    return Answers(true, predicted, None, found["rows"], None)


def _classes(found: dict[str, np.ndarray]) -> Answers:
    true, probabilities = found["y_true"], found["y_pred"]
    if true.ndim == 2 and true.shape[1] > 1:
        true = true.argmax(axis=1)
    if probabilities.shape[1] == 1:
        probabilities = np.hstack([1 - probabilities, probabilities])
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities[np.arange(len(predicted)), predicted]
    return Answers(np.ravel(true).astype(int), predicted, confidence, found["rows"], probabilities)
