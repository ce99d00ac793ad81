"""What examples count: the numbers that `fit` gets, and those the page shows."""

import numpy as np
import pytest

from kt_core.data import class_shares, example_weights, load
from kt_core.data.preparation import balanced_class_weight
from kt_core.data.weighting import training_rows
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.problems import ProblemError

HEAD = {"format": "kt-experiment", "version": 1, "network": []}


def experiment(**fit):
    return normalize(parse({**HEAD, "data": {"kind": "mnist_5k"}, "fit": fit}))


def test_balanced_weights_make_all_classes_count_alike_and_one_example_count_one_on_average():
    y = np.array([0] * 8 + [1] * 2 + [3] * 5)
    weights = balanced_class_weight(y)
    assert weights == {0: 15 / 24, 1: 15 / 6, 3: 15 / 15}
    assert sum(weights[label] for label in y) == pytest.approx(len(y))


def test_only_training_rows_are_counted():
    found = experiment(class_weight="balanced")
    shares = class_shares(found)
    rows = training_rows(found)
    y = load("mnist_5k").y_train[rows]
    assert [each.examples for each in shares] == np.bincount(y).tolist()
    each = example_weights(found, rows)
    assert each.dtype == "float32"
    assert np.array_equal(each, np.float32([share.weight for share in shares])[y])


def test_classes_that_are_not_named_count_one():
    found = experiment(class_weight={"7": 3})
    rows = training_rows(found)
    each = example_weights(found, rows)
    sevens = load("mnist_5k").y_train[rows] == 7
    assert set(each[sevens]) == {3.0}
    assert set(each[~sevens]) == {1.0}


def test_without_weights_nothing_is_handed_to_fit():
    assert example_weights(experiment(), np.arange(3)) is None
    assert experiment(class_weight={}) == experiment()


@pytest.mark.parametrize("given", [{"0": "much"}, {"0": None}, "balance", 3])
def test_what_is_no_weight_is_refused_at_its_place(given):
    with pytest.raises(ProblemError) as refused:
        experiment(class_weight=given)
    assert refused.value.problems[0].where[:2] == ("fit", "class_weight")
