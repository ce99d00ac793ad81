"""Cross-validation: documents of the folds, what their figures say, and the final model."""

import math
import statistics
from dataclasses import replace

import pytest

from kt_core import cross_validation
from kt_core.cross_validation import figures, final, members, problems, state, values
from kt_core.experiment import parse
from kt_core.runs import Store
from kt_core.texts import render

DOCUMENT = {
    "format": "kt-experiment",
    "version": 1,
    "seed": 4,
    "data": {"kind": "mnist_5k", "scaling": "unit"},
    "network": [{"name": "input", "kind": "Input", "params": {"shape": [28, 28, 1]}}],
    "fit": {"epochs": 20},
}


def test_each_fold_of_each_repeat_has_a_document_of_its_own():
    found = members(DOCUMENT, {"folds": 3, "repeats": 2, "identical": True, "groups": None})
    assert [place for place, _ in found] == [
        {"fold": fold, "repeat": repeat} for repeat in range(2) for fold in range(3)
    ]
    params = found[4][1]["data"]["validation"]["params"]
    assert params == {"folds": 3, "repeats": 2, "identical": True, "fold": 1, "repeat": 1}
    assert all(parse(each).seed == 4 for _, each in found)
    assert "validation" not in DOCUMENT["data"]


def test_a_sound_cross_validation_has_no_problems():
    assert problems(DOCUMENT, {"folds": 5, "repeats": 2}) == []


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"folds": 1}, "data_one_fold"),
        ({"folds": 0}, "data_fold_number"),
        ({"folds": 5, "repeats": 0}, "data_fold_number"),
        ({"folds": 5, "groups": "x"}, "data_groups_no_table"),
        ({"folds": 51, "repeats": 2}, "folds_too_many"),
        ({"folds": 5000}, "data_folds_of_rows"),
    ],
)
def test_what_is_wrong_with_it_is_said_once(params, code):
    [problem] = problems(DOCUMENT, params)
    assert problem.code == code
    assert "?" not in render(problem).what + render(problem).expected


def test_folds_that_mix_early_and_late_rows_are_warned_of():
    latest = {"kind": "holdout", "params": {"fraction": 0.2, "time": "day"}}
    timed = {**DOCUMENT, "data": {**DOCUMENT["data"], "validation": latest}}
    [problem] = problems(timed, {"folds": 3})
    assert (problem.code, problem.severity) == ("folds_mix_times", "warning")
    assert "by day" in render(problem).what


def test_without_data_there_is_nothing_to_divide():
    assert [p.code for p in problems({**DOCUMENT, "data": None}, {"folds": 5})] == ["no_data"]


def test_mean_and_spread_are_those_of_the_values():
    given = [0.5, 0.75, 0.7]
    [shown, loss] = figures([{"loss": 1.0, "val_accuracy": value} for value in given])
    assert (shown.name, shown.values) == ("val_accuracy", tuple(given))
    assert shown.mean == pytest.approx(sum(given) / 3)
    assert shown.deviation == pytest.approx(statistics.stdev(given))
    assert (loss.name, loss.mean, loss.deviation) == ("loss", 1.0, 0.0)


def test_a_fold_without_figures_leaves_a_gap_and_one_alone_has_no_spread():
    [one] = figures([{"loss": 1.0}, {}])
    assert (one.values, one.mean, one.deviation) == ((1.0, None), None, None)


def test_a_loss_that_is_no_number_is_not_averaged_away():
    [one] = figures([{"loss": 1.0}, {"loss": math.nan}, {"loss": 2.0}])
    assert (one.mean, one.deviation) == (None, None)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    store = Store()
    yield store.run(store.create_run(DOCUMENT))
    store.close()


def test_a_fold_counts_with_what_its_saved_model_reaches(run):
    last = {"loss": 1.0, "val_loss": 3.0, "val_x": "NaN"}
    assert values(run, last)["val_loss"] == 3.0
    assert math.isnan(values(run, last)["val_x"])
    ended = replace(run, state="finished", result={"test": {}, "validation": {"loss": 2.0}})
    assert values(ended, last)["val_loss"] == 2.0
    assert values(run, None) == {}


def test_the_state_of_all_is_that_of_those_who_go_on_else_the_worst(run):
    def together(*states):
        return state([replace(run, state=each) for each in states])

    assert together("finished", "running", "failed") == "running"
    assert together("finished", "failed", "stopped") == "failed"
    assert together("finished", "finished") == "finished"


def test_the_final_model_learns_from_all_rows():
    found = final(DOCUMENT, [])
    assert found.document["data"]["validation"] is None
    assert (found.dropped, found.epochs) == ((), None)
    assert found.document["fit"] == {"epochs": 20}


def test_callbacks_that_watch_validation_are_left_out_and_the_folds_say_how_long():
    callbacks = [
        {"kind": "EarlyStopping", "params": {"patience": 2}},
        {"kind": "ReduceLROnPlateau", "params": {"monitor": "loss"}},
        "TerminateOnNaN",
        {"kind": "ModelCheckpoint", "params": {"filepath": "a.keras", "monitor": "val_accuracy"}},
    ]
    named = {"filepath": "{epoch}-{val_loss:.2f}.keras", "monitor": "loss"}
    by_name = {**DOCUMENT, "callbacks": [{"kind": "ModelCheckpoint", "params": named}]}
    assert final(by_name, []).dropped == ("ModelCheckpoint",)
    losses = [[3.0, 1.0, 2.0], [3.0, 2.0, 1.0, 2.0], [2.0, "NaN", 1.0, 0.5, 0.9]]
    found = final({**DOCUMENT, "callbacks": callbacks}, losses)
    assert found.dropped == ("EarlyStopping", "ModelCheckpoint")
    assert found.document["callbacks"] == [callbacks[1], "TerminateOnNaN"]
    assert (found.epochs, found.document["fit"]["epochs"]) == (3, 3)
    assert cross_validation.problems(DOCUMENT, {"folds": 2}) == []
