"""The results page: what is known of a run's model, and what to do when nothing is."""

import json

import numpy as np
import pytest

from kt_core.commands import main
from kt_core.engine.fetch import fetch
from kt_core.runs import folder
from kt_core.runs.process import identity
from kt_core.templates import template
from kt_core.texts import text

pytestmark = pytest.mark.process

PAGE = "results"


def finished(store, draft, document, result, predictions):
    run = store.create_run(document, draft=draft)
    store.change(run, states="queued", state="running")
    store.change(run, states="running", state="finished", result={"test": result["test"]})
    (folder(run) / "results.json").write_text(json.dumps(result))
    np.savez(folder(run) / "predictions.npz", **predictions)
    return run


@pytest.fixture
def classes(store, draft):
    """A run on MNIST that takes one example in ten for its neighbour."""
    true = np.arange(100) % 10
    predicted = np.where(np.arange(100) < 90, true, (true + 1) % 10)
    probabilities = np.full((100, 10), 0.02)
    probabilities[np.arange(100), predicted] = 0.82
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (true, predicted), 1)
    scores = {"precision": 0.9, "recall": 0.9, "f1": 0.9, "support": 10}
    result = {
        "task": "classification",
        "finite": True,
        "test": {"loss": 0.3, "sparse_categorical_accuracy": 0.9},
        "classes": [str(i) for i in range(10)],
        "accuracy": 0.9,
        "confusion": counts.tolist(),
        "per_class": [{"class": str(i), **scores} for i in range(10)],
    }
    predictions = {"y_true": true, "y_pred": probabilities, "rows": np.arange(100)}
    return finished(store, draft, store.draft(draft).document, result, predictions)


def words(app):
    return " ".join(element.value for kind in (app.caption, app.subheader) for element in kind)


def test_a_stopped_run_says_that_its_model_is_being_measured_as_long_as_it_is(opened, store, draft):
    run = store.create_run(store.draft(draft).document, draft=draft, handle=identity())
    store.change(run, states="queued", state="running")
    store.change(run, states="running", state="stopped")
    assert opened(PAGE, run=run).info[0].value == text("results.being_measured")
    store.change(run, states="stopped", handle={**identity(), "started": -1})
    app = opened(PAGE, run=run)
    assert text("results.not_yet.stopped") in words(app)
    assert not app.info


def test_without_a_run_one_button_leads_to_training(opened):
    app = opened(PAGE)
    assert "no trained model yet" in words(app)
    app.button(key="results.training").click().run()
    assert app.title[0].value == "Training"


def test_a_run_that_is_not_finished_says_when_there_will_be_results(opened, store, draft):
    run = store.create_run(store.draft(draft).document, draft=draft)
    assert "waiting" in words(opened(PAGE, run=run))


def test_test_metrics_are_shown_once_each(opened, classes):
    shown = {metric.label: metric.value for metric in opened(PAGE, run=classes).metric}
    assert shown == {"`loss`": "0.3", "`sparse_categorical_accuracy`": "90.00%"}


def test_results_of_an_earlier_attempt_are_said_to_be_so(opened, store, classes):
    assert not opened(PAGE, run=classes).info
    store.resume(classes, epochs=20)
    assert "gone on since" in opened(PAGE, run=classes).info[0].value
    store.change(classes, states="queued", state="running", result=None)
    store.change(classes, states="running", state="interrupted")
    assert "gone on since" in opened(PAGE, run=classes).info[0].value


