"""Several labels for each example on the pages: every view of a run, and the set itself."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components.label_cuts import kept_key
from kt_core.data import card, load
from kt_core.engine.evaluate_several import several
from kt_core.engine.measures import keep
from kt_core.runs import folder

pytestmark = pytest.mark.process


def document(kind):
    facts = card(kind)
    output = {"units": len(facts.labels), "activation": "sigmoid"}
    return {
        "format": "kt-experiment",
        "version": 1,
        "data": {"kind": kind, "scaling": "unit"},
        "network": [
            {"name": "input", "kind": "Input", "params": {"shape": list(facts.shape)}},
            {"name": "flatten", "kind": "Flatten"},
            {"name": "output", "kind": "Dense", "params": output},
        ],
        "loss": "BinaryCrossentropy",
        "optimizer": "Adam",
        "fit": {"epochs": 1, "batch_size": 32},
    }


@pytest.fixture
def planted(store, draft):
    """A run that is sure of the truth but for the first label of every tenth example."""

    def on(kind):
        facts, true = card(kind), load(kind).y_test
        scores = np.where(true == 1, 0.9, 0.1).astype("float32")
        scores[::10, 0] = 1 - scores[::10, 0]
        result = {"task": "multi_label", "test": {"loss": 0.2}}
        result |= several(true, scores, facts.labels)
        run = store.create_run(document(kind), draft=draft)
        store.change(run, states="queued", state="running")
        store.change(run, states="running", state="finished", result={"test": result["test"]})
        arrays = {"y_true": true, "y_pred": scores, "rows": np.arange(len(true))}
        (folder(run) / "results.json").write_text(json.dumps(result))
        np.savez(folder(run) / "predictions.npz", **arrays)
        keep(folder(run), 0, result=result, arrays=arrays)
        return run

    return on


@pytest.mark.parametrize("kind", ["venn", "shapes"])
def test_every_view_of_a_run_says_something(kind, opened, planted):
    app = opened("results", run=planted(kind))
    labels = {metric.label: metric.value for metric in app.metric}
    assert labels["All labels right"] == "90.0 %" and "Hamming loss" in labels
    assert len(app.get("plotly_chart")) == 1
    further = next(each for each in app.segmented_control if "further" in each.key)
    for name in ("threshold", "calibration", "together", "all", "labels"):
        further.set_value(name).run()
        assert not app.exception, name
    assert app.dataframe[0].value["precision"].tolist()[1:] == [100.0] * (
        len(card(kind).labels) - 1
    )
    view = next(each for each in app.segmented_control if each.key == "results.view")
    for name in view.options:
        shown = next(each for each in app.segmented_control if each.key == "results.view")
        shown.set_value(name).run()
        assert not app.exception, name


def test_a_threshold_shows_what_it_does_to_the_figures(opened, planted):
    app = opened("results", run=planted("venn"))
    slider = next(each for each in app.slider if "labels.thresholds" in each.key)
    slider.set_value(0.95).run()
    assert not app.exception
    shown = [metric.value for metric in app.metric if metric.label == "F1, macro"]
    assert shown[-1] == "0.0%"
    way = next(each for each in app.segmented_control if "labels.thresholds" in each.key)
    way.set_value("each").run()
    assert not app.exception


def test_the_gallery_tells_which_labels_an_example_has_and_is_given(opened, planted):
    app = opened("results", run=planted("venn"))
    app.segmented_control(key="results.view").set_value("mistakes").run()
    table = app.dataframe[0].value
    assert len(table) == 16
    assert (table["Is"] != table["Given"]).all()


def answered():
    """What the page to try a model on draws of two answers."""
    from components import answer_view, batch_answers
    from components.label_cuts import label_cuts
    from kt_core.templates import template
    from kt_core.trial import Trial

    tried = Trial(model={"run": "r"}, shape=(2,), document=template("venn").document())
    model = {"labels": ["A", "<b>B</b>"], "output": "output", "notes": ["several_may_be_true"]}
    lines = [
        {
            "file": "t.csv",
            "row": row,
            "ok": True,
            "top": [{"class": "<b>B</b>", "probability": b}, {"class": "A", "probability": a}],
            "steps": [{}],
            "notes": [],
        }
        for row, (a, b) in enumerate([(0.6, 0.9), (0.2, 0.45)], start=1)
    ]
    cuts = label_cuts(tried, model)
    at = batch_answers.overview(lines, cuts)
    answer_view.shown(lines[at], model, cuts)


def test_an_own_example_is_told_in_words_which_labels_are_given():
    app = AppTest.from_function(answered).run()
    assert app.header[0].value == r"A and \<b\>B\<\/b\>"
    assert app.dataframe[0].value["answer"].tolist() == ["A and <b>B</b>", "none above 50 %"]
    assert not app.segmented_control
    app.slider[0].set_value(0.92).run()
    assert app.header[0].value == "None above 92 %"


def test_thresholds_of_the_results_page_hold_for_own_examples():
    app = AppTest.from_function(answered)
    app.session_state[kept_key("r", 0)] = [0.7, 0.4]
    app.run()
    assert not app.exception and not app.slider
    assert app.dataframe[0].value["answer"].tolist() == ["<b>B</b>", "<b>B</b>"]
    assert any("A 70.0 %" in each.value for each in app.caption)
    app.segmented_control[0].set_value("all").run()
    assert app.dataframe[0].value["answer"].tolist() == ["A and <b>B</b>", "none above 50 %"]


@pytest.mark.parametrize("kind", ["venn", "shapes"])
def test_the_data_page_counts_each_label(kind, opened, store, draft):
    store.save_draft(draft, document(kind))
    app = opened("data")
    tables = [each.value for each in app.dataframe]
    counts = next(table for table in tables if table.index.name == "label")
    assert counts.index.tolist() == list(card(kind).labels)
    assert counts["test"].tolist() == load(kind).y_test.sum(axis=0).tolist()
    if kind == "venn":
        words = next(table for table in tables if "target" in table)["target"]
        assert {"none", "A, B, C"} <= set(words)
