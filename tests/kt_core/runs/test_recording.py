"""What a worker writes is fenced by its attempt, ordered, and complete."""

import threading

import numpy as np
import pytest

from kt_core.runs.process import identity


@pytest.fixture
def run(store):
    run = store.create_run({"fit": {"epochs": 2}})
    store.claim(store.run(run), identity())
    store.change(run, states="queued", attempt=1, state="running")
    return run


def test_an_epoch_is_a_fact_a_live_row_and_a_sign_of_life(store, run):
    assert store.record_epoch(run, 1, 0, {"loss": 0.5}, seconds=2.0, eta=4.0) == "run"
    (epoch,) = store.epochs(run)
    assert (epoch["epoch"], epoch["values"], epoch["seconds"]) == (0, {"loss": 0.5}, 2.0)
    row = store.rows(run)[-1]
    assert (row["kind"], row["epoch"], row["values"], row["eta"]) == ("epoch", 0, {"loss": 0.5}, 4)
    assert store.run(run).epochs_done == 1
    assert store.run(run).heartbeat is not None


def test_writing_an_epoch_again_replaces_it(store, run):
    store.record_epoch(run, 1, 0, {"loss": 0.5})
    store.record_epoch(run, 1, 0, {"loss": 0.4})
    assert [epoch["values"]["loss"] for epoch in store.epochs(run)] == [0.4]


def test_a_superseded_attempt_writes_nothing_and_is_told_so(store, run):
    assert store.record_epoch(run, 0, 0, {"loss": 0.5}) is None
    assert store.record_batch(run, 2, epoch=0, values={"loss": [0.5]}) is None
    assert (store.epochs(run), len(store.rows(run))) == ([], 2)


def test_a_run_that_has_ended_takes_no_more_rows(store, run):
    store.change(run, states="running", state="interrupted")
    assert store.record_batch(run, 1, epoch=0, values={"loss": [0.5]}) is None


def test_the_wish_comes_back_with_every_row(store, run):
    store.wish(run, "stop")
    assert store.record_batch(run, 1, epoch=0, values={"loss": [0.5]}) == "stop"
    assert store.record_epoch(run, 1, 0, {"loss": 0.5}) == "stop"


def test_numbers_json_does_not_know_are_kept_by_name(store, run):
    values = {"loss": float("nan"), "up": np.float32("inf"), "down": -np.inf}
    store.record_epoch(run, 1, 0, values)
    expected = {"loss": "NaN", "up": "Infinity", "down": "-Infinity"}
    assert store.epochs(run)[0]["values"] == expected
    assert store.rows(run)[-1]["values"] == expected


def test_numpy_values_are_stored_as_plain_numbers(store, run):
    store.record_batch(run, 1, epoch=np.int64(0), values={"loss": np.array([0.5, 0.25])})
    assert store.rows(run)[-1]["values"] == {"loss": [0.5, 0.25]}


def test_rows_are_read_from_a_cursor_on(store, run):
    for number in range(5):
        store.record_batch(run, 1, epoch=0, step=[number])
    assert [row["seq"] for row in store.rows(run, 4)] == [4, 5, 6]
    assert [row["seq"] for row in store.rows(run, 4, 2)] == [4, 5]
    assert store.rows(run, 7) == []


def test_writers_at_the_same_time_leave_no_gap_in_the_order(store, run):
    def write():
        for _ in range(20):
            store.record_batch(run, 1, epoch=0)

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [row["seq"] for row in store.rows(run)] == list(range(2 + 160))


def test_figures_of_layers_are_kept_beside_the_epoch_and_told_behind_it(store, run):
    layers = {"values": {"dense": {"gradient_norm": float("nan")}}, "seconds": 0.1}
    store.record_epoch(run, 1, 0, {"loss": 0.5}, layers=layers)
    store.record_epoch(run, 1, 1, {"loss": 0.4})
    expected = {"values": {"dense": {"gradient_norm": "NaN"}}, "seconds": 0.1}
    assert store.layers(run) == [{"epoch": 0, **expected}]
    assert all("layers" not in epoch for epoch in store.epochs(run))
    rows = store.rows(run)[-3:]
    assert [row["kind"] for row in rows] == ["epoch", "layers", "epoch"]
    assert (rows[1]["epoch"], rows[1]["values"]) == (0, expected["values"])