def test_what_was_loaded_of_starting_weights_is_told(opened, classes, capsys):
    app = opened(PAGE, run=classes)
    assert [panel.label for panel in app.expander if "Starting" in panel.label] == []
    row = {"kind": "Dense", "shapes": [[4, 10], [10]], "saved_shapes": [[4, 3], [3]]}
    other = {"node": "out", "saved": "out", "loaded": False, "why": "shapes_differ", **row}
    same = {"node": "<i>d", "saved": "d", "loaded": True, "why": "loaded", **row}
    report = {"file": "0" * 64, "from": "<b>old", "rows": [same, other], "unused": ["out"]}
    (folder(classes) / "weights.json").write_text(json.dumps(report))
    app = opened(PAGE, run=classes)
    assert r"\<b\>old: 1 of 2 layers" in app.expander[0].label
    table = app.expander[0].dataframe[0].value
    assert list(table["Begins with"]) == ["saved weights", "random: other shapes"]
    assert main(["show", classes]) == 0
    assert "random: other shapes" in capsys.readouterr().out
    assert main(["show", classes, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["weights"] == report


def test_every_class_has_its_line(opened, classes):
    table = opened(PAGE, run=classes).dataframe[0].value
    assert table["precision"].tolist() == [90.0] * 10


def test_answers_that_are_not_finite_are_said_to_be(opened, store, draft):
    result = {"task": "classification", "finite": False, "test": {"loss": "NaN"}, "accuracy": None}
    predictions = {
        "y_true": np.zeros(3, int),
        "y_pred": np.full((3, 10), np.nan),
        "rows": np.arange(3),
    }
    run = finished(store, draft, store.draft(draft).document, result, predictions)
    assert len(opened(PAGE, run=run).warning) == 1


def test_a_regression_shows_its_errors(opened, store, draft):
    fetch("diabetes")
    document = template("regression").document()
    result = {
        "task": "regression",
        "finite": True,
        "test": {"loss": 4.0},
        "mae": 1.5,
        "rmse": 2.0,
        "r2": 0.5,
    }
    true = np.linspace(50, 300, 20)[:, None]
    predictions = {"y_true": true, "y_pred": true + 2, "rows": np.arange(20)}
    run = finished(store, draft, document, result, predictions)
    app = opened(PAGE, run=run)
    assert {metric.value for metric in app.metric} == {"4", "1.5", "2", "0.5"}
    assert len(app.get("bidi_component")) == 2


def test_examples_of_a_data_set_that_is_gone_are_missed_with_a_sentence(opened, store, draft):
    document = template("regression").document()
    result = {"task": "regression", "finite": True, "test": {"loss": 4.0}}
    predictions = {"y_true": np.zeros((3, 1)), "y_pred": np.ones((3, 1)), "rows": np.arange(3)}
    app = opened(PAGE, run=finished(store, draft, document, result, predictions))
    app.segmented_control(key="results.view").set_value("mistakes").run()
    assert not app.exception
    assert any("Diabetes" in element.value for element in app.markdown)


@pytest.fixture
def pixels(store, draft):
    """A run whose model takes every pixel of the last of twenty pictures for background."""
    true = np.zeros((20, 28, 28), "uint8")
    true[:, 10:18, 10:18] = 3
    predicted = true.copy()
    predicted[-1] = 0
    classes = ["background", *map(str, range(10))]
    counts = np.zeros((11, 11), int)
    np.add.at(counts, (true.ravel(), predicted.ravel()), 1)
    result = {
        "task": "pixels",
        "finite": True,
        "test": {"loss": 0.1},
        "classes": classes,
        "pixel_accuracy": 0.995,
        "ink_accuracy": 0.95,
        "mean_iou": 0.94,
        "confusion": counts.tolist(),
        "per_class": [{"class": name, "iou": None, "pixels": 0} for name in classes],
    }
    predictions = {"y_true": true, "y_pred": predicted, "rows": np.arange(20)}
    return finished(store, draft, template("unet").document(), result, predictions)


def pictures(app):
    return [one for kind in ("imgs", "image") for one in app.get(kind)]


def test_pixels_are_shown_as_strips_the_worst_first(opened, pixels):
    app = opened(PAGE, run=pixels)
    assert {metric.value for metric in app.metric} == {"0.1", "99.50%", "95.00%", "94.00%"}
    captions = [image.caption for one in pictures(app) for image in one.proto.imgs]
    assert len(captions) == 11 + 12
    assert captions[11].startswith("2 · 0.0 %")
    assert len(app.get("bidi_component")) == 1
    app.segmented_control[-1].set_value("first").run()
    assert not app.exception
    assert len(pictures(app)) == 11 + 12


@pytest.mark.parametrize("kind", ["mnist_5k", "iris"])
def test_what_is_given_back_is_shown_beside_what_it_was(kind, opened, store, draft):
    document = template("autoencoder").document()
    shape = (28, 28, 1)
    if kind == "iris":
        fetch("iris")
        document["data"]["kind"], shape = "iris", (4,)
    result = {"task": "input", "finite": True, "test": {"loss": 0.2}, "mse": 0.01, "mae": 0.05}
    rows = np.array([0, 1, 5])
    given = np.full((3, *shape), 2.0, "float32")
    predictions = {"rows": rows, "y_pred": given, "errors": np.linspace(0, 1, 30, dtype="float32")}
    app = opened(PAGE, run=finished(store, draft, document, result, predictions))
    assert {metric.value for metric in app.metric} == {"0.2", "0.01", "0.05"}
    if kind == "iris":
        assert len(app.dataframe[0].value) == 6
    else:
        assert len(pictures(app)) == 3


def test_of_several_outputs_one_is_chosen(opened, store, draft, classes):
    result = json.loads((folder(classes) / "results.json").read_text("utf-8"))
    one = {key: result[key] for key in ("finite", "classes", "accuracy", "confusion", "per_class")}
    result["outputs"] = [{"name": "first", **one}, {"name": "<b>second</b>", **one}]
    (folder(classes) / "results.json").write_text(json.dumps(result))
    arrays = (folder(classes) / "predictions.npz").read_bytes()
    (folder(classes) / "predictions-1.npz").write_bytes(arrays)
    app = opened(PAGE, run=classes)
    control = next(each for each in app.segmented_control if "output" in each.key)
    assert control.options == [":blue[first]", r"\<b\>second\<\/b\>"]
    control.set_value(1).run()
    assert not app.exception
    assert next(each for each in app.segmented_control if "output" in each.key).value == 1


def test_copies_and_logs_of_callbacks_are_listed_with_the_command_that_opens_them(
    opened, store, draft
):
    document = store.draft(draft).document
    logs = [
        {"kind": "ModelCheckpoint", "params": {"filepath": "{epoch}.keras"}},
        {"kind": "TensorBoard", "params": {"log_dir": "board"}},
        "CSVLogger",
    ]
    run = store.create_run({**document, "callbacks": logs}, draft=draft)
    place = folder(run)
    (place / "board").mkdir()
    (place / "1.keras").write_bytes(b"a copy")
    rows = [{"file": name, "epoch": 0, "batch": None, "values": {"loss": 0.5}} for name in
            ("1.keras", "gone.keras", "../experiment.json")]  # fmt: skip
    (place / "saved.json").write_text(json.dumps(rows))
    app = opened(PAGE, run=run)
    assert [list(each.value["file"]) for each in app.dataframe] == [["1.keras"]]
    assert f'tensorboard --logdir "{place / "board"}"' in [each.value for each in app.code]
    labels = [each.label for each in app.get("download_button")]
    assert labels[-2:] == ["Download this copy", "Download the logs (.zip)"]
