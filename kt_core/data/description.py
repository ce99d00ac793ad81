"""What a data set looks like in numbers: sizes, class balance, value ranges, examples to show."""

import math
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.looks import looks
from kt_core.data.preparation import exact_mean_and_deviation, measure, scale
from kt_core.data.sets import Arrays, labels, load, stamp
from kt_core.data.several import label_counts
from kt_core.data.splitting import Split, divided

BINS = 12
SCALINGS = ("none", "unit", "standard")
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

    `sizes` counts the examples of each part, `balance` those of each class, or with each label, in
    it. For regression
    `balance` counts targets between neighbouring `edges`, which are empty for classes. `columns`
    has one entry per table column, or a single one for images.
    """

    kind: str
    sizes: dict[str, int]
    balance: dict[str, tuple[int, ...]]
    edges: tuple[float, ...]
    columns: tuple[Column, ...]
    statistics: dict[str, Any]


def describe(kind: str, *, split: Split, seed: int, scaling: str) -> Description:
    """The numbers for one split and scaling; `split` None means no validation part.

    Raises ProblemError when the set is not there. Remembers its latest answers.
    """
    with _one_at_a_time:  # so that a class opening the same page reads the file once
        found = _split(kind, stamp(kind), split, seed)
    statistics = found.statistics[scaling]
    return Description(
        kind=kind,
        sizes=found.sizes,
        balance=found.balance,
        edges=found.edges,
        columns=_columns(card(kind), found.raw, statistics),
        statistics=statistics,
    )


@dataclass(frozen=True, slots=True)
class _Split:
    """What takes time: a set split and measured, for every scaling at once."""

    sizes: dict[str, int]
    balance: dict[str, tuple[int, ...]]
    edges: tuple[float, ...]
    raw: tuple[Values, ...]
    statistics: dict[str, dict[str, Any]]


_Figures = tuple[tuple[Values, ...], dict[str, dict[str, Any]]]


@lru_cache(maxsize=32)
def _split(kind: str, _stamp: tuple, split: Split, seed: int) -> _Split:
    facts, arrays = card(kind), load(kind)
    every = (np.arange(len(arrays.y_train)), np.arange(0))
    given = divided(split, arrays.x_train, arrays.y_train, facts=facts, seed=seed)
    rows, val_rows = given or every
    parts = {
        "train": arrays.y_train[rows],
        "validation": arrays.y_train[val_rows],
        "test": arrays.y_test,
    }
    raw, found = _seen(kind, rows) if facts.laid_out else _measured(facts, arrays, rows)
    return _Split(
        sizes={part: len(y) for part, y in parts.items()},
        balance=_balance(facts, parts),
        edges=() if facts.classes or facts.labels else _edges(parts),
        raw=raw,
        statistics=found,
    )


def _measured(facts: Card, arrays: Arrays, rows: np.ndarray) -> _Figures:
    x = arrays.x_train[rows]
    found = {each: measure(x, scaling=each, largest=facts.largest) for each in SCALINGS}
    return _raw_values(facts, x, found["standard"]), found


def _seen(kind: str, rows: np.ndarray) -> _Figures:
    """The same from what was seen of each picture, without reading one: to the last bit."""
    facts, seen = card(kind), looks(kind).figures[rows]
    total, squares = int(seen[:, 0].sum()), int(seen[:, 1].sum())
    mean, deviation = exact_mean_and_deviation(total, squares, len(rows) * math.prod(facts.shape))
    values = Values(float(seen[:, 2].min()), float(seen[:, 3].max()), mean, deviation)
    pairs = {"none": (0.0, 1.0), "unit": (0.0, float(facts.largest or 255))}
    pairs["standard"] = (mean, deviation or 1.0)
    return (values,), {
        each: {"scaling": each, "subtract": low, "divide": by} for each, (low, by) in pairs.items()
    }


def _raw_values(facts: Card, x: np.ndarray, standard: dict[str, Any]) -> tuple[Values, ...]:
    """Range, mean and deviation; the latter two are what standard scaling has just measured."""
    axis = None if facts.modality == "image" else 0
    lowest, highest = x.min(axis=axis), x.max(axis=axis)
    deviation = np.where(lowest == highest, 0.0, standard["divide"])
    figures = np.stack([lowest, highest, np.asarray(standard["subtract"]), deviation])
    return tuple(Values(*row) for row in np.atleast_2d(figures.T).astype("float64").tolist())


def _balance(facts: Card, parts: dict[str, np.ndarray]) -> dict[str, tuple[int, ...]]:
    if facts.labels:
        return {part: label_counts(y) for part, y in parts.items() if len(y)}
    return _class_counts(facts, parts) if facts.classes else _target_counts(parts)


def _class_counts(facts: Card, parts: dict[str, np.ndarray]) -> dict[str, tuple[int, ...]]:
    count = len(facts.classes)
    counts = {part: np.bincount(y, minlength=count) for part, y in parts.items() if len(y)}
    return {part: tuple(found.tolist()) for part, found in counts.items()}


def _target_counts(parts: dict[str, np.ndarray]) -> dict[str, tuple[int, ...]]:
    edges = _edges(parts)
    counts = {part: np.histogram(y, edges)[0] for part, y in parts.items() if len(y)}
    return {part: tuple(found.tolist()) for part, found in counts.items()}


def _edges(parts: dict[str, np.ndarray]) -> tuple[float, ...]:
    return tuple(np.histogram_bin_edges(np.concatenate(list(parts.values())), BINS).tolist())


def _columns(
    facts: Card, raw: tuple[Values, ...], statistics: dict[str, Any]
) -> tuple[Column, ...]:
    divide = np.broadcast_to(np.asarray(statistics["divide"]), len(raw))
    ends = np.array([[values.minimum, values.maximum, values.mean] for values in raw])
    scaled = scale(ends.T, statistics).T.tolist()
    names = facts.columns or ("",)
    return tuple(
        Column(name, values, Values(low, high, mean, values.deviation / float(by)))
        for name, values, (low, high, mean), by in zip(names, raw, scaled, divide, strict=True)
    )


def example_rows(kind: str, *, per_class: int, skip: int = 0) -> dict[int, list[int]]:
    """Rows of the training part to show for each class or label: the next `per_class` after `skip`.

    Begins again at the front where a class has fewer. For regression there is one group, -1.
    """
    y = labels(kind)
    facts = card(kind)
    groups = {label: np.flatnonzero(y == label) for label in range(len(facts.classes))}
    groups |= {label: np.flatnonzero(y[:, label]) for label in range(len(facts.labels))}
    groups = groups or {-1: np.arange(len(y))}
    wanted = np.arange(skip, skip + per_class)
    return {
        label: rows[wanted[: len(rows)] % len(rows)].tolist() if len(rows) else []
        for label, rows in groups.items()
    }


def example_images(kind: str, rows: list[int]) -> np.ndarray:
    """Those images of the training part as uint8 0..255, (n, height, width, channels)."""
    largest = card(kind).largest or 255
    return (load(kind).x_train[rows].astype("uint16") * 255 // largest).astype("uint8")
