"""The test part is there to be used once: who has looked how often, and what that costs."""

import hashlib
import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from kt_core.data.identity import fingerprint
from kt_core.dataset_names import dataset_of
from kt_core.runs import Run, Store
from kt_core.runs.looks import Looks
from kt_core.runs.schema import plain

COMMAND_LINE = "command line"
"""Who looks when results are printed."""
VALIDATION = "val_"
STEPS = 4001
FAR = 9.0  # standard deviations beyond which nothing is left to sum up
Figures = Mapping[str, Any]


def evaluation(test: Figures) -> str:
    """One measuring of a model on the test part by its figures: a run trained further has two."""
    text = json.dumps(plain(test), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def look(store: Store, run: Run, test: Figures, *, person: str) -> Looks:
    """Notes that the person sees these test figures of the run; the counts afterwards."""
    data = fingerprint(dataset_of(run.document))
    store.look(run.id, data=data, evaluation=evaluation(test), person=person)
    return store.looks(data, person=person)


def has_looked(store: Store, run: Run, test: Figures, *, person: str) -> bool:
    """Whether the person has seen these test figures of the run."""
    return store.has_looked(run.id, evaluation=evaluation(test), person=person)


def counted(store: Store, run: Run, *, person: str) -> Looks:
    """How often the test part of the run's data set was looked at."""
    return store.looks(fingerprint(dataset_of(run.document)), person=person)


def validation(store: Store, *runs: Run) -> dict[str, dict[str, Any]]:
    """Run -> its validation figures after the last epoch, under Keras' log names."""
    found = store.last_values(run.id for run in runs)
    return {run.id: _validation(found.get(run.id, {})) for run in runs}


def _validation(values: Figures) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name.startswith(VALIDATION)}


def headline(values: Figures) -> tuple[str, Any] | None:
    """The one validation figure to tell runs apart by: the first metric's, else the loss'."""
    names = sorted(values, key=lambda name: name == f"{VALIDATION}loss")
    return (names[0], values[names[0]]) if names else None


def expected_maximum(count: int) -> float:
    """Expected largest of `count` independent standard normal numbers.

    The integral of x d(F(x)**count), by parts; Tippett (1925), Biometrika 17, has the table.
    """
    x = np.linspace(0.0, FAR, STEPS)
    below = np.array([0.5 * (1 + math.erf(each / math.sqrt(2))) for each in x])
    return float(np.trapezoid(1 - below**count - (1 - below) ** count, x))


def flattery(count: int, *, accuracy: float, examples: int) -> float:
    """By how much the best of `count` equally good models looks better than it is: a fraction.

    For accuracies measured on the same number of test examples, taking the models' errors as
    independent. Models usually fail on the same examples, which makes it less; changing a model
    because of what the test part showed makes it more (Dwork et al. 2015, Science 349:636).
    """
    if count < 2 or examples < 1:
        return 0.0
    error = math.sqrt(max(0.0, accuracy * (1 - accuracy)) / examples)
    return expected_maximum(count) * error
