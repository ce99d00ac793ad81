import pytest

from kt_core.data import data_problems
from kt_core.experiment import Data
from kt_core.texts import render


def holdout(**params):
    return {"kind": "holdout", "params": params}


CASES = {
    "data_kind_unknown": {"kind": "mnist5k"},
    "data_params_unknown": {"kind": "mnist_5k", "params": {"size": 3}},
    "data_validation_unknown": {"kind": "mnist_5k", "validation": {"kind": "kfold"}},
    "data_validation_params": {"kind": "mnist_5k", "validation": holdout(size=0.2)},
    "data_fraction_invalid": {"kind": "mnist_5k", "validation": holdout(fraction=1.0)},
    "data_fraction_too_small": {"kind": "mnist_5k", "validation": holdout(fraction=0.0001)},
    "data_fraction_too_large": {"kind": "mnist_5k", "validation": holdout(fraction=0.9999)},
    "data_class_without_training": {"kind": "mnist_5k", "validation": holdout(fraction=0.998)},
    "data_class_without_validation": {"kind": "mnist_5k", "validation": holdout(fraction=0.002)},
    "data_one_hot_values": {"kind": "diabetes", "labels": "one_hot"},
    "data_not_downloaded": {"kind": "cifar10"},
}


@pytest.mark.parametrize("code", CASES)
def test_each_mistake_is_found_with_a_sentence(code):
    [problem] = data_problems(Data(**CASES[code]))
    assert problem.code == code
    assert problem.where[0] == "data"
    words = render(problem)
    assert "?" not in words.what + words.expected
    assert (words.fix is None) == (problem.fix is None)


@pytest.mark.parametrize("fraction", [0, -0.2, 1, 20, "0.2", True, None, [0.2], float("nan")])
def test_only_numbers_between_nought_and_one_are_fractions(fraction):
    [problem] = data_problems(Data(kind="iris", validation=holdout(fraction=fraction)))
    assert problem.code == "data_fraction_invalid"


@pytest.mark.parametrize("validation", [None, holdout(), holdout(fraction=0.5)])
def test_a_sound_data_part_has_no_problems(validation):
    assert data_problems(Data(kind="mnist_5k", validation=validation)) == []


def test_a_set_that_is_yet_to_be_written_or_downloaded_is_no_error():
    assert data_problems(Data(kind="iris")) == []
    assert [p.severity for p in data_problems(Data(kind="cifar10"))] == ["info"]


def test_a_class_without_validation_is_unwise_but_possible():
    case = CASES["data_class_without_validation"]
    assert [p.severity for p in data_problems(Data(**case))] == ["warning"]
