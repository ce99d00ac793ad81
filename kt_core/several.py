"""Several labels for each example: what a model answered, and what its mistakes are.

A label is given where its probability is above a threshold, as Keras' BinaryAccuracy does it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from kt_core.results import read_answers

USUAL = 0.5
Kind = Literal["right", "missed", "wrong", "absent"]
KINDS: tuple[Kind, ...] = ("right", "missed", "wrong", "absent")
"""Of a label of an example: there and given, there and not given, given for nothing, neither."""


@dataclass(frozen=True)
class Several:
    """A model's answers to the test examples.

    true: bool (n, labels). probabilities: (n, labels), each for itself. rows: (n,), places in
    `x_test`. thresholds: (labels,), above which a label is given.
    """

    true: np.ndarray
    probabilities: np.ndarray
    rows: np.ndarray
    thresholds: np.ndarray

    @property
    def given(self) -> np.ndarray:
        """Which labels the model gives, bool (n, labels)."""
        return self.probabilities > self.thresholds

    @property
    def wrong(self) -> np.ndarray:
        """How many labels of each example are wrong: int (n,)."""
        return (self.given != self.true).sum(axis=1)

    def cut_at(self, thresholds: Sequence[float]) -> "Several":
        """The same answers with other thresholds, one for each label."""
        return replace(self, thresholds=np.asarray(thresholds, dtype="float32"))


def several(run: str, *, output: int = 0) -> Several | None:
    """The single answers to the test part, cut at 0.5, or None without them."""
    return read_answers(run, output, _several)


def counts(found: Several) -> list[dict[str, int]]:
    """For each label how many examples are of each kind (`KINDS`)."""
    return [
        {kind: len(places(found, label, kind)) for kind in KINDS}
        for label in range(found.true.shape[1])
    ]


def places(found: Several, label: int, kind: Kind) -> np.ndarray:
    """The examples of which a label is of that kind, int (k,): the surest answers first."""
    true, given = found.true[:, label], found.given[:, label]
    wanted = {"right": (1, 1), "missed": (1, 0), "wrong": (0, 1), "absent": (0, 0)}[kind]
    chosen = np.flatnonzero((true == wanted[0]) & (given == wanted[1]))
    sure = found.probabilities[chosen, label] * (1 if wanted[1] else -1)
    return chosen[np.argsort(-sure, kind="stable")]


def figures(found: Several) -> dict[str, Any]:
    """What depends on the thresholds: `per_label` (precision, recall, F1 of each), and of all
    labels F1 as mean of the labels and as one heap, the share of examples without a mistake, and
    the share of label answers that are wrong. 0 where nothing can be divided by."""
    true, given = found.true, found.given
    right = (true & given).sum(axis=0)
    there, told = true.sum(axis=0), given.sum(axis=0)
    parts = {
        "precision": _divided(right, told),
        "recall": _divided(right, there),
        "f1": _divided(2 * right, there + told),
    }
    both = _divided(2 * right.sum(), there.sum() + told.sum())
    return {
        "per_label": [{name: float(each[at]) for name, each in parts.items()}
                      for at in range(true.shape[1])],
        "f1_macro": float(parts["f1"].mean()),
        "f1_micro": float(both),
        "subset_accuracy": float((true == given).all(axis=1).mean()),
        "hamming_loss": float((true != given).mean()),
    }  # fmt: skip


def f1_of_labels(true: np.ndarray, probabilities: np.ndarray) -> list[float]:
    """F1 of each label at 0.5; `true` and `probabilities` (n, labels)."""
    there, given = true > USUAL, probabilities > USUAL
    right = (there & given).sum(axis=0)
    return _divided(2 * right, there.sum(axis=0) + given.sum(axis=0)).tolist()


def one_of(
    true: np.ndarray, probabilities: np.ndarray | None, at: int
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """One label as two classes, 0 without and 1 with it: what is true (n,), what is answered, and
    with which probability; `true` and `probabilities` (n, labels)."""
    there = (true[:, at] > USUAL).astype("int64")
    if probabilities is None:
        return there, None, None
    score = probabilities[:, at]
    return there, (score > USUAL).astype("int64"), np.maximum(score, 1 - score)


def together(labels: np.ndarray) -> np.ndarray:
    """How many examples have both of two labels: int (labels, labels), the diagonal those that
    have one; `labels` bool (n, labels)."""
    numbers = labels.astype("int64")
    return numbers.T @ numbers


def combinations(y: np.ndarray, *, most: int) -> tuple[np.ndarray, list[np.ndarray | None]]:
    """Examples by the labels that they have: numbers (n,) of groups, and each group's labels, bool
    (labels,). The `most` - 1 largest groups come first, all others are one, None."""
    found, numbers, counts = np.unique(y > USUAL, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    kept = order if len(order) <= most else order[: most - 1]
    place = np.full(len(found), len(kept))
    place[kept] = np.arange(len(kept))
    groups: list[np.ndarray | None] = [found[at] for at in kept]
    return place[numbers.reshape(-1)], groups + [None] * (len(kept) < len(order))


def _divided(above: Any, below: Any) -> np.ndarray:
    above, below = np.asarray(above, dtype="float64"), np.asarray(below, dtype="float64")
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)


def _several(found: dict[str, np.ndarray]) -> Several:
    probabilities = found["y_pred"]
    cuts = np.full(probabilities.shape[1], USUAL, dtype="float32")
    return Several(found["y_true"] > USUAL, probabilities, found["rows"], cuts)
