"""The sign of life, which also obeys as long as the training itself can't look up."""

import pytest

from kt_core.engine.beat import Beat
from tests.kt_core.engine.running_host import until


@pytest.fixture
def run(store):
    run = store.create_run({"name": "small", "fit": {"epochs": 3}}, handle={"pid": 1})
    store.change(run, states="queued", attempt=1, state="running")
    return run


@pytest.fixture
def beat(store, run):
    beat = Beat(store, run, 1, own_process=True)
    yield beat
    beat.stop()


def test_before_its_first_step_a_training_is_paused_for_it(store, run, beat):
    store.wish(run, "pause")
    beat.start()
    assert store.run(run).state == "paused"


def test_who_begins_to_listen_while_it_is_paused_has_to_say_that_it_goes_on(store, run, beat):
    store.wish(run, "pause")
    beat.start()
    store.resume(run)
    beat.listens()
    assert beat.wish == "pause"
    until(lambda: beat.wish == "run")
    assert store.run(run).state == "paused"
    beat.listens()  # as it does after every group of steps
    assert beat.wish == "run"


def test_a_training_that_listens_is_left_to_itself(store, run, beat):
    beat.listens()
    store.wish(run, "pause")
    beat.start()
    assert (beat.wish, store.run(run).state) == ("pause", "running")


def test_in_a_process_that_is_somebody_elses_nothing_is_done_for_it(store, run):
    beat = Beat(store, run, 1)
    store.wish(run, "stop")
    beat.start()
    beat.stop()
    assert (beat.wish, store.run(run).state) == ("stop", "running")
