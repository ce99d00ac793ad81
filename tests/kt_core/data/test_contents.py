"""Faults in the numbers of a data set are found before anything trains."""

import numpy as np
import pytest

from kt_core.data import data_problems, load
from kt_core.data.sets import file
from kt_core.engine.fetch import fetch
from kt_core.experiment import Data
from kt_core.problems import ProblemError
from kt_core.texts import render


def planted(kind, damage):
    """The problems of a set in which `damage` changed the arrays."""
    fetch(kind)
    with np.load(file(kind)) as stored:
        arrays = {name: stored[name].copy() for name in stored.files}
    damage(arrays)
    np.savez(file(kind), **arrays)
    problems = data_problems(Data(kind=kind))
    for problem in problems:
        assert "?" not in render(problem).what, problem
    return {problem.code: problem for problem in problems}


@pytest.mark.parametrize("kind", ["digits", "iris", "wine", "breast_cancer", "diabetes"])
def test_the_sets_of_scikit_learn_have_no_faults(kind):
    assert planted(kind, lambda arrays: None) == {}


@pytest.mark.parametrize("kind", ["mnist_5k", "fashion_mnist_12k"])
def test_the_embedded_sets_have_no_faults(kind):
    assert data_problems(Data(kind=kind)) == []


def test_a_value_that_is_no_number_is_told_with_row_and_column():
    def damage(arrays):
        arrays["x_train"][3, 1] = np.nan

    problem = planted("iris", damage)["data_not_finite"]
    assert problem.severity == "error"
    assert (problem.values["row"], problem.values["column"]) == (3, "sepal width (cm)")
    with pytest.raises(ProblemError):
        load("iris")


def test_an_infinite_target_is_told():
    def damage(arrays):
        arrays["y_test"][5] = np.inf

    problem = planted("diabetes", damage)["data_not_finite"]
    assert (problem.values["row"], problem.values["part"]) == (5, "test")


def test_labels_of_a_single_class_are_told_once():
    def damage(arrays):
        arrays["y_train"][:] = 1

    found = planted("iris", damage)
    assert list(found) == ["data_single_class"]
    assert found["data_single_class"].values["name"] == "versicolor"


def test_targets_that_are_all_the_same_are_told():
    def damage(arrays):
        arrays["y_train"][:] = 7.0

    assert planted("diabetes", damage)["data_one_target"].severity == "error"


def test_rows_that_validation_shares_with_training_are_told():
    def damage(arrays):
        for name in ("x_train", "y_train"):
            arrays[name][1::2] = arrays[name][::2]

    problem = planted("iris", damage)["data_rows_repeated"]
    assert problem.severity == "warning"
    first, second = problem.values["first"], problem.values["second"]
    x = load("iris").x_train
    assert first != second
    assert (x[first] == x[second]).all()


def test_test_rows_that_were_learned_from_are_told():
    def damage(arrays):
        arrays["x_test"][:] = arrays["x_train"][: len(arrays["x_test"])]

    assert planted("iris", damage)["data_test_seen"].values["count"] == 30


def test_very_uneven_classes_are_told():
    def damage(arrays):
        y = arrays["y_train"]
        y[:] = 0
        y[:60:12] = 1
        y[1:60:6] = 2

    assert planted("iris", damage)["data_uneven_classes"].values["few"] == 5


def test_a_column_with_one_value_is_mentioned():
    def damage(arrays):
        arrays["x_train"][:, 2] = 1.5

    assert planted("iris", damage)["data_constant_column"].severity == "info"


def test_a_changed_file_is_looked_at_again():
    assert planted("iris", lambda arrays: None) == {}

    def damage(arrays):
        arrays["y_train"][:] = 0

    assert "data_single_class" in planted("iris", damage)


@pytest.mark.parametrize(
    ("fraction", "code"), [(0.05, "data_validation_small"), (0.7, "data_validation_large")]
)
def test_parts_too_small_to_measure_or_learn_from_are_told(fraction, code):
    fetch("iris")
    validation = {"kind": "holdout", "params": {"fraction": fraction}}
    data = Data.model_validate({"kind": "iris", "validation": validation})
    assert [problem.code for problem in data_problems(data)] == [code]
