"""The diagnosis on the pages: cards of a real record, a remedy queued beside the first run."""

import json

import numpy as np
import pytest

from kt_core.runs import folder
from tests.kt_core.diagnosis.recorded import recorded

pytestmark = pytest.mark.process


@pytest.fixture
def run(store, draft):
    """A finished run of the draft with the recorded figures of one that learned too fast."""
    _, evidence = recorded()["rate_10"]
    document = {**evidence.document, "name": "fast"}
    made = store.create_run(document, draft=draft)
    store.change(made, states="queued", state="running")
    for row in evidence.epochs:
        figures = {key: row[key] for key in ("remeasured", "learning_rate")}
        store.record_epoch(made, 0, row["epoch"], row["values"], **figures)
    (folder(made) / "facts.json").write_text(json.dumps(dict(evidence.facts)))
    store.change(made, states="running", state="finished", result={"test": {}})
    return made


def words(app):
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


def keep_errors(run, wrong):
    errors = np.array([1] * wrong + [0] * (100 - wrong), dtype="float32")
    np.savez(folder(run) / "validation.npz", rows=np.arange(100), errors=errors)


def test_a_remedy_is_tried_beside_the_first_run_and_judged(opened, store, run):
    app = opened("training", run=run)
    assert "The learning rate is too high" in words(app)
    assert "to 0\\.01 is usual" in words(app)
    app.button(key="diagnosis.try.learning_rate_high").click().run()
    fork = store.run(store.runs(1, parent=run)[0].id)
    assert (fork.state, fork.remedy["finding"]) == ("queued", "learning_rate_high")
    assert fork.document["optimizer"]["params"]["learning_rate"] == 0.001
    assert "Training beside the first" in words(app)
    keep_errors(run, wrong=90)
    keep_errors(fork.id, wrong=10)
    store.change(fork.id, states="queued", state="running")
    store.change(fork.id, states="running", state="finished", result={"test": {}})
    app.run()
    assert "Helped" in words(app)
    assert "80 rows are right now" in words(app)
    app.button(key=f"tried.repeat.{fork.id}").click().run()
    seeds = [each.remedy["code"] for each in store.runs(9, parent=run)]
    assert seeds.count("seed") == 4
    assert not app.exception


def test_a_remedy_is_taken_over_into_the_experiment(opened, store, draft, run):
    document = dict(store.draft(draft).document)
    patch = [{"op": "add", "path": "/fit/epochs", "value": 77}]
    said = {"code": "longer", "patch": patch, "values": {"epochs": 77}, "finding": "needs_longer"}
    fork = store.create_run(document, draft=draft, parent=run, remedy=said)
    store.change(fork, states="queued", state="running")
    store.change(fork, states="running", state="finished", result={"test": {}})
    keep_errors(run, wrong=20)
    keep_errors(fork, wrong=19)
    app = opened("training", run=run)
    assert "19 % instead of 20 % mistakes" in words(app).replace("\\", "")
    app.button(key=f"tried.take.{fork}").click().run()
    assert store.draft(draft).document["fit"]["epochs"] == 77
