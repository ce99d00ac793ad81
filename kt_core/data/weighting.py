"""How much each training example counts: by its class, or by a column of the table."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.checks import split_of
from kt_core.data.preparation import balanced_class_weight
from kt_core.data.sets import labels, load
from kt_core.data.splitting import stored_rows
from kt_core.experiment import Experiment


@dataclass(frozen=True, slots=True)
class ClassShare:
    """A class with its number of training examples and what each of them counts."""

    name: str
    examples: int
    weight: float


def training_rows(experiment: Experiment) -> np.ndarray:
    """Rows of the set's training part that are learned from, int64. Raises ProblemError."""
    data = experiment.data
    assert data is not None
    rows = stored_rows(data.dataset, split_of(data), seed=experiment.seed)
    return np.arange(len(labels(data.dataset))) if rows is None else rows[0]


def class_shares(experiment: Experiment) -> list[ClassShare]:
    """Each class with its examples in the training part and its weight, in the set's order.

    Raises ProblemError when the set is not on this machine or can't be split so.
    """
    data, fit = experiment.data, experiment.fit
    assert data is not None
    facts, given = card(data.dataset), fit.class_weight if fit else None
    y = labels(data.dataset)[training_rows(experiment)]
    counts = np.bincount(y, minlength=len(facts.classes))
    found = balanced_class_weight(y) if given == "balanced" else numbered(given or {}, facts)
    return [
        ClassShare(name, int(counts[number]), float(found.get(number, 1.0)))
        for number, name in enumerate(facts.classes)
    ]


def numbered(given: Mapping[str, float] | str, facts: Card) -> dict[int, float]:
    """Weights by the number of the class; "balanced" and unknown names give nothing."""
    if isinstance(given, str):
        return {}
    places = {name: number for number, name in enumerate(facts.classes)}
    return {places[name]: weight for name, weight in given.items() if name in places}


def example_weights(experiment: Experiment, rows: np.ndarray) -> np.ndarray | None:
    """What each training example counts, float32 (n,), in the order of `rows`; None: all alike.

    `rows` are those of the set's training part that are learned from. The numbers are those that
    Keras makes of `class_weight` in `fit`, to the last bit. Raises ProblemError.
    """
    data, fit = experiment.data, experiment.fit
    if data is None or fit is None or (not fit.class_weight and fit.sample_weight is None):
        return None
    facts = card(data.dataset)
    if fit.sample_weight is not None:
        column = facts.columns.index(fit.sample_weight)
        return load(data.dataset).x_train[rows, column].astype("float32")
    y, given = labels(data.dataset)[rows], fit.class_weight or {}
    by_number = balanced_class_weight(y) if given == "balanced" else numbered(given, facts)
    each = [by_number.get(number, 1.0) for number in range(len(facts.classes))]
    return np.asarray(each, dtype="float32")[y]
