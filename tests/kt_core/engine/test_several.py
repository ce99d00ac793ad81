"""Several labels for each example: trained, judged, and tried."""

import base64
import importlib

import numpy as np
import pytest

from kt_core import explanations, layer_maps, looking_back, several
from kt_core.answer_table import csv_text
from kt_core.commands import main
from kt_core.label_answers import cuts_at
from tests.kt_core.engine.small_documents import SEVERAL
from tests.kt_core.engine.test_resume import assert_equal, resumed
from tests.kt_core.engine.trained import trained

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        fit = {**SEVERAL["fit"], "snapshots": {"every": 1}}
        yield trained({**SEVERAL, "fit": fit})


def test_the_figures_are_those_that_keras_measured(run):
    found = run.json("results.json")
    assert found["task"] == "multi_label" and found["labels"] == ["A", "B", "C"]
    assert found["hamming_loss"] == pytest.approx(1 - found["test"]["binary_accuracy"], abs=1e-6)
    kept = run.json("figures.json")["scores"]
    assert kept["log_loss"]["value"] == pytest.approx(found["test"]["loss"], rel=1e-4)
    assert run.run.result["f1_macro"] == found["f1_macro"] == kept["f1_macro"]["value"]


def test_answers_are_kept_as_a_probability_for_each_label(run):
    found = several.several(run.run.id)
    assert found.probabilities.shape == found.true.shape == (40, 3)
    assert found.probabilities.min() > 0 and found.probabilities.max() < 1
    assert not np.allclose(found.probabilities.sum(axis=1), 1)


def test_rows_held_out_count_the_share_of_labels_that_are_wrong(run):
    with np.load(run.place / "validation.npz") as kept:
        assert set(np.round(kept["errors"] * 3).astype(int)) <= {0, 1, 2, 3}
        mean = kept["errors"].mean()
    assert mean == pytest.approx(1 - run.epochs[-1]["values"]["val_binary_accuracy"], abs=1e-5)


def test_the_best_guess_of_the_diagnosis_is_how_often_each_label_occurs(run):
    facts = run.json("facts.json")
    assert 0.5 < facts["guess"]["crossentropy"] < 0.7 and "classes" not in facts


def test_a_row_is_answered_with_labels_that_need_not_add_up_to_one(run):
    predict = importlib.import_module("kt_core.engine.predict").predict
    answer = predict({"run": run.run.id}, rows=[[0.0, 0.0], [0.0, 1.4]])
    first = {each["class"]: each["probability"] for each in answer["results"][0]["top"]}
    assert set(first) == {"A", "B", "C"} and sum(first.values()) != pytest.approx(1)
    assert "several_may_be_true" in answer["model"]["notes"]
    assert answer["model"]["labels"] == ["A", "B", "C"]
    assert "A, B and C" in csv_text(answer["results"], cuts_at(answer["model"]["labels"], 0))


def test_each_labels_surface_is_its_probability_and_mistakes_are_counted_by_label(run):
    points = run.json("surfaces/points.json")
    assert points["labels"] == ["A", "B", "C"] and points["classes"] == []
    assert np.shape(points["parts"]["test"]["y"]) == (40, 3)
    found = run.json("surfaces/final.json")
    assert found["output"]["shape"] == [3, 61, 61]
    kept = several.several(run.run.id)
    wrong = [np.flatnonzero(each).tolist() for each in (kept.given != kept.true).T]
    assert found["wrong"]["test"] == wrong and sum(map(len, wrong)) > 0
    raw = np.frombuffer(base64.b64decode(found["output"]["float32"]), "<f4").reshape(3, 61, 61)
    places = np.array([0, 30, 60])
    low, high = np.array(points["low"]), np.array(points["high"])
    rows = low + (high - low) * np.stack([places, places[::-1]], axis=1) / 60
    predict = importlib.import_module("kt_core.engine.predict").predict
    for place, line in enumerate(predict({"run": run.run.id}, rows=rows.tolist())["results"]):
        answer = {one["class"]: one["probability"] for one in line["top"]}
        shown = raw[:, places[::-1][place], places[place]]
        assert shown == pytest.approx([answer[name] for name in "ABC"], abs=1e-4)


def test_a_fold_that_goes_on_ends_as_if_it_had_never_ended(run):
    fold = {"kind": "fold", "params": {"folds": 3, "fold": 2}}
    document = {**SEVERAL, "data": {**SEVERAL["data"], "validation": fold}}
    whole = trained(document)
    assert whole.run.result["test"] == {}
    last = whole.epochs[-1]["values"]["val_auc"]
    assert whole.run.result["validation"]["auc"] == pytest.approx(last, rel=1e-6)
    begun = trained({**document, "fit": {**SEVERAL["fit"], "epochs": 1}})
    assert_equal(resumed(begun, epochs=2), whole)


def test_the_command_line_shows_every_figure(run, capsys):
    assert main(["test", run.run.id]) == 0
    out = capsys.readouterr().out
    assert "hamming_loss" in out and "ranking_loss" in out


def test_looking_back_and_maps_keep_each_labels_probability(run):
    importlib.import_module("kt_core.engine.looking_back").look_back(run.run.id, "test")
    last = looking_back.moments(run.run.id, part="test")[-1]
    kept = several.several(run.run.id)
    assert np.allclose(last.predicted, kept.probabilities, atol=1e-6)
    importlib.import_module("kt_core.engine.layer_map").map_layer(run.run.id, part="test")
    found = layer_maps.known(run.run.id, layer_maps.Question("test"))
    true, told, sure = several.one_of(found.labels, found.predicted, 1)
    order = np.argsort(found.rows)
    assert np.array_equal(true[order] == 1, kept.true[:, 1])
    assert np.array_equal(told[order] == 1, kept.given[:, 1])
    assert (sure >= 0.5).all()


def test_a_chosen_label_is_explained_by_its_own_probability(run):
    explain = importlib.import_module("kt_core.engine.explain").explain
    model, question = {"run": run.run.id}, {"what": "maps", "example": {"row": 3}, "target": 2}
    explain(model, question)
    found = explanations.find(model, question)
    assert found.said["target"] == 2
    explain(model, {"what": "about", "example": {"row": 3}})
    about = explanations.find(model, {"what": "about", "example": {"row": 3}})
    assert about.said["classes"] == ["A", "B", "C"]
    assert np.allclose(
        about.said["numbers"], several.several(run.run.id).probabilities[3], atol=1e-5
    )
