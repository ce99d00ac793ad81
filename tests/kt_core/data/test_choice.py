import pytest

from kt_core.data import card, cards
from kt_core.data.choice import choose
from kt_core.experiment import parse

DOCUMENT = {
    "format": "kt-experiment",
    "version": 1,
    "data": {
        "kind": "mnist_5k",
        "scaling": "standard",
        "validation": None,
        "labels": "one_hot",
        "augmentation": [{"kind": "RandomFlip"}],
    },
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [28, 28, 1]}},
        {"name": "flatten", "kind": "Flatten"},
        {"name": "output", "kind": "Dense", "params": {"units": 10}},
    ],
}


@pytest.mark.parametrize("kind", [each.kind for each in cards()])
def test_each_set_can_be_chosen_and_the_input_follows(kind):
    chosen = choose(DOCUMENT, kind)
    assert parse(chosen).data.kind == kind
    assert chosen["network"][0]["params"]["shape"] == list(card(kind).shape)
    assert DOCUMENT["data"]["kind"] == "mnist_5k"


def test_scaling_and_validation_stay():
    assert choose(DOCUMENT, "cifar10")["data"] == {**DOCUMENT["data"], "kind": "cifar10"}


def test_what_makes_no_sense_for_a_regression_table_goes():
    assert choose(DOCUMENT, "diabetes")["data"] == {
        "kind": "diabetes",
        "scaling": "standard",
        "validation": None,
    }


def test_an_input_of_another_shape_is_left_alone():
    document = choose(DOCUMENT, "cifar10")
    document["network"][0]["params"]["shape"] = [64, 64, 3]
    assert choose(document, "iris")["network"][0]["params"]["shape"] == [64, 64, 3]


def test_a_first_choice_is_scaled_to_unit():
    document = {key: value for key, value in DOCUMENT.items() if key != "data"}
    assert choose(document, "iris")["data"] == {"kind": "iris", "scaling": "unit"}


def test_a_set_nobody_knows_is_replaced():
    document = {**DOCUMENT, "data": {"kind": "no such set"}}
    assert choose(document, "iris")["data"] == {"kind": "iris"}
