"""The results page with intervals and curves: what is shown of them, and what can be taken away."""

import json

import numpy as np
import pytest

from components.results.places import FURTHER
from kt_core.engine.measures import keep
from kt_core.gallery import Choice
from kt_core.results import answers
from kt_core.runs import folder
from kt_core.selections import ANY, AtThreshold, InTenth, OfClass

pytestmark = pytest.mark.process

PAGE = "results"
CLASSES = [str(at) for at in range(10)]


@pytest.fixture
def run(store, draft):
    """A run on MNIST that takes one example in ten for its neighbour; 0.82 is its usual answer."""
    true = np.arange(100) % 10
    told = np.where(np.arange(100) < 90, true, (true + 1) % 10)
    scores = np.full((100, 10), 0.02, "float32")
    scores[np.arange(100), told] = 0.82
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (true, told), 1)
    result = {
        "task": "classification",
        "finite": True,
        "test": {"loss": 0.3, "sparse_categorical_accuracy": 0.9},
        "classes": CLASSES,
        "accuracy": 0.9,
        "confusion": counts.tolist(),
        "per_class": [
            {"class": each, "precision": 0.9, "recall": 0.9, "f1": 0.9, "support": 10}
            for each in CLASSES
        ],
    }
    found = store.create_run(store.draft(draft).document, draft=draft)
    store.change(found, states="queued", state="running")
    store.change(found, states="running", state="finished", result={"test": result["test"]})
    arrays = {"y_true": true, "y_pred": scores, "rows": np.arange(100)}
    (folder(found) / "results.json").write_text(json.dumps(result))
    np.savez(folder(found) / "predictions.npz", **arrays)
    keep(folder(found), 0, result=result, arrays=arrays)
    return found


def further(app, name):
    control = next(each for each in app.segmented_control if "further" in each.key)
    control.set_value(name).run()
    assert not app.exception


def said(app, words):
    return any(words in each.value for kind in (app.markdown, app.caption) for each in kind)


def sent(app, name):
    """That part of what our own components get, of all that have it."""
    told = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    return [each[name] for each in told if name in each]


def cards(app):
    """The pictures that can be opened, as they go to the browser."""
    return sent(app, "items")[0]


def charts(app):
    """The figures, as they go to the browser."""
    return sent(app, "figure")


def test_main_figures_have_intervals_and_what_keras_measured_is_shown_once(opened, run):
    app = opened(PAGE, run=run)
    shown = {metric.label: metric.value for metric in app.metric}
    assert shown["Accuracy"] == "90.0 %"
    assert "`sparse_categorical_accuracy`" not in shown
    assert shown["`loss`"] == "0.3"
    assert {metric.label: metric.delta for metric in app.metric}[
        "Accuracy"
    ] == "95 %: 82.6 – 94.5 %"
    assert all("$$" in metric.help for metric in app.metric if metric.label == "Accuracy")
    table = app.dataframe[0].value
    assert table["precision"].tolist()[0] == pytest.approx(90)
    assert table["precision 95 %"].tolist()[0] == "59.6 – 98.2 %"
    labels = [button.label for button in app.get("download_button")]
    assert "Report of the whole run (.html)" in labels


def test_a_threshold_says_what_it_changes_on_both_curves(opened, run):
    app = opened(PAGE, run=run)
    further(app, "threshold")
    assert app.slider[0].value == 0.5
    assert len(charts(app)) == 2
    assert list(app.dataframe[0].value["0.500"])[:4] == ["9", "1", "1", "89"]
    app.slider[0].set_value(0.9).run()
    assert list(app.dataframe[0].value["0.900"])[:4] == ["0", "10", "0", "90"]
    assert any("10 of 100 answers differ" in each.value for each in app.caption)
    assert said(app, "“0” at threshold 0.900: 10 decided wrongly, 0 false positives and 10 false")
    assert len(cards(app)) == 10
    control = next(each for each in app.segmented_control if "decided" in each.key)
    control.set_value("false").run()
    assert said(app, "No example.")


def test_calibration_and_all_figures_with_a_formula_are_one_click_away(opened, run):
    app = opened(PAGE, run=run)
    further(app, "calibration")
    assert len(charts(app)) == 2
    further(app, "all")
    table = app.dataframe[0].value
    assert len(table) == 14
    assert set(table["Interval by"]) == {"Wilson", "bootstrap"}
    assert any(r"\frac{1}{n}" in each.value for each in app.latex)


def test_cells_hold_counts_or_shares(opened, run):
    app = opened(PAGE, run=run)
    control = next(each for each in app.segmented_control if "cells" in each.key)
    control.set_value("shares").run()
    assert not app.exception
    (matrix,) = app.get("bidi_component")
    assert json.loads(matrix.proto.json)["words"][0][0] == "90%"


def test_without_kept_figures_and_without_an_engine_the_rest_is_shown(opened, run):
    (folder(run) / "figures.json").unlink()
    app = opened(PAGE, run=run)
    assert {metric.label for metric in app.metric} == {"`loss`", "`sparse_categorical_accuracy`"}
    assert app.dataframe[0].value["precision"].tolist() == [90.0] * 10


@pytest.mark.parametrize(
    ("one", "figure", "words", "rows"),
    [
        (OfClass(1, "precision"), "classes", "Precision of “1”: 10 called “1”, 9 are", {90}),
        (InTenth(ANY, 8, right=False), "tenths", "0.8 to 0.9, wrong: 10 examples", {90, 99}),
        (AtThreshold(1, 0.37, 0.5), "threshold", "1 false positives and 1 false", {90, 91}),
    ],
)
def test_what_was_clicked_leads_to_its_examples_in_the_gallery_and_back(
    opened, run, one, figure, words, rows
):
    app = opened(PAGE, run=run)
    app.session_state[f"results.clicked.{figure}.{run}.0"] = one
    further(app, FURTHER[type(one)])
    if figure == "threshold":
        next(each for each in app.selectbox if "class" in each.key).set_value(1).run()
        app.slider[0].set_value(0.37).run()
    assert said(app, words)
    app.button(key=f"results.behind.{figure}.open").click().run()
    assert app.segmented_control(key="results.view").value == "mistakes"
    assert said(app, words)
    there = {card["row"] for card in cards(app)}
    assert there <= set(np.flatnonzero(one.mask(answers(run, task="classification"))).tolist())
    assert rows <= there or len(there) == 24
    app.button(key="gallery.back").click().run()
    control = next(each for each in app.segmented_control if "further" in each.key)
    assert (control.value, said(app, words)) == (FURTHER[type(one)], True)


def test_a_selection_is_taken_away_and_all_examples_are_there(opened, run):
    app = opened(PAGE, run=run)
    choice = Choice("all", selection=OfClass(1, "f1"))
    app.session_state["kt"].gallery = ("mnist_5k.classification", choice)
    app.session_state["kt"].results_view = "mistakes"
    app.run()
    assert said(app, "F1 of “1”: 11 are “1” or called so, 9 both")
    assert len(cards(app)) == 11
    app.button(key="gallery.remove").click().run()
    assert not said(app, "F1 of")
    assert said(app, "100 examples")
