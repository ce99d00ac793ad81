"""Runs change only by compare-and-set, and readers see dead ones as interrupted."""

import subprocess
import sys
import time

from kt_core.problems import Problem
from kt_core.runs import is_run_id
from kt_core.runs.ledger import as_seen
from kt_core.runs.process import identity

DOCUMENT = {"name": "First CNN", "fit": {"epochs": 3}}


def running(store, handle=None):
    run = store.create_run(DOCUMENT)
    attempt = store.claim(store.run(run), handle or identity())
    store.change(run, states=("queued",), attempt=attempt, state="running", epochs=3, steps=10)
    return run


def test_a_new_run_is_queued_with_all_it_needs(store):
    run = store.run(store.create_run(DOCUMENT, draft="d", owner="o"))
    assert (run.state, run.name, run.document, run.draft, run.owner) == (
        "queued",
        "First CNN",
        DOCUMENT,
        "d",
        "o",
    )
    assert (run.attempt, run.wish, run.epochs_done, run.epochs_planned) == (0, "run", 0, 3)


def test_run_ids_cannot_be_guessed_and_fit_everywhere(store):
    ids = {store.create_run({}) for _ in range(20)}
    assert len(ids) == 20
    assert all(is_run_id(run) and run.islower() and run.isalnum() for run in ids)


def test_only_one_of_two_dispatchers_gets_a_run(store):
    store.create_run(DOCUMENT)
    (waiting,) = store.waiting()
    assert [store.claim(waiting, {"pid": 1}), store.claim(waiting, {"pid": 2})] == [1, None]


def test_a_claimed_run_waits_no_more_and_still_is_queued(store):
    run = store.create_run(DOCUMENT)
    store.claim(store.run(run), identity())
    assert store.waiting() == []
    assert [one.id for one in store.taken()] == [run]
    assert store.run(run).state == "queued"


def test_a_superseded_attempt_changes_nothing(store):
    run = running(store)
    assert not store.change(run, states=("running",), attempt=0, state="finished")
    assert store.run(run).state == "running"


def test_a_change_of_state_is_a_live_row_with_its_figures(store):
    run = running(store)
    rows = [{key: row[key] for key in ("seq", "kind", "state")} for row in store.rows(run)]
    assert rows == [
        {"seq": 0, "kind": "state", "state": "queued"},
        {"seq": 1, "kind": "state", "state": "running"},
    ]
    assert store.rows(run)[1]["steps"] == 10


def test_why_a_run_failed_stays_with_it(store):
    run = running(store)
    why = Problem("out_of_memory")
    store.change(run, states="running", state="failed", why=why)
    assert Problem.from_json(store.run(run).why) == why
    assert store.rows(run)[-1]["why"] == why.to_json()


def test_times_are_filled_in(store):
    run = running(store)
    store.change(run, states="running", state="finished")
    seen = store.run(run)
    assert seen.created <= seen.started <= seen.finished


def test_stopping_a_queued_run_stops_it_at_once(store):
    run = store.create_run(DOCUMENT)
    assert store.wish(run, "stop")
    assert store.run(run).state == "stopped"
    assert store.waiting() == []


def test_the_wish_reaches_the_worker_with_its_next_beat(store):
    run = running(store)
    assert store.beat(run, 1) == "run"
    assert store.wish(run, "stop")
    assert store.beat(run, 1) == "stop"


def test_an_ended_run_has_no_wishes(store):
    run = running(store)
    store.change(run, states="running", state="finished")
    assert not store.wish(run, "stop")
    assert not store.wish("nobody", "stop")


def test_a_beat_of_another_attempt_is_refused(store):
    run = running(store)
    assert store.beat(run, 2) is None


def test_lists_are_newest_first_and_filtered(store):
    first = store.create_run(DOCUMENT, draft="a", owner="ann")
    second = store.create_run(DOCUMENT, draft="b", owner="bob")
    store.wish(first, "stop")
    assert [run.id for run in store.runs()] == [second, first]
    assert [run.id for run in store.runs(1)] == [second]
    assert [run.id for run in store.runs(draft="a")] == [first]
    assert [run.id for run in store.runs(state="queued")] == [second]
    assert [run.id for run in store.runs(owner="ann", state=("stopped", "failed"))] == [first]


def test_lists_leave_the_documents_where_they_are(store):
    store.create_run(DOCUMENT)
    assert [run.document for run in store.runs()] == [{}]


def test_a_running_run_whose_process_died_unnoticed_is_seen_as_interrupted(store):
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    run = running(store, identity(process.pid))
    process.kill()
    process.communicate()
    now = store.run(run)
    later = as_seen(now, now=time.time() + 16)
    assert (now.state, later.state) == ("running", "interrupted")
    assert later.why["code"] == "worker_gone"


def test_a_silent_run_whose_process_lives_is_still_running(store):
    run = store.run(running(store))
    assert as_seen(run, now=time.time() + 1000).state == "running"


def test_a_name_no_database_can_hold_is_made_storable(store):
    run = store.run(store.create_run({"name": "a\0b\ud800c"}))
    assert run.name == "ab?c"


def test_an_ended_run_is_queued_again_with_its_epochs(store):
    run = running(store)
    store.record_epoch(run, 1, 0, {"loss": 1.0})
    store.change(run, states="running", attempt=1, state="stopped")
    assert store.resume(run)
    found = store.run(run)
    assert (found.state, found.handle, found.wish, found.finished) == ("queued", None, "run", None)
    assert (found.attempt, found.epochs_done) == (1, 1)
    assert store.rows(run)[-1]["state"] == "queued"


def test_more_epochs_are_part_of_the_document(store):
    run = running(store)
    store.change(run, states="running", attempt=1, state="finished")
    assert store.resume(run, epochs=5)
    assert store.run(run).document == {"name": "First CNN", "fit": {"epochs": 5}}
    assert store.run(run).epochs_planned == 5


def test_a_run_at_work_is_not_queued_again(store):
    run = running(store)
    assert not store.resume(run)
    assert store.run(run).state == "running"


def test_a_run_whose_process_died_unnoticed_can_go_on(store):
    run = running(store, {**identity(), "started": 1})
    store.change(run, states="running", heartbeat=time.time() - 60)
    assert store.run(run).state == "interrupted"
    assert store.resume(run)
    assert store.run(run).state == "queued"


def test_a_paused_run_is_only_told_to_go_on(store):
    run = running(store)
    store.wish(run, "pause")
    store.change(run, states="running", attempt=1, state="paused")
    started = store.run(run).started
    assert store.resume(run)
    assert (store.run(run).state, store.run(run).wish) == ("paused", "run")
    store.change(run, states="paused", attempt=1, state="running", goes_on=True)
    assert store.run(run).started == started


def test_with_a_process_the_next_attempt_is_its_own(store):
    run = running(store)
    store.change(run, states="running", attempt=1, state="stopped")
    assert store.resume(run, handle=identity())
    assert (store.run(run).attempt, store.run(run).handle) == (2, identity())
    assert store.waiting() == []
