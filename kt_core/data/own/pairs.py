"""Near-equal pictures of a set, side by side for the eye: those across both parts first."""

from typing import NamedTuple

import numpy as np

from kt_core.data.cards import Card
from kt_core.data.own.shelf import kept_alike
from kt_core.data.sets import labels, load


class Side(NamedTuple):
    """One picture of a pair: its part ("train" or "test"), row in it, and class number; None where
    there are no classes."""

    part: str
    row: int
    label: int | None


class Pair(NamedTuple):
    """Two pictures, and the correlation of their small copies."""

    one: Side
    other: Side
    likeness: float


def pairs(facts: Card, *, skip: int, count: int) -> list[Pair]:
    """The next `count` pairs after `skip`: those across training and test first, then the most
    alike."""
    found = kept_alike(facts.kind)
    if not len(found.pairs):
        return []
    within = (found.pairs < facts.train).sum(axis=1) != 1
    order = np.lexsort((-found.likeness, within))[skip : skip + count]
    y = {part: labels(facts.kind, part=part) for part in ("train", "test")}
    sides = [[_side(facts, at, y) for at in found.pairs[row].tolist()] for row in order]
    return [
        Pair(one, other, float(found.likeness[row]))
        for (one, other), row in zip(sides, order, strict=True)
    ]


def _side(facts: Card, at: int, y: dict[str, np.ndarray]) -> Side:
    part, row = ("train", at) if at < facts.train else ("test", at - facts.train)
    return Side(part, row, int(y[part][row]) if facts.classes else None)


def pictures(facts: Card, found: list[Pair]) -> list[np.ndarray]:
    """Both pictures of each pair as they came: uint8 (2, height, width, channels)."""
    arrays = load(facts.kind)
    x = {"train": arrays.x_train, "test": arrays.x_test}
    sides = [(pair.one, pair.other) for pair in found]
    return [np.stack([np.asarray(x[each.part][each.row]) for each in both]) for both in sides]
