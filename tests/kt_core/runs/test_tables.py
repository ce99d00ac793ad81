"""All recorded values can be had as tables, digit for digit, however long the run."""

import io
import math
import tracemalloc

import pandas as pd
import pytest
from sqlalchemy import insert

from kt_core.runs import tables
from kt_core.runs.process import identity
from kt_core.runs.schema import epochs


@pytest.fixture
def run(store):
    run = store.create_run({"fit": {"epochs": 2}})
    store.claim(store.run(run), identity())
    store.change(run, states="queued", attempt=1, state="running", start_epoch=0)
    return run


def table(store, run, what):
    return pd.read_csv(io.StringIO("".join(tables.lines(store, run, what))))


def test_epochs_come_back_from_pandas_as_they_were_stored(store, run):
    exact = 0.1 + 0.2
    store.record_epoch(run, 1, 0, {"loss": exact}, remeasured={"loss": 1e-45}, seconds=2.5)
    store.record_epoch(run, 1, 1, {"loss": 1 / 3, "val_loss": 3e38}, memory={"peak": 123456789012})
    found = table(store, run, "epochs")
    assert list(found["epoch"]) == [0, 1]
    assert list(found["loss"]) == [exact, 1 / 3]
    assert found["remeasured_loss"][0] == 1e-45
    assert found["memory_peak"][1] == 123456789012
    assert found["val_loss"][1] == 3e38
    assert math.isnan(found["val_loss"][0])


def test_what_is_no_number_is_read_as_that(store, run):
    values = {"a": math.nan, "b": math.inf, "c": -math.inf}
    store.record_epoch(run, 1, 0, values)
    assert (
        "".join(tables.lines(store, run, "epochs"))
        .splitlines()[1]
        .startswith("0,NaN,Infinity,-Infinity,")
    )
    row = table(store, run, "epochs").iloc[0]
    assert math.isnan(row["a"])
    assert (row["b"], row["c"]) == (math.inf, -math.inf)


def test_metrics_called_like_our_figures_or_with_a_value_per_class_have_columns_of_their_own(
    store, run
):
    store.record_epoch(run, 1, 0, {"seconds": 7.0, "f1": [0.5, 0.25], "=1+1": 1.0}, seconds=2.0)
    found = table(store, run, "epochs").iloc[0]
    assert (found["seconds"], found["values_seconds"]) == (2.0, 7.0)
    assert (found["f1_0"], found["f1_1"]) == (0.5, 0.25)
    assert found["'=1+1"] == 1.0


def test_batches_are_one_line_a_point_without_those_computed_again(store, run):
    point = {"step": [5], "seconds": [0.5]}
    store.record_batch(run, 1, epoch=0, x=[0.5], values={"loss": [2.0]}, **point)
    store.record_batch(run, 1, epoch=1, x=[1.5], values={"loss": [1.5]}, **point)
    store.change(run, states="running", attempt=1, state="interrupted")
    store.resume(run, handle=identity())
    store.change(run, states="queued", attempt=2, state="running", start_epoch=1)
    store.record_batch(run, 2, epoch=1, x=[1.2], values={"loss": [1.0], "mae": [3.0]}, **point)
    found = table(store, run, "batches")
    assert list(found["x"]) == [0.5, 1.2]
    assert list(found["loss"]) == [2.0, 1.0]
    assert math.isnan(found["mae"][0])


def test_layers_are_one_line_for_each_layer_and_epoch(store, run):
    for epoch in (0, 1):
        figures = {"gradient_norm": 0.25, "dead_share": None if epoch else math.nan}
        measured = {"values": {"dense": figures, "层, 二": {"gradient_norm": epoch}}}
        store.record_epoch(run, 1, epoch, {"loss": 1.0}, layers=measured)
    found = table(store, run, "layers")
    assert list(found["layer"]) == ["dense", "层, 二"] * 2
    assert list(found["epoch"]) == [0, 0, 1, 1]
    assert list(found["gradient_norm"]) == [0.25, 0, 0.25, 1]
    assert "".join(tables.lines(store, run, "layers")).splitlines()[1] == "0,dense,0.25,NaN"


@pytest.mark.parametrize("what", tables.TABLES)
def test_a_run_without_values_is_an_empty_table(store, run, what):
    assert "".join(tables.lines(store, run, what)) == ""


def test_a_long_run_is_read_in_pages_and_takes_little_memory(store, run):
    values = dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), 1 / 3)
    many = [
        {
            "run": run,
            "epoch": at,
            "attempt": 1,
            "t": 0.0,
            "figures": {"epoch": at, "values": values},
        }
        for at in range(3000)
    ]
    with store._write() as connection:
        connection.execute(insert(epochs), many)
    tracemalloc.start()
    count = sum(1 for _ in tables.lines(store, run, "epochs"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3001
    assert peak < 3_000_000


def test_folds_make_one_table_whose_lines_say_their_fold(store):
    places = [{"fold": fold, "repeat": 1} for fold in range(2)]
    documents = [(place, {"fit": {"epochs": 1}}) for place in places]
    group = store.create_group({}, documents, params={"folds": 2})
    runs = store.members(group)
    for run in runs:
        store.change(run.id, states="queued", state="running")
        store.record_epoch(run.id, 0, 0, {"loss": 0.5})
    found = pd.read_csv(io.StringIO("".join(tables.group_lines(store, runs, "epochs"))))
    assert list(found["fold"]) == [0, 1]
    assert list(found["repeat"]) == [1, 1]
    assert list(found["run"]) == [run.id for run in runs]
    assert list(found["loss"]) == [0.5, 0.5]


def test_a_file_opens_in_a_spreadsheet_with_every_name_and_computes_none(store, run):
    names = ("=1+1", "\t=1+1", "层")
    measured = {"values": {name: {"gradient_norm": 1.0} for name in names}, "examples": 64}
    store.record_epoch(run, 1, 0, {"loss": 1.0}, layers=measured)
    made = tables.file(tables.lines(store, run, "layers"))
    assert made.startswith("\ufeff".encode())
    found = pd.read_csv(io.BytesIO(made))
    assert list(found["layer"]) == ["'=1+1", "'\t=1+1", "层"]
    assert list(found["examples"]) == [64] * 3
