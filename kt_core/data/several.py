"""Several labels for each example: what can be wrong with them, and how often each occurs."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from kt_core.data.cards import Card
from kt_core.problems import Problem, Where

KIND: Where = ("data", "kind")
RARE = 0.05
"""A label that fewer of the examples have: most of what can be got right is saying no."""
NAMED = 5


def label_counts(y: np.ndarray) -> tuple[int, ...]:
    """How many examples have each label; y: 0 and 1, (n, labels)."""
    return tuple(int(count) for count in y.sum(axis=0))


def several_problems(facts: Card, y: np.ndarray) -> Iterator[Problem]:
    """Labels that tell nothing, or little, since all or hardly any examples have them."""
    named = list(zip(facts.labels, label_counts(y), strict=True))
    values: dict[str, Any] = {"title": facts.title, "examples": len(y)}
    if same := [name for name, count in named if count in (0, len(y))]:
        told = {**values, "names": same[:NAMED]}
        yield Problem("data_label_without_choice", KIND, told, "warning")
    rare = sorted((count, name) for name, count in named if 0 < count < RARE * len(y))
    if rare:
        values |= {"name": rare[0][1], "count": rare[0][0]}
        values["names"] = [name for _, name in rare[:NAMED]]
        yield Problem("data_label_rare", KIND, values, "info")
