"""From a document to the arrays that `fit` gets."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kt_core.data.cards import card
from kt_core.data.checks import split_problems, validation_fraction
from kt_core.data.preparation import encode_labels, prepare_arrays
from kt_core.data.sets import load
from kt_core.experiment import Experiment
from kt_core.problems import Problem, ProblemError


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Scaled float32 examples with the labels that the loss expects.

    x: (n, height, width, channels) or (n, columns). y: class numbers int64 (n,), two classes
    int64 (n, 1), one-hot float32 (n, classes), regression float32 (n, 1). `x_val`, `y_val` and
    `val_rows` are None without validation. `train_rows` and `val_rows` are rows of the set's
    training part, `test_rows` of its test part. `statistics` are JSON values for `scale`.
    """

    x_train: np.ndarray
    y_train: np.ndarray
    x_val: np.ndarray | None
    y_val: np.ndarray | None
    x_test: np.ndarray
    y_test: np.ndarray
    statistics: dict[str, Any]
    train_rows: np.ndarray
    val_rows: np.ndarray | None
    test_rows: np.ndarray


def prepare(experiment: Experiment) -> Prepared:
    """Loads, splits and scales the data of an experiment.

    Raises ProblemError when there is no data in it, the set is missing, or it can't be split so.
    """
    if experiment.data is None:
        raise ProblemError(Problem("no_data", ("data",)))
    facts = card(experiment.data.kind)
    raw = load(facts.kind)
    faults = split_problems(experiment.data, raw.y_train)
    if errors := [problem for problem in faults if problem.severity == "error"]:
        raise ProblemError(*errors)
    parts = prepare_arrays(
        raw._asdict(),
        fraction=validation_fraction(experiment.data),
        seed=experiment.seed,
        scaling=experiment.data.scaling,
        largest=facts.largest,
        stratified=bool(facts.classes),
    )
    one_hot = experiment.data.labels == "one_hot"
    for name in ("y_train", "y_val", "y_test"):
        if parts[name] is not None:
            parts[name] = encode_labels(
                parts[name], classes=len(facts.classes) or None, one_hot=one_hot
            )
    return Prepared(**parts, test_rows=np.arange(len(raw.y_test)))
