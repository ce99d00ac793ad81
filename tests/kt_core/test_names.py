"""Names for Keras, from names that people type."""

import pytest

from kt_core.names import internal_names, model_name, snake_case


def test_plain_names_stay():
    assert internal_names(["conv", "Dense_2"]) == {"conv": "conv", "Dense_2": "Dense_2"}


def test_other_names_become_a_layer_with_the_place_in_the_network():
    names = internal_names(["input", "手写数字识别", "<b>x</b>"])
    assert names["手写数字识别"] == "layer_2"
    assert names["<b>x</b>"] == "layer_3"


def test_a_number_that_is_taken_is_passed_over():
    names = internal_names(["layer_2", "é", "layer_3"])
    assert names["é"] == "layer_4"
    assert len(set(names.values())) == 3


@pytest.mark.parametrize("name", ["2nd", "my layer", "a-b", "", "ｄense", "x\n"])
def test_whatever_is_not_plain_ascii_is_replaced(name):
    assert internal_names([name])[name] == "layer_1"


def test_a_model_is_called_by_its_title_when_keras_can_use_it():
    assert model_name("First_CNN") == "First_CNN"
    assert model_name("First CNN") == "model"


@pytest.mark.parametrize(
    ("kind", "name"),
    [("AUC", "auc"), ("MeanIoU", "mean_io_u"), ("F1Score", "f1_score"), ("LSTM", "lstm")],
)
def test_class_names_are_written_as_keras_writes_them(kind, name):
    assert snake_case(kind) == name
