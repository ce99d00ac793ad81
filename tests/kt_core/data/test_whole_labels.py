"""Labels as large as the example, and columns divided among inputs."""

import numpy as np
import pytest

from kt_core.data import data_problems, for_inputs, load, prepare
from kt_core.data.cards import card
from kt_core.data.choice import choose, label_kinds
from kt_core.data.preparation import measure, pixel_classes, scale, split_columns, unscale
from kt_core.experiment import Data, parse

HEAD = {"format": "kt-experiment", "version": 1, "network": []}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))


def prepared(**data):
    return prepare(parse({**HEAD, "data": {"kind": "mnist_5k", "scaling": "unit", **data}}))


def codes(**data):
    return [problem.code for problem in data_problems(Data(**data))]


def test_a_pixel_with_ink_has_the_pictures_class_and_all_others_are_background():
    x = np.zeros((2, 2, 2, 1), "uint8")
    x[0, 0, 0], x[1, 1, 1], x[1, 0, 0] = 200, 255, 51
    found = pixel_classes(x, np.array([3, 0]), largest=255)
    assert found.dtype == "int64"
    assert found.tolist() == [[[4, 0], [0, 0]], [[0, 0], [0, 1]]]


def test_labels_of_pixels_follow_the_rows_of_the_split():
    data = prepared(labels="pixels")
    raw = load("mnist_5k")
    row = data.val_rows[7]
    assert data.y_val.shape == (800, 28, 28)
    assert data.y_val[7].max() == raw.y_train[row] + 1
    assert ((data.y_val[7] > 0) == (raw.x_train[row, ..., 0] > 51)).all()
    assert set(np.unique(data.y_test)) == set(range(11))


def test_without_validation_no_pixels_are_held_out():
    data = prepared(labels="pixels", validation=None)
    assert data.y_val is None
    assert data.y_train.shape == (4000, 28, 28)


def test_the_input_as_its_own_label_is_what_the_network_gets():
    data = prepared(labels="input")
    assert np.array_equal(data.y_train, data.x_train)
    assert np.array_equal(data.y_val, data.x_val)
    assert np.array_equal(data.y_test, data.x_test)


def test_a_set_without_ink_has_no_labels_of_pixels():
    assert "data_pixels_without_ink" in codes(kind="iris", labels="pixels")
    assert "pixels" not in label_kinds(card("cifar10"))
    assert label_kinds(card("diabetes")) == ("integer", "input")
    assert label_kinds(card("digits")) == ("integer", "one_hot", "pixels", "input")


def test_the_columns_of_a_table_are_cut_in_the_order_asked_for():
    x = np.arange(6).reshape(2, 3)
    first, second = split_columns(x, {"a": [2, 0], "b": [1]})
    assert first.tolist() == [[2, 0], [5, 3]]
    assert second.tolist() == [[1], [4]]


def test_each_input_gets_its_columns_and_one_that_is_not_named_gets_all():
    x = np.arange(8.0).reshape(2, 4)
    names = card("iris").columns
    data = Data(kind="iris", inputs={"petals": names[2:]})
    petals, everything = for_inputs(x, data=data, names=["petals", "other"])
    assert petals.tolist() == [[2, 3], [6, 7]]
    assert everything.tolist() == x.tolist()


def test_without_a_division_several_inputs_get_the_same_array():
    x = np.zeros((2, 4))
    one, two = for_inputs(x, data=Data(kind="iris"), names=["a", "b"])
    assert one is two is x


def test_what_a_division_gets_wrong_is_said():
    assert "data_inputs_no_table" in codes(kind="mnist_5k", inputs={"a": ("x",)})
    assert "data_input_empty" in codes(kind="iris", inputs={"a": ()})
    assert "data_column_unknown" in codes(kind="iris", inputs={"a": ("petal lenght (cm)",)})


def test_a_column_written_nearly_right_is_mended():
    problems = data_problems(Data(kind="iris", inputs={"a": ("petal lenght (cm)",)}))
    assert problems[0].fix.patch[0]["value"] == "petal length (cm)"


def test_another_set_keeps_only_labels_and_divisions_it_can_have():
    document = {"network": [], "data": {"kind": "mnist_5k", "labels": "pixels"}}
    assert choose(document, "digits")["data"]["labels"] == "pixels"
    assert "labels" not in choose(document, "iris")["data"]
    divided = {"network": [], "data": {"kind": "iris", "labels": "input", "inputs": {"a": ["x"]}}}
    assert choose(divided, "wine")["data"] == {"kind": "wine", "labels": "input"}


@pytest.mark.parametrize("scaling", ["none", "unit", "standard"])
def test_unscaled_numbers_are_the_ones_before_scaling(scaling):
    x = np.array([[1.0, 20.0], [3.0, 60.0], [2.0, 10.0]], "float32")
    statistics = measure(x, scaling=scaling)
    assert np.allclose(unscale(scale(x, statistics), statistics), x)
