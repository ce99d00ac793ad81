"""What can be tried with a model, by what is known of it."""

import json

import pytest

from kt_core import trial
from kt_core.runs import Store, folder
from kt_core.trial import Trial, Upload


def made(shape, **preparation):
    return Trial(model={"path": "x"}, shape=shape, preparation=preparation or None)


@pytest.mark.parametrize(
    ("shape", "preparation", "takes"),
    [
        ((28, 28, 1), {}, "image"),
        ((28, 28), {}, "image"),
        ((784,), {}, "image"),
        ((13,), {}, "table"),
        ((64,), {"columns": [str(n) for n in range(64)]}, "table"),
        ((10, 4, 7), {}, "other"),
        ((None,), {}, "other"),
    ],
)
def test_pictures_or_rows_are_asked_for_by_the_input(shape, preparation, takes):
    assert made(shape, **preparation).takes == takes


def test_columns_have_their_names_or_numbers():
    assert made((2,), columns=["a", "b"]).columns == ("a", "b")
    assert made((3,)).columns == ("1", "2", "3")


def test_a_row_begins_in_the_middle_of_the_training_data():
    unit = made((2,), scaling="unit", subtract=[1.0, 0.0], divide=[2.0, 10.0])
    assert unit.usual_row() == [2.0, 5.0]
    standard = made((2,), scaling="standard", subtract=[1.23456789, 0.0], divide=[2.0, 3.0])
    assert standard.usual_row() == [1.235, 0.0]
    assert made((2,)).usual_row() == [0.0, 0.0]


def test_a_drawing_is_light_on_dark_where_the_data_is():
    assert made((8, 8, 1), brightness=0.02).light_on_dark
    assert not made((8, 8, 1), brightness=0.9).light_on_dark


def test_a_network_that_scales_by_itself_gets_raw_pixels():
    assert trial.guessed_scaling({"network": [{"kind": "Rescaling"}]}) == "none"
    assert trial.guessed_scaling({"network": [{"kind": "Conv2D"}]}) == "unit"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    store = Store()
    network = [{"name": "in", "kind": "Input", "params": {"shape": [8, 8, 1]}}]
    document = {"format": "kt-experiment", "version": 1, "network": network}
    yield store.run(store.create_run(document))
    store.close()


def test_a_run_can_be_tried_as_soon_as_it_has_saved_a_model(run):
    assert trial.of_run(run) is None
    place = folder(run.id)
    preparation = {"scaling": "unit", "shape": [28, 28, 1], "classes": ["a", "b"]}
    (place / "preparation.json").write_text(json.dumps(preparation))
    assert trial.of_run(run) is None
    (place / "model.keras").write_bytes(b"model")
    found = trial.of_run(run)
    assert found.model == {"run": run.id}
    assert found.shape == (8, 8, 1)
    assert found.classes == ("a", "b")


def test_an_upload_knows_whether_its_file_is_still_there(tmp_path):
    path = tmp_path / "m"
    answer = {"shape": [4], "classes": None, "preparation": None, "outputs": 3, "experiment": {}}
    held = Upload(file_id="1", name="m.keras", path=str(path), answer=answer)
    assert not held.is_there
    path.write_bytes(b"x")
    assert held.is_there
    assert held.trial.takes == "table"
    assert not Upload(file_id="1", name="m.keras").is_there
