"""What was tried on a run: forks, repeats, and what came of them, in a real store."""

import numpy as np
import pytest

from kt_core.changes import Change
from kt_core.diagnosis import Finding, Remedy, diagnosed
from kt_core.diagnosis.gather import gather
from kt_core.diagnosis.remedies import changed
from kt_core.diagnosis.trying import outcomes, remedy_of, repeat, try_remedy
from kt_core.diagnosis.wording import outcome_json, remarks, standing, verdict
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


def ended(store, run, *, wrong, rows=100, state="finished", epochs=2):
    errors = np.array([1] * wrong + [0] * (rows - wrong), dtype="float32")
    np.savez(folder(run) / "validation.npz", rows=np.arange(rows), errors=errors)
    store.change(run, states="queued", state="running")
    for epoch in range(epochs):
        store.record_epoch(run, 0, epoch, {"loss": 1.0})
    store.change(run, states="running", state=state, result={"test": {}})
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
    assert "Training beside the first" in outcome_json(outcome)["text"]


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


def tried(store, document=DOCUMENT, **first):
    """A run that ended as `first` says, and a fork of it that helped; what came of it."""
    run = store.run(ended(store, store.create_run(document), **{"wrong": 30, **first}))
    ended(store, try_remedy(store, run, FINDING), wrong=5)
    return outcomes(store, store.run(run.id))[0]


def test_a_run_stopped_by_hand_is_said_to_have_had_another_chance(store):
    outcome = tried(store, state="stopped", epochs=1)
    assert outcome.comparison.verdict == "helped"
    assert "stopped by hand (1 and 2 epochs" in outcome_json(outcome)["text"]
    assert remarks(tried(store)) == []


def test_of_several_outputs_the_one_that_is_compared_is_named(store):
    nodes = [{"name": name, "kind": "Dense", "params": {"units": 1}} for name in ("one", "two")]
    nodes = [{"name": "x", "kind": "Input", "params": {"shape": [2]}}, *nodes]
    more = {"network": nodes, "outputs": ["one", "two"], "loss": {"two": "mse"}}
    head = {"format": "kt-experiment", "version": 1}
    assert remarks(tried(store, {**head, **DOCUMENT, **more})) == [
        "Judged by the output two alone."
    ]


def test_a_fork_taken_out_of_the_queue_and_a_first_run_without_a_result_are_told(store, run):
    fork = try_remedy(store, run, FINDING)
    store.change(fork, states="queued", state="stopped")
    assert "taken out of the queue" in standing(outcomes(store, run)[0])
    broken = store.create_run(DOCUMENT)
    store.change(broken, states="queued", state="running")
    store.change(broken, states="running", state="failed")
    ended(store, try_remedy(store, store.run(broken), FINDING), wrong=5)
    (outcome,) = outcomes(store, store.run(broken))
    assert "The first run ended without a result (failed)" in standing(outcome)


def test_what_an_earlier_attempt_answered_is_not_compared(store):
    run = ended(store, store.create_run(DOCUMENT), wrong=30)
    store.change(run, states="finished", state="running", result=None)
    store.change(run, states="running", state="interrupted")
    ended(store, try_remedy(store, store.run(run), FINDING), wrong=5)
    assert outcomes(store, store.run(run))[0].comparison is None
