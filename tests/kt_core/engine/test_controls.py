"""The controls of a training: the same in the run, in its script and in a plain `fit`."""

import runpy

import keras
import pytest

from kt_core.code import write
from kt_core.experiment import parse
from tests.kt_core.engine.small_documents import experiment
from tests.kt_core.engine.trained import same, trained, weights

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
    runpy.run_path(str(script))
    return weights(place / "model.keras")


WEIGHTED = {
    "by name": table(fit={"epochs": 2, "class_weight": {"setosa": 3, "virginica": 0.5}}),
    "by column": table(
        kind="diabetes",
        loss="mse",
        metrics=[],
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
