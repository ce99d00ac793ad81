"""The controls of a training: the same in the run, in its script and in a plain `fit`."""

import csv
import runpy

import keras
import numpy as np
import pytest
import tensorflow as tf
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from kt_core.code import write
from kt_core.data import prepare
from kt_core.engine.build import build
from kt_core.engine.open import open_model
from kt_core.engine.precision import measure_precision
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.runs.saved import read_saved
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.test_resume import assert_equal, resumed
from tests.kt_core.engine.trained import Beat, same, trained, weights

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("home")]

PLAIN = {"loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def table(*nodes, kind="iris", **more):
    """An experiment on a table of scikit-learn's, by default of one layer."""
    shape, units = {"iris": (4, 3), "wine": (13, 3), "diabetes": (10, 1)}[kind]
    last = {"name": "out", "kind": "Dense", "params": {"units": units}}
    if units > 1:
        last["params"]["activation"] = "softmax"
    usual = {"data": {"kind": kind, "scaling": "standard"}, "fit": {"epochs": 2}, **PLAIN}
    return experiment(*nodes, last, **{**usual, **more}) | {
        "network": [
            {"name": "input", "kind": "Input", "params": {"shape": [shape]}},
            *experiment(*nodes, last)["network"][1:],
        ]
    }


def script_weights(document, place):
    """The weights of the model that the document's script saves, run in this warm process."""
    script = write(parse(document), place)
    keras.utils.clear_session(free_memory=False)
    try:
        runpy.run_path(str(script))
    finally:
        keras.config.set_dtype_policy("float32")  # a script of mixed precision leaves its own
    return weights(place / "model.keras")


WEIGHTED = {
    "by name": table(
        optimizer={"kind": "Adam", "params": {"clipvalue": 0.01}},
        fit={"epochs": 2, "class_weight": {"setosa": 3, "virginica": 0.5}},
    ),
    "by column": table(
        kind="diabetes",
        loss="mse",
        metrics=[],
        optimizer={"kind": "SGD", "params": {"global_clipnorm": 1.0}},
        fit={"epochs": 1, "sample_weight": "sex"},
    ),
}


@pytest.mark.parametrize("name", WEIGHTED)
def test_weighted_examples_lead_to_the_weights_of_a_plain_fit(name, tmp_path, capsys):
    run = trained(WEIGHTED[name])
    ours = weights(run.place / "model.keras")
    assert same(script_weights(WEIGHTED[name], tmp_path / "script"), ours)
    capsys.readouterr()


def test_class_weights_leave_validation_and_test_untouched():
    balanced = {"epochs": 1, "class_weight": {"class_0": 0.001, "class_1": 0.001, "class_2": 0.001}}
    still = {"kind": "SGD", "params": {"learning_rate": 1e-9}}
    run = trained(table(kind="wine", optimizer=still, fit=balanced))
    plain = trained(table(kind="wine", optimizer=still, fit={"epochs": 1}))
    weighed, usual = run.epochs[0]["values"], plain.epochs[0]["values"]
    assert weighed["loss"] == pytest.approx(usual["loss"] / 1000, rel=1e-3)
    assert weighed["val_loss"] == pytest.approx(usual["val_loss"], rel=1e-6)
    assert run.run.result["test"]["loss"] == pytest.approx(plain.run.result["test"]["loss"])


def callback(kind, **params):
    return {"kind": kind, "params": params}


ALL = table(
    {"name": "normalization", "kind": "Normalization"},
    {
        "name": "inside",
        "kind": "Network",
        "network": [
            {"name": "x", "kind": "Input", "params": {"shape": [4]}},
            {"name": "twice", "kind": "Rescaling", "params": {"scale": 2.0}},
            {"name": "normalization", "kind": "Normalization"},
        ],
    },
    data={"kind": "iris", "scaling": "none"},
    fit={"epochs": 4, "batch_size": 16, "class_weight": "balanced"},
    optimizer={"kind": "Adam", "params": {"learning_rate": 0.01, "clipnorm": 0.5}},
    callbacks=[
        callback(
            "LearningRateScheduler",
            schedule=[
                {"from_epoch": 1, "factor": 0.5, "every": 2},
                {"from_epoch": 3, "value": 0.1},
            ],
        ),
        callback(
            "ModelCheckpoint",
            filepath="weights.{epoch:02d}-{val_loss:.2f}.weights.h5",
            save_weights_only=True,
        ),
        callback("ModelCheckpoint", filepath="best.keras", save_best_only=True),
        callback("CSVLogger", filename="log.csv"),
        callback("TensorBoard", log_dir="logs", update_freq=1),
    ],
)
STEPS = 6


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A training left alone, and one that was broken off in its third epoch and went on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        alone, broken = trained(ALL), trained(ALL, beat=Beat(looks=2 * STEPS + 3))
        assert broken.run.epochs_done == 2
        yield alone, resumed(broken), script_weights(ALL, tmp_path_factory.mktemp("script"))


def test_with_every_control_a_broken_training_ends_like_one_left_alone(runs):
    alone, again, script = runs
    assert_equal(again, alone)
    assert same(script, weights(alone.place / "model.keras"))


def test_the_rate_of_each_epoch_is_the_tables(runs):
    found = [epoch["learning_rate"] for epoch in runs[1].epochs]
    assert found == pytest.approx([0.01, 0.005, 0.005, 0.1])


def test_each_epochs_file_is_there_once_and_listed_with_its_figures(runs):
    for run in runs[:2]:
        rows = [row for row in read_saved(run.place) if row["file"] != "best.keras"]
        named = [f"weights.{i + 1:02d}-{e['values']['val_loss']:.2f}.weights.h5" for i, e in
                 enumerate(run.epochs)]  # fmt: skip
        assert [row["file"] for row in rows] == named
        assert sorted(each.name for each in run.place.glob("weights.*.h5")) == sorted(named)
        assert rows[-1]["values"]["val_loss"] == run.epochs[-1]["values"]["val_loss"]


def test_the_csv_log_has_each_epoch_once_with_the_runs_figures(runs):
    for run in runs[:2]:
        lines = (run.place / "log.csv").read_text("utf-8").splitlines()
        rows = list(csv.DictReader(lines))
        assert [row["epoch"] for row in rows] == ["0", "1", "2", "3"]
        losses = [epoch["values"]["val_loss"] for epoch in run.epochs]
        assert [float(row["val_loss"]) for row in rows] == losses


def test_tensorboard_reads_each_epoch_and_each_batch_once(runs):
    for run in runs[:2]:
        read = EventAccumulator(str(run.place / "logs" / "train"), {"tensors": 0})
        read.Reload()
        series = {tag: read.Tensors(tag) for tag in read.Tags()["tensors"]}
        assert [event.step for event in series["epoch_loss"]] == [0, 1, 2, 3]
        assert [event.step for event in series["batch_loss"]] == list(range(1, 4 * STEPS + 1))
        logged = [float(tf.make_ndarray(event.tensor_proto)) for event in series["epoch_loss"]]
        assert logged == pytest.approx([epoch["values"]["loss"] for epoch in run.epochs])


def test_normalization_is_measured_on_the_training_rows_alone_and_saved_with_the_model(
    runs, monkeypatch
):
    monkeypatch.setenv("KT_HOME", str(runs[0].place.parent))
    rows = prepare(normalize(parse(ALL))).x_train
    for run in runs[:2]:
        saved = keras.models.load_model(run.place / "model.keras")
        layer = saved.get_layer("normalization")
        assert np.ravel(layer.mean) == pytest.approx(rows.mean(axis=0), rel=1e-5)
        assert np.ravel(layer.variance) == pytest.approx(rows.var(axis=0), rel=1e-4)
        assert np.ravel(layer(rows)).std() == pytest.approx(1, abs=0.01)


def test_mixed_precision_goes_on_like_one_left_alone_and_its_file_opens_again(tmp_path):
    mixed = table(
        ("Dense", {"units": 8, "activation": "relu"}),
        fit={"epochs": 2, "batch_size": 16, "precision": "mixed_float16"},
    )
    mixed["network"][-1]["params"]["dtype"] = "float32"
    alone, broken = trained(mixed), trained(mixed, beat=Beat(looks=STEPS + 3))
    assert_equal(resumed(broken), alone)
    assert same(script_weights(mixed, tmp_path), weights(alone.place / "model.keras"))
    assert keras.config.dtype_policy().name == "float32"
    opened = open_model(str(alone.place / "model.keras"), "model.keras")
    model = build(parse(opened["experiment"]))
    policies = {layer.name: layer.dtype_policy.name for layer in model.layers}
    assert (policies["n1"], policies["out"]) == ("mixed_float16", "float32")
    assert {str(weight.dtype) for weight in model.weights} == {"float32"}
    seconds = measure_precision(mixed)
    assert set(seconds) == {"float32", "mixed_float16"}
    assert min(seconds.values()) > 0


def test_a_loss_that_is_no_number_ends_the_training_with_a_sentence():
    wild = table(
        kind="diabetes",
        data={"kind": "diabetes", "scaling": "none"},
        loss="mse",
        metrics=[],
        optimizer={"kind": "SGD", "params": {"learning_rate": 1.0}},
        callbacks=["TerminateOnNaN"],
        fit={"epochs": 50, "batch_size": 32},
    )
    run = trained(wild).run
    assert (run.state, run.why["code"]) == ("finished", "loss_not_finite")
    assert run.epochs_done < 50
