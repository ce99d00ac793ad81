"""The dispatcher: fair, within room, and honest about what died."""

import time

import pytest

from kt_core.engine.dispatcher import Dispatcher
from kt_core.executors import Inline
from kt_core.runs.process import identity


@pytest.fixture
def dispatcher(store):
    return Dispatcher(store, Inline(), call="tests.kt_core.engine.tiny_jobs:train")


def queue(store, owner="", name="fine"):
    return store.create_run({"name": name, "fit": {"epochs": 1}}, owner=owner)


def order(store):
    ended = [run for run in store.runs() if run.started is not None]
    return [run.owner for run in sorted(ended, key=lambda run: run.started)]


def test_runs_start_oldest_first(store, dispatcher):
    for owner in ("first", "second", "third"):
        queue(store, owner)
        time.sleep(0.002)
    for _ in range(3):
        dispatcher.tick()
    assert order(store) == ["first", "second", "third"]


def test_who_has_nothing_running_goes_before_who_has(store):
    busy = store.create_run({}, owner="busy")
    store.claim(store.run(busy), {**identity(), "kind": "inline", "run": busy, "attempt": 1})
    queue(store, "busy")
    time.sleep(0.002)
    queue(store, "patient")

    class Roomy(Inline):
        def room(self, active):
            return 2 - active

        def poll(self, handle):
            return "running"

    dispatcher = Dispatcher(store, Roomy(), call="tests.kt_core.engine.tiny_jobs:train")
    dispatcher.tick()
    assert order(store) == ["patient"]


def test_a_claim_of_a_dead_dispatcher_goes_back_to_the_queue(store, dispatcher):
    run = queue(store)
    store.claim(store.run(run), {**identity(), "started": 1, "kind": "claim"})
    dispatcher.tick()
    dispatcher.tick()
    assert (store.run(run).state, store.run(run).attempt) == ("finished", 2)


def test_a_run_wished_to_stop_whose_process_is_gone_is_stopped(store, dispatcher):
    run = queue(store)
    store.claim(
        store.run(run), {**identity(), "started": 1, "kind": "inline", "run": run, "attempt": 1}
    )
    store.change(run, states="queued", state="running")
    store.wish(run, "stop")
    dispatcher.tick()
    assert store.run(run).state == "stopped"


def test_a_failed_run_is_not_tried_again(store, dispatcher):
    run = queue(store, name="no such epoch")
    store.change(run, states="queued", state="queued", document={"fit": None})
    for _ in range(3):
        dispatcher.tick()
    assert (store.run(run).state, store.run(run).attempt) == ("failed", 1)


class Dying(Inline):
    """An executor whose workers are gone at once, by SIGKILL."""

    def submit(self, job):
        return {**identity(), "kind": "local", "run": job.run, "attempt": job.attempt}

    def poll(self, handle):
        return "gone"

    def exit_code(self, handle):
        return -9


@pytest.fixture
def dying(store):
    return Dispatcher(store, Dying(), call="tests.kt_core.engine.tiny_jobs:train")


def works(store, run, epoch):
    """What a worker does before it dies: it announces itself and finishes an epoch."""
    attempt = store.run(run).attempt
    start = store.run(run).epochs_done
    store.change(run, states="queued", attempt=attempt, state="running", start_epoch=start)
    if epoch is not None:
        store.record_epoch(run, attempt, epoch, {"loss": 1.0})


def test_a_run_that_gets_further_each_time_is_tried_three_times(store, dying):
    run = queue(store)
    for epoch in range(3):
        dying.tick()
        works(store, run, epoch)
    dying.tick()
    assert (store.run(run).state, store.run(run).attempt) == ("interrupted", 3)
    assert store.run(run).why["code"] == "worker_killed"


def test_a_run_that_dies_twice_in_the_same_epoch_has_failed(store, dying):
    run = queue(store)
    for _ in range(2):
        dying.tick()
        works(store, run, None)
    dying.tick()
    assert (store.run(run).state, store.run(run).attempt) == ("failed", 2)


def test_asked_to_go_on_it_has_three_tries_again(store, dying):
    run = queue(store)
    for epoch in range(3):
        dying.tick()
        works(store, run, epoch)
    dying.tick()
    store.resume(run)
    assert (store.run(run).state, store.run(run).retries, store.run(run).why) == (
        "queued",
        0,
        None,
    )
    dying.tick()
    assert store.run(run).attempt == 4


def test_a_paused_run_whose_worker_died_waits_again(store, dying):
    run = queue(store)
    dying.tick()
    works(store, run, 0)
    store.wish(run, "pause")
    dying.tick()
    assert (store.run(run).attempt, store.run(run).wish) == (2, "pause")
