"""What was tried on a run: forks, repeats, and what came of them, in a real store."""

import numpy as np
import pytest

from kt_core.changes import Change
from kt_core.diagnosis import Finding, Remedy, diagnosed
from kt_core.diagnosis.gather import gather
from kt_core.diagnosis.remedies import changed
from kt_core.diagnosis.trying import outcomes, remedy_of, repeat, try_remedy
from kt_core.diagnosis.wording import outcome_json, verdict
from kt_core.runs import Store, folder

PATCH = ({"op": "add", "path": "/optimizer", "value": "adam"},)
FINDING = Finding("not_learning", "error", "sure", "loss", {}, Remedy("use_adam", PATCH))
DOCUMENT = {"name": "x", "seed": 3, "optimizer": "sgd", "fit": {"epochs": 2}}


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    found = Store()
    yield found
    found.close()


@pytest.fixture
def run(store):
    return store.run(ended(store, store.create_run(DOCUMENT), wrong=30))


def ended(store, run, *, wrong, rows=100):
    errors = np.array([1] * wrong + [0] * (rows - wrong), dtype="float32")
    np.savez(folder(run) / "validation.npz", rows=np.arange(rows), errors=errors)
    store.change(run, states="queued", state="running")
    store.change(run, states="running", state="finished", result={"test": {}})
    return run


def test_a_fork_is_the_run_with_the_remedy_and_says_where_it_comes_from(store, run):
    fork = store.run(try_remedy(store, run, FINDING, owner="somebody"))
    assert fork.document == {**DOCUMENT, "optimizer": "adam"}
    assert (fork.parent, fork.owner, fork.state) == (run.id, "somebody", "queued")
    assert changed(run.document, remedy_of(fork)) == fork.document
    assert run.document == DOCUMENT


def test_a_run_changed_while_it_trained_is_judged_and_forked_as_it_then_was(store):
    run = store.create_run(DOCUMENT)
    patch = [{"op": "add", "path": "/fit/batch_size", "value": 8}]
    change = Change("c0", 0.0, tuple(patch), epoch=1)
    assert store.set_changes(run, [], [change.to_json()])
    store.change(run, states="queued", state="running")
    for epoch, rate in enumerate((0.1, 0.02)):
        store.record_epoch(run, 0, epoch, {"loss": 1.0}, learning_rate=rate)
        seen = gather(store.run(run), store)
        assert (seen.rate, seen.since) == (rate, epoch)
        assert ("batch_size" in seen.document["fit"]) == (epoch == 1)
    fork = store.run(try_remedy(store, store.run(run), FINDING))
    assert fork.document["fit"] == {"epochs": 2, "batch_size": 8}


def test_without_a_remedy_nothing_is_queued(store, run):
    assert try_remedy(store, run, Finding("labels_at_chance", "error", "likely", "x")) is None
    assert outcomes(store, run) == []


def test_nothing_is_said_before_both_have_ended(store, run):
    try_remedy(store, run, FINDING)
    (outcome,) = outcomes(store, run)
    assert (outcome.comparison, outcome.waiting) == (None, 1)
    assert outcome_json(outcome)["text"] is None


def test_one_pair_says_that_it_is_one_seed(store, run):
    ended(store, try_remedy(store, run, FINDING), wrong=5)
    (outcome,) = outcomes(store, run)
    assert outcome.comparison.verdict == "helped"
    assert "One seed each" in verdict(outcome.comparison)


def test_two_more_seeds_make_three_pairs(store, run):
    fork = store.run(try_remedy(store, run, FINDING))
    ended(store, fork.id, wrong=5)
    queued = [store.run(each) for each in repeat(store, run, fork)]
    assert sorted(each.document["seed"] for each in queued) == [4, 4, 5, 5]
    assert {each.document["optimizer"] for each in queued} == {"sgd", "adam"}
    for each in queued:
        ended(store, each.id, wrong=30 if each.remedy["role"] == "first" else 6)
    (outcome,) = outcomes(store, run)
    assert (outcome.repeats, outcome.comparison.pairs) == (2, 3)
    assert outcome.comparison.verdict == "helped"
    assert "3 pairs of seeds" in verdict(outcome.comparison)


def test_other_rows_held_out_are_said_to_be_so(store, run):
    ended(store, try_remedy(store, run, FINDING), wrong=5, rows=50)
    (outcome,) = outcomes(store, run)
    assert outcome.comparison.verdict == "other_rows"
    assert "Other rows" in outcome_json(outcome)["text"]


def test_a_document_that_can_not_be_read_any_more_has_no_cards(store):
    assert diagnosed(store.run(store.create_run({"name": "of an older version"})), store) == []
