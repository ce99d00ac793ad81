"""Real files of Keras 2 (made by keras2/make_files.py) answer here as they answered there."""

import importlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from kt_core.engine import keras2
from kt_core.engine.keras2_operations import check_left
from kt_core.engine.operations import lowered
from kt_core.problems import ProblemError
from kt_core.texts import render

FILES = Path(__file__).parent / "keras2" / "files.zip"
REFUSED = {
    "lambdas": "model_lambda",
    "raw_power": "model_operation",
    "raw_masked": "model_operation",
    "raw_ranks": "model_operation",
    "raw_whole": "model_operation",
    "old_curve": "model_keras2_activation",
}
NAMES = sorted(name for name in zipfile.ZipFile(FILES).namelist() if not name.endswith(".npz"))
OPENED = [name for name in NAMES if name.split(".")[0] not in REFUSED]


@pytest.fixture
def opened(tmp_path):
    def open_file(name):
        with zipfile.ZipFile(FILES) as archive:
            (tmp_path / name).write_bytes(archive.read(name))
        opening = importlib.import_module("kt_core.engine.open")
        return opening.opened(tmp_path / name, name)

    return open_file


def numbers(name):
    with zipfile.ZipFile(FILES) as archive:
        file = np.load(io.BytesIO(archive.read(f"{name.split('.')[0]}.npz")))
    return [[file[key] for key in sorted(file) if key[0] == letter] for letter in "xy"]


@pytest.mark.engine
@pytest.mark.parametrize("name", OPENED)
def test_a_file_of_keras_2_answers_as_keras_2_did(opened, name):
    x, y = numbers(name)
    found = opened(name).model(x if len(x) > 1 else x[0], training=False)
    found = found if isinstance(found, (list, tuple)) else [found]
    for mine, theirs in zip(found, y, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-6, atol=1e-6)


@pytest.mark.engine
@pytest.mark.parametrize("ending", ["h5", "keras"])
@pytest.mark.parametrize("name", REFUSED)
def test_what_keras_3_has_no_layer_for_is_refused_by_name(opened, name, ending):
    with pytest.raises(ProblemError) as raised:
        opened(f"{name}.{ending}")
    problem = raised.value.problems[0]
    assert problem.code == REFUSED[name]
    assert problem.values["name"] in render(problem).what


@pytest.mark.engine
def test_how_a_keras_2_model_was_trained_comes_along(opened):
    found = opened("compiled.h5")
    assert found.document["optimizer"]["params"] == {"learning_rate": 0.01}
    assert found.document["loss"] == "mse"
    assert found.document["metrics"] == ["mean_absolute_error"]


def sequential(**config):
    layer = {"class_name": "Dense", "config": {"name": "d", "units": 2, **config}}
    return {"class_name": "Sequential", "config": {"name": "m", "layers": [layer]}}


def only_layer(**config):
    return keras2.upgraded(sequential(**config))["config"]["layers"][0]["config"]


def test_an_argument_with_a_meaning_stays_to_be_refused_by_name():
    assert only_layer(time_major=True)["time_major"] is True
    assert "time_major" not in only_layer(time_major=False)


def test_a_file_without_a_version_is_known_by_its_words():
    old = sequential(batch_input_shape=[None, 4])
    assert keras2.is_old(None, old)
    assert not keras2.is_old(None, keras2.upgraded(old))
    assert not keras2.is_old("3.1.0", old)


def test_the_first_sequentials_were_lists_of_layers():
    layers = sequential(batch_input_shape=[None, 4])["config"]["layers"]
    found = keras2.upgraded({"class_name": "Sequential", "config": layers})
    assert found["config"]["build_input_shape"] == [None, 4]


@pytest.mark.parametrize(
    "record",
    [
        None,
        3,
        [],
        {"class_name": 1, "config": 2},
        {"class_name": ["Dense"], "config": {"units": 1}},
        {"class_name": "Model", "config": [], "registered_name": None},
        {"class_name": "Dense", "config": {"name": {}, "axis": [], "factor": "x"}},
    ],
)
def test_nonsense_passes_through_to_be_refused_later(record):
    assert keras2.upgraded(record) == record


