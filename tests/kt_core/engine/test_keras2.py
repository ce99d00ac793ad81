"""Real files of Keras 2 (made by keras2/make_files.py) answer here as they answered there."""

import importlib
import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from kt_core.engine import keras2
from kt_core.problems import ProblemError
from kt_core.texts import render

FILES = Path(__file__).parent / "keras2" / "files.zip"
REFUSED = {
    "lambdas": "model_lambda",
    "operations": "model_operation",
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


def test_names_that_are_no_text_break_nothing():
    layers = [{"class_name": "Model", "config": {}, "name": {"a": 1}}, 7]
    config = {"layers": layers, "input_layers": [], "output_layers": [[{}, 0, 0], ["x", 1, 0]]}
    found = keras2.upgraded({"class_name": "Functional", "config": config})
    assert found["config"]["output_layers"][1] == ["x", 1, 0]
