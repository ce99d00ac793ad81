"""What a data set looks like in numbers: sizes, class balance, value ranges, examples to show."""

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.preparation import mean_and_deviation, measure, scale, split_rows
from kt_core.data.sets import Arrays, file, load

BINS = 12
_one_at_a_time = Lock()


@dataclass(frozen=True, slots=True)
class Values:
    """Range of some numbers, and how they lie in it."""

    minimum: float
    maximum: float
    mean: float
    deviation: float


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the training part (`name` is "" for all pixels), before and after scaling."""

    name: str
    raw: Values
    scaled: Values


@dataclass(frozen=True, slots=True)
class Description:
    """A data set as it will be used.

    `sizes` counts the examples of each part, `balance` those of each class in it. For regression
    `balance` counts targets between neighbouring `edges`, which are empty for classes. `columns`
    has one entry per table column, or a single one for images.
    """

    kind: str
    sizes: dict[str, int]
    balance: dict[str, tuple[int, ...]]
    edges: tuple[float, ...]
    columns: tuple[Column, ...]
    statistics: dict[str, Any]


def describe(kind: str, *, fraction: float | None, seed: int, scaling: str) -> Description:
    """The numbers for one split and scaling; `fraction` None means no validation part.

    Raises ProblemError when the set is not there. Remembers its latest answers.
    """
    path = file(kind)
    stamp = (str(path), path.stat().st_mtime_ns) if path.exists() else ()
    with _one_at_a_time:  # so that a class opening the same page reads the file once
        return _describe(kind, stamp, fraction, seed, scaling)


@lru_cache(maxsize=32)
def _describe(
    kind: str,
    _stamp: tuple,
    fraction: float | None,
    seed: int,
    scaling: str,
) -> Description:
    facts, arrays = card(kind), load(kind)
    train_rows, val_rows = np.arange(len(arrays.y_train)), np.arange(0)
    if fraction is not None:
        train_rows, val_rows = split_rows(
            arrays.y_train, fraction=fraction, seed=seed, stratified=bool(facts.classes)
        )
    labels = {
        "train": arrays.y_train[train_rows],
        "validation": arrays.y_train[val_rows],
        "test": arrays.y_test,
    }
    x = arrays.x_train[train_rows]
    statistics = measure(x, scaling=scaling, largest=facts.largest)
    return Description(
        kind=kind,
        sizes={part: len(y) for part, y in labels.items()},
        balance=_class_counts(facts, labels) if facts.classes else _target_counts(labels),
        edges=() if facts.classes else _edges(labels),
        columns=_columns(facts, x, statistics),
        statistics=statistics,
    )


def _class_counts(facts: Card, labels: dict[str, np.ndarray]) -> dict[str, tuple[int, ...]]:
    count = len(facts.classes)
    counts = {part: np.bincount(y, minlength=count) for part, y in labels.items() if len(y)}
    return {part: tuple(found.tolist()) for part, found in counts.items()}


def _target_counts(labels: dict[str, np.ndarray]) -> dict[str, tuple[int, ...]]:
    edges = _edges(labels)
    counts = {part: np.histogram(y, edges)[0] for part, y in labels.items() if len(y)}
    return {part: tuple(found.tolist()) for part, found in counts.items()}


def _edges(labels: dict[str, np.ndarray]) -> tuple[float, ...]:
    return tuple(np.histogram_bin_edges(np.concatenate(list(labels.values())), BINS).tolist())


def _columns(facts: Card, x: np.ndarray, statistics: dict[str, Any]) -> tuple[Column, ...]:
    raw = _summary(x, axis=None if facts.modality == "image" else 0)
    divide = np.broadcast_to(np.asarray(statistics["divide"]), len(raw))
    ends = np.array([[v.minimum, v.maximum, v.mean] for v in raw]).T
    scaled = scale(ends, statistics).T.tolist()
    names = facts.columns or ("",)
    return tuple(
        Column(name, values, Values(low, high, mean, values.deviation / float(by)))
        for name, values, (low, high, mean), by in zip(names, raw, scaled, divide, strict=True)
    )


def _summary(x: np.ndarray, *, axis: int | None) -> list[Values]:
    mean, deviation = mean_and_deviation(x, axis=axis)
    found = np.stack([x.min(axis=axis), x.max(axis=axis), mean, deviation]).astype("float64")
    return [Values(*row) for row in np.atleast_2d(found.T).tolist()]


def example_rows(kind: str, *, per_class: int, skip: int = 0) -> dict[int, list[int]]:
    """Rows of the training part to show for each class: the next `per_class` after `skip`.

    Begins again at the front where a class has fewer. For regression there is one group, -1.
    """
    y = load(kind).y_train
    groups = {label: np.flatnonzero(y == label) for label in range(len(card(kind).classes))}
    groups = groups or {-1: np.arange(len(y))}
    wanted = np.arange(skip, skip + per_class)
    return {
        label: rows[wanted[: len(rows)] % len(rows)].tolist() if len(rows) else []
        for label, rows in groups.items()
    }


def example_images(kind: str, rows: list[int]) -> np.ndarray:
    """Those images of the training part as uint8 0..255, (n, height, width, channels)."""
    arrays: Arrays = load(kind)
    largest = card(kind).largest or 255
    return (arrays.x_train[rows].astype("uint16") * 255 // largest).astype("uint8")
