"""Answers as large as the example, several inputs and outputs: trained, judged, and tried."""

import importlib
import io

import numpy as np
import pytest
from PIL import Image

from kt_core import results, trial, whole
from kt_core.commands import main
from kt_core.data import load
from kt_core.templates import template
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import trained

pytestmark = pytest.mark.engine

ONCE = {"epochs": 1, "batch_size": 64}
CONV = {"kernel_size": 3, "padding": "same"}
PIXELS = experiment(
    ("Conv2D", {**CONV, "filters": 11, "activation": "softmax"}),
    data={"kind": "digits", "scaling": "unit", "labels": "pixels"},
    fit=ONCE,
)
AGAIN = experiment(
    ("Conv2D", {**CONV, "filters": 1}),
    data={"kind": "digits", "scaling": "standard", "labels": "input"},
    loss={"kind": "MeanSquaredError"},
    metrics=[{"kind": "MeanAbsoluteError"}],
    fit=ONCE,
)
_ANSWER = {"units": 10, "activation": "softmax"}
TWO = experiment(
    ("Flatten", {}),
    {"name": "middle", "kind": "Dense", "params": {"units": 4}},
    {"name": "a", "kind": "Dense", "params": _ANSWER},
    {"name": "b", "kind": "Dense", "params": _ANSWER, "inputs": ["middle"]},
    outputs=["middle", "a", "b"],
    loss={"a": "sparse_categorical_crossentropy", "b": "sparse_categorical_crossentropy"},
    metrics=[],
    fit=ONCE,
)


@pytest.fixture
def predict(home):
    return importlib.import_module("kt_core.engine.predict").predict


@pytest.fixture
def picture(tmp_path):
    def write(pixels):
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "PNG")
        path = tmp_path / "picture.png"
        path.write_bytes(file.getvalue())
        return str(path)

    return write


def a_digit(picture):
    pixels = load("digits").x_test[0, :, :, 0].astype("uint16") * 255 // 16
    return picture(pixels.astype("uint8"))


def test_a_class_for_every_pixel_is_counted_kept_and_tried(predict, picture, capsys):
    run = trained(PIXELS)
    found, kept = run.json("results.json"), whole.pixels(run.run.id)
    assert found["task"] == "pixels"
    assert found["classes"][:2] == ["background", "0"]
    assert np.isclose(found["pixel_accuracy"], found["test"]["sparse_categorical_accuracy"])
    assert np.isclose(found["pixel_accuracy"], (kept.true == kept.predicted).mean())
    assert np.sum(found["confusion"]) == kept.true.size
    assert run.run.result["mean_iou"] == found["mean_iou"]
    assert main(["test", run.run.id]) == 0
    assert "background" in capsys.readouterr().out
    answer = predict({"run": run.run.id}, [a_digit(picture)])
    assert answer["model"]["notes"] == []
    line = answer["results"][0]
    shares = [one["share"] for one in line["pixels"]["classes"]]
    assert np.isclose(sum(shares), 1)
    assert shares == sorted(shares, reverse=True)
    assert line["pixels"]["picture"]


def test_what_is_given_back_is_measured_kept_and_tried(predict, picture):
    run = trained(AGAIN)
    found, kept = run.json("results.json"), whole.reconstructions(run.run.id)
    assert found["task"] == "input"
    assert np.isclose(found["mse"], found["test"]["loss"], rtol=1e-4)
    assert np.isclose(found["mae"], found["test"]["mean_absolute_error"], rtol=1e-4)
    assert len(kept.errors) == 359
    worst = whole.ordered(kept, worst_first=True)
    assert kept.errors[kept.rows[worst[0]]] == kept.errors.max()
    assert list(kept.rows[whole.ordered(kept, worst_first=False)]) == list(range(48))
    line = predict({"run": run.run.id}, [a_digit(picture)])["results"][0]
    assert line["given_back"]["mse"] > 0
    assert line["given_back"]["picture"]


def test_a_row_given_back_names_its_columns(predict):
    run = trained(
        experiment(
            ("Dense", {"units": 4}),
            shape=(4,),
            kind="iris",
            data={"kind": "iris", "scaling": "standard", "labels": "input"},
            loss={"kind": "MeanSquaredError"},
            metrics=[],
            fit=ONCE,
        )
    )
    found = predict({"run": run.run.id}, rows=[[5.0, 3.0, 1.5, 0.2]])["results"][0]["given_back"]
    assert found["values"][0]["column"] == "sepal length (cm)"
    assert np.allclose([one["given"] for one in found["values"]], [5.0, 3.0, 1.5, 0.2])


def test_each_output_that_learns_is_judged(home):
    run = trained(TWO)
    found = run.json("results.json")
    assert [one["name"] for one in found["outputs"]] == ["a", "b"]
    assert found["accuracy"] == found["outputs"][0]["accuracy"]
    first, second = (
        results.answers(run.run.id, task="classification", output=number) for number in (0, 1)
    )
    assert (first.predicted == first.true).mean() == found["outputs"][0]["accuracy"]
    assert (second.predicted == second.true).mean() == found["outputs"][1]["accuracy"]


def test_a_row_is_divided_among_the_inputs_as_in_training(predict):
    document = template("two_inputs").document() | {"fit": ONCE}
    run = trained(document)
    arrays = load("breast_cancer")
    tried = trial.of_run(run.run)
    assert tried.takes == "table"
    assert len(tried.columns) == 30
    path = str(run.place / "model.keras")
    opened = importlib.import_module("kt_core.engine.open").open_model(path, "model.keras")
    assert trial.of_file(path, opened).columns == tried.columns
    answer = predict({"path": path}, rows=[arrays.x_test[3].tolist()])["results"][0]
    probability = {one["class"]: one["probability"] for one in answer["top"]}
    kept = results.answers(run.run.id, task="classification")
    assert np.isclose(probability["malignant"], kept.probabilities[3][0], atol=1e-5)