def raw(function, *call, name="raw"):
    """A functional model of one Input and one raw operation, as Keras 2 records it."""
    config = {"name": name, "trainable": True, "dtype": "float32", "function": function}
    operation = {"class_name": "TFOpLambda", "config": config, "name": name}
    first = {"class_name": "InputLayer", "config": {"batch_input_shape": [None, 4], "name": "in"}}
    layers = [{**first, "name": "in", "inbound_nodes": []}, {**operation, "inbound_nodes": [*call]}]
    ends = {"input_layers": [["in", 0, 0]], "output_layers": [[name, 0, 0]]}
    return {"class_name": "Functional", "config": {"name": "m", "layers": layers, **ends}}


def read(record):
    found = lowered(keras2.upgraded(record))
    check_left(found)
    return found["config"]["layers"][-1]


@pytest.mark.parametrize(
    ("record", "kind", "says"),
    [
        (raw("math.add", ["in", 0, 0, {"y": 3.0, "name": None}]), "Rescaling", {"offset": 3.0}),
        (raw("math.subtract", ["_CONSTANT_VALUE", -1, 1, {"y": ["in", 0, 0]}]), "Rescaling", {}),
        (raw("math.truediv", ["in", 0, 0, {"y": 4}]), "Rescaling", {"scale": 0.25}),
        (raw("concat", [["in", 0, 0, {"axis": 1}], ["in", 0, 0, {}]]), "Concatenate", {"axis": 1}),
        (raw("nn.swish", ["in", 0, 0, {"beta": 1.0}]), "Activation", {"activation": "silu"}),
        (
            raw("clip_by_value", ["in", 0, 0, {"clip_value_min": 0, "clip_value_max": 6}]),
            "ReLU",
            {},
        ),
    ],
)
def test_a_raw_operation_becomes_the_layer_that_does_the_same(record, kind, says):
    found = read(record)
    assert found["class_name"] == kind
    assert says.items() <= found["config"].items()


@pytest.mark.parametrize(
    "record",
    [
        raw("io.read_file", ["in", 0, 0, {}]),
        raw("math.pow", ["in", 0, 0, {"y": 2}]),
        raw("math.add", ["in", 0, 0, {}]),
        raw("math.add", ["in", 0, 0, {"y": [1.0, 2.0]}]),
        raw("math.add", ["in", 0, 0, {"y": 1.0, "surprise": 3}]),
        raw("math.truediv", ["in", 0, 0, {"y": ["in", 0, 0]}]),
        raw("nn.swish", ["in", 0, 0, {"beta": 2.0}]),
        raw("reshape", ["in", 0, 0, {"shape": [["in", 0, 0], 4]}]),
        raw("concat", [["in", 0, 0, {"axis": ["in", 0, 0]}], ["in", 0, 0, {}]]),
        raw("nn.relu", ["in", 0, 0, {}], ["in", 0, 0, {}]),
        raw("nn.relu"),
        raw("nn.relu", 7),
        raw("nn.relu", {"args": 3}),
        raw(["nn.relu"], ["in", 0, 0, {}]),
    ],
)
def test_a_raw_operation_that_no_layer_does_is_refused_by_name(record):
    with pytest.raises(ProblemError) as raised:
        read(record)
    problem = raised.value.problems[0]
    assert problem.code == "model_operation"
    function = record["config"]["layers"][-1]["config"]["function"]
    assert problem.values == {"name": f"tf.{function}", "layer": "raw"}


def test_a_file_cannot_say_itself_what_a_layer_stands_for():
    record = sequential()
    record["config"]["layers"][0] |= {"stands_for": "tf.nn.relu", "function": "no.such"}
    assert "stands_for" not in keras2.upgraded(record)["config"]["layers"][0]


def test_names_that_are_no_text_break_nothing():
    layers = [{"class_name": "Model", "config": {}, "name": {"a": 1}}, 7]
    config = {"layers": layers, "input_layers": [], "output_layers": [[{}, 0, 0], ["x", 1, 0]]}
    found = keras2.upgraded({"class_name": "Functional", "config": config})
    assert found["config"]["output_layers"][1] == ["x", 1, 0]
