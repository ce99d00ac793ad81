"""A whole run in this process: its rows, its files, its end."""

import json

import numpy as np
import pytest

from kt_core.data import load
from kt_core.engine import kt_member
from kt_core.problems import ProblemError
from kt_core.runs import Store, folder
from tests.kt_core.engine.small_documents import AUGMENTED, GRAPH, experiment
from tests.kt_core.engine.trained import Beat, same, trained, weights

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


@pytest.fixture(scope="module")
def run():
    return trained(AUGMENTED)


def test_a_finished_run_says_so_with_its_test_figures(run):
    assert run.run.state == "finished"
    assert run.run.result["test"] == run.json("results.json")["test"]
    assert run.run.result["total_params"] > run.run.result["trainable_params"] > 0
    assert (run.run.epochs_done, run.run.epochs_planned) == (2, 2)


def test_the_row_of_the_start_tells_epochs_steps_and_examples(run):
    start = next(row for row in run.of_kind("state") if row["state"] == "running")
    assert (start["epochs"], start["start_epoch"]) == (2, 0)
    assert start["steps"] == -(-start["examples"] // 64)


def test_batch_points_cover_each_epoch_to_its_end(run):
    last = {row["epoch"]: row["x"][-1] for row in run.of_kind("batch")}
    assert last == {0: 1.0, 1: 2.0}


def test_true_batch_values_add_up_to_keras_mean_of_the_epoch(run):
    examples = next(r["examples"] for r in run.of_kind("state") if r["state"] == "running")
    steps = -(-examples // 64)
    total, seen = 0.0, 0
    for row in run.of_kind("batch"):
        for step, loss in zip(row["step"], row["values"]["loss"], strict=True):
            if row["epoch"] == 0:
                count = min(step * 64, examples) - seen
                total, seen = total + loss * count, seen + count
    assert steps * 64 >= seen == examples
    assert total / seen == pytest.approx(run.epochs[0]["values"]["loss"], rel=1e-5)


def test_an_epoch_row_has_validation_remeasured_training_and_pace(run):
    epoch = run.epochs[-1]
    assert {"loss", "val_loss", "sparse_categorical_accuracy"} <= epoch["values"].keys()
    assert epoch["remeasured"].keys() == {"loss", "sparse_categorical_accuracy"}
    assert epoch["learning_rate"] == pytest.approx(0.001)
    assert epoch["examples_per_second"] > 0
    assert epoch["eta"] == 0
    assert "learning_rate" not in epoch["values"]


def test_the_folder_holds_what_others_read(run):
    assert run.json("experiment.json") == AUGMENTED
    assert run.json("preparation.json")["scaling"] == "standard"
    assert run.json("machine.json")["keras"]
    assert (run.place / "best.keras").is_file()
    assert not list(run.place.rglob("*aside*"))


def test_predictions_and_figures_are_those_of_the_whole_test_part(run):
    with np.load(run.place / "predictions.npz", allow_pickle=False) as file:
        true, predicted, rows = file["y_true"], file["y_pred"], file["rows"]
    results = run.json("results.json")
    assert np.array_equal(true, load("digits").y_test)
    assert np.array_equal(rows, np.arange(len(true)))
    assert predicted.sum(axis=1) == pytest.approx(np.ones(len(true)), abs=1e-5)
    right = (predicted.argmax(axis=1) == true).mean()
    assert results["accuracy"] == pytest.approx(right)
    assert results["test"]["sparse_categorical_accuracy"] == pytest.approx(right, abs=1e-6)
    assert np.array(results["confusion"]).sum() == len(true)
    assert [each["class"] for each in results["per_class"]] == results["classes"]


def test_the_saved_model_is_a_keras_file_with_document_and_preparation(run):
    import keras

    member = kt_member.read(run.place / "model.keras")
    assert member["document"] == AUGMENTED
    assert member["names"]["随机失活"] == "layer_6"
    assert member["preparation"]["brightness"] < 0.3
    model = keras.models.load_model(run.place / "model.keras")
    x = np.zeros((2, 8, 8, 1), "float32")
    assert model.predict(x, verbose=0).shape == (2, 10)


def test_the_same_document_trains_to_the_same_bits_again(run):
    again = trained(AUGMENTED)
    assert same(weights(run.place / "model.keras"), weights(again.place / "model.keras"))
    assert [e["values"] for e in again.epochs] == [e["values"] for e in run.epochs]


def test_several_inputs_and_outputs_are_fed_from_one_data_set():
    run = trained(GRAPH)
    assert run.run.state == "finished"
    assert {"a_loss", "b_loss", "a_accuracy"} <= run.epochs[0]["values"].keys()
    assert {"a_loss", "b_loss", "a_accuracy"} <= run.of_kind("batch")[0]["values"].keys()


def test_regression_leaves_errors_instead_of_a_confusion():
    run = trained(
        experiment(
            ("Dense", {"units": 1}),
            kind="diabetes",
            shape=(10,),
            data={"kind": "diabetes", "scaling": "standard", "validation": None},
            loss="mse",
            metrics=["mae"],
        )
    )
    results = run.json("results.json")
    assert results["mae"] == pytest.approx(results["test"]["mae"], rel=1e-4)
    assert "confusion" not in results
    assert "val_loss" not in run.epochs[0]["values"]
    with np.load(run.place / "predictions.npz", allow_pickle=False) as file:
        assert file["y_pred"].shape == file["y_true"].shape == (88, 1)


def test_one_sigmoid_unit_gives_two_probabilities():
    run = trained(
        experiment(
            ("Dense", {"units": 1, "activation": "sigmoid"}),
            kind="breast_cancer",
            shape=(30,),
            data={"kind": "breast_cancer", "scaling": "unit"},
            loss="binary_crossentropy",
            metrics=["accuracy"],
        )
    )
    results = run.json("results.json")
    with np.load(run.place / "predictions.npz", allow_pickle=False) as file:
        assert file["y_pred"].shape[1] == 2
    assert results["accuracy"] == pytest.approx(results["test"]["accuracy"], abs=1e-6)


def test_one_hot_labels_and_raw_scores_become_classes_and_probabilities():
    logits = {"kind": "CategoricalCrossentropy", "params": {"from_logits": True}}
    run = trained(
        experiment(
            ("Flatten", {}),
            ("Dense", {"units": 10}),
            data={"kind": "digits", "scaling": "unit", "labels": "one_hot"},
            loss=logits,
            metrics=["accuracy"],
            fit={"epochs": 1, "batch_size": 64},
        )
    )
    with np.load(run.place / "predictions.npz", allow_pickle=False) as file:
        assert file["y_true"].shape == (359,)
        assert file["y_pred"].sum(axis=1) == pytest.approx(np.ones(359), abs=1e-5)


def test_a_wish_to_stop_ends_at_the_next_group_and_keeps_the_weights():
    many = experiment(fit={"epochs": 50, "batch_size": 8})
    run = trained(many, beat=Beat(looks=400))
    assert run.run.state == "stopped"
    assert 0 < run.run.epochs_done < 50
    assert len(run.epochs) == run.run.epochs_done
    assert (run.place / "model.keras").is_file()
    assert run.run.result["test"]
    assert run.run.finished <= (run.place / "results.json").stat().st_mtime


class WhenSaved:
    """The wish to stop comes as soon as the model is in the run's folder."""

    def __init__(self, place):
        self.place = place

    @property
    def wish(self):
        return "stop" if (self.place / "model.keras").is_file() else "run"

    def listens(self):
        """As a worker's beat has it."""


def test_a_stop_while_the_model_is_measured_ends_the_run_at_once_and_measures_behind_it():
    from kt_core.engine.train import train

    store = Store()
    run = store.create_run(experiment(), handle={"pid": 1})
    place = folder(run)
    train(run, 1, None, WhenSaved(place))
    ended = store.run(run)
    assert (ended.state, ended.epochs_done) == ("finished", 2)
    assert ended.result["test"]
    assert ended.finished <= (place / "results.json").stat().st_mtime


def test_a_stop_wished_through_the_store_is_heard_too():
    from kt_core.engine.train import train

    store = Store()
    run = store.create_run(experiment(fit={"epochs": 50, "batch_size": 8}), handle={"pid": 1})
    store.change(run, states=("queued",), attempt=1, state="running")
    store.wish(run, "stop")
    train(run, 1)
    assert store.run(run).state == "stopped"


def test_a_superseded_attempt_leaves_without_writing_any_more():
    from kt_core.engine.train import train

    store = Store()
    run = store.create_run(experiment(), handle={"pid": 1})
    train(run, 2)
    assert store.run(run).state == "queued"
    assert store.epochs(run) == []


def test_a_loss_that_is_not_a_number_is_recorded_as_such():
    rate = {"kind": "SGD", "params": {"learning_rate": 1e30}}
    run = trained(experiment(optimizer=rate, fit={"epochs": 1, "batch_size": 64}))
    assert run.run.state == "finished"
    assert run.run.why["code"] == "loss_not_finite"
    assert run.run.why["values"] == {"epoch": 1, "given": "NaN"}
    assert run.epochs[0]["values"]["loss"] == "NaN"
    results = json.loads((run.place / "results.json").read_text("utf-8"))
    assert results["confusion"] is None
    assert not results["finite"]


def test_a_document_with_mistakes_does_not_start():
    wrong = experiment(("Flatten", {}), ("Dense", {"units": 0}))
    with pytest.raises(ProblemError) as refused:
        trained(wrong)
    assert refused.value.problems[0].where[:2] == ("network", "n2")


def test_metrics_that_are_no_means_are_left_out_of_the_batch_points():
    run = trained(
        experiment(
            ("Dense", {"units": 1, "activation": "sigmoid"}),
            kind="breast_cancer",
            shape=(30,),
            data={"kind": "breast_cancer", "scaling": "unit"},
            loss="binary_crossentropy",
            metrics=[{"kind": "AUC"}, {"kind": "Precision"}, {"kind": "BinaryAccuracy"}],
        )
    )
    assert run.of_kind("batch")[0]["values"].keys() == {"loss", "binary_accuracy"}
    assert {"auc", "precision", "val_auc"} <= run.epochs[0]["values"].keys()


def test_labels_beyond_the_last_layer_get_a_sentence():
    import keras
    import tensorflow as tf

    from kt_core.engine.trouble import explain_training

    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(3, activation="softmax")])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy())
    with pytest.raises(tf.errors.InvalidArgumentError) as refused:
        model.fit(np.zeros((8, 2)), np.full(8, 7), verbose=0)
    told = explain_training(refused.value)
    assert told.code == "labels_out_of_range"
    assert (told.values["label"], told.values["units"]) == ("7", "3")
