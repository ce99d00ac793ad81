"""The test part is looked at on purpose, and the page keeps count."""

import json

import numpy as np
import pytest

from kt_core import looks
from kt_core.runs import folder

pytestmark = pytest.mark.process


@pytest.fixture
def trained(store, draft):
    """Makes a finished run on MNIST that has this accuracy on the test part."""

    def make(accuracy: float = 0.9) -> str:
        true = np.arange(100) % 10
        predicted = np.where(np.arange(100) < 100 * accuracy, true, (true + 1) % 10)
        counts = np.zeros((10, 10), int)
        np.add.at(counts, (true, predicted), 1)
        run = store.create_run(store.draft(draft).document, draft=draft)
        store.change(run, states="queued", state="running", attempt=0)
        store.record_epoch(run, 0, 0, {"loss": 0.5, "val_loss": 0.4, "val_accuracy": 0.875})
        scores = {"precision": 0.9, "recall": 0.9, "f1": 0.9, "support": 10}
        result = {"task": "classification", "finite": True, "accuracy": accuracy}
        result |= {"test": {"accuracy": accuracy}, "confusion": counts.tolist()}
        result |= {"classes": [str(i) for i in range(10)]}
        result["per_class"] = [{"class": str(i), **scores} for i in range(10)]
        kept = {"test": result["test"]}
        store.change(run, states="running", state="finished", result=kept)
        (folder(run) / "results.json").write_text(json.dumps(result))
        shares = np.eye(10)[predicted]
        np.savez(folder(run) / "predictions.npz", y_true=true, y_pred=shares, rows=np.arange(100))
        return run

    return make


def said(app):
    return " ".join(one.value for kind in (app.caption, app.markdown) for one in kind)


def test_validation_comes_before_the_test_part_and_one_button_leads_on(opened, trained, store):
    run = trained()
    app = opened("results", look=False, run=run)
    assert [metric.label for metric in app.metric] == ["`val_loss`", "`val_accuracy`"]
    assert not app.get("bidi_component")
    person = app.query_params["draft"][0]
    assert not looks.has_looked(store, store.run(run), {"accuracy": 0.9}, person=person)
    app.button(key="results.look").click().run()
    assert "`accuracy`" in [metric.label for metric in app.metric]
    assert "The first model you look at" in said(app)
    app = opened("results", look=False, run=run)
    assert not [button for button in app.button if button.key == "results.look"]


def test_looks_are_counted_by_model_and_what_they_do_is_said_with_own_numbers(opened, trained):
    for accuracy in (0.5, 0.9):
        opened("results", run=trained(accuracy))
        app = opened("results", run=trained(accuracy))
    assert "test part of MNIST 5k: 4" in said(app)
    by = looks.flattery(4, accuracy=0.9, examples=1000)
    (words,) = [one.value for one in app.markdown if "percentage points" in one.value]
    assert f"**{100 * by:.2g} percentage points**" in words
    app.run()
    assert "test part of MNIST 5k: 4" in said(app)


def test_runs_are_told_apart_by_validation(opened, trained):
    first, _ = trained(), trained()
    app = opened("results", look=False, run=first)
    choice = app.selectbox(key="results.run")
    assert len(set(choice.options)) == 2
    assert all("val_accuracy 0.875" in each for each in choice.options)


def test_a_set_that_was_brought_and_taken_away_is_missed_with_a_sentence(opened, trained, store):
    run = store.run(trained())
    document = {**run.document, "data": {"kind": "own_0123456789abcdef"}}
    other = store.create_run(document, draft=run.draft)
    result = (folder(run.id) / "results.json").read_text("utf-8")
    (folder(other) / "results.json").write_text(result)
    app = opened("results", run=other)
    assert any("data set of its author" in one.value for one in app.markdown)
