"""Figures lie beside the answers; runs of an earlier version get them once."""

import json

import numpy as np
import pytest

from kt_core import run_figures
from kt_core.engine.jobs import JOBS
from kt_core.engine.measures import keep, measure
from kt_core.problems import ProblemError
from kt_core.runs import folder

RUN = "b" * 24
CLASSES = {"task": "classification", "finite": True, "classes": ["a", "b"]}
ANSWERS = {
    "y_true": np.array([0, 1, 1, 0]),
    "y_pred": np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0.7, 0.3]], "float32"),
    "rows": np.arange(4),
}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))


def earlier(result, **arrays):
    (folder(RUN) / "results.json").write_text(json.dumps(result))
    for number, each in enumerate(arrays.values()):
        name = f"predictions-{number}.npz" if number else "predictions.npz"
        np.savez(folder(RUN) / name, **each)


def test_a_run_of_an_earlier_version_gets_its_figures_once():
    earlier(CLASSES, first=ANSWERS)
    assert run_figures.read(RUN) is None
    assert measure(RUN) == {"outputs": 1}
    assert run_figures.read(RUN)["scores"]["accuracy"]["value"] == 0.75
    before = (folder(RUN) / "figures.json").stat().st_mtime_ns
    assert measure(RUN) == {"outputs": 1}
    assert (folder(RUN) / "figures.json").stat().st_mtime_ns == before


def test_each_output_that_learns_has_figures():
    one = {key: CLASSES[key] for key in ("finite", "classes")}
    earlier({**CLASSES, "outputs": [one, one]}, first=ANSWERS, second=ANSWERS)
    assert measure(RUN) == {"outputs": 2}
    assert run_figures.read(RUN, 1) == run_figures.read(RUN, 0)


def test_answers_that_are_not_finite_have_none():
    earlier({**CLASSES, "finite": False}, first=ANSWERS)
    assert measure(RUN) == {"outputs": 0}


def test_figures_of_another_version_are_worked_out_again():
    earlier(CLASSES, first=ANSWERS)
    (folder(RUN) / "figures.json").write_text('{"version": 0}')
    assert run_figures.read(RUN) is None
    assert measure(RUN) == {"outputs": 1}


@pytest.mark.parametrize("task", ["regression", "pixels", "input"])
def test_every_task_has_figures(task):
    result = {"task": task, "finite": True, "classes": ["background", "a"]}
    arrays = {
        "regression": {"y_true": np.ones((4, 1)), "y_pred": np.zeros((4, 1))},
        "pixels": {"y_true": np.eye(2, dtype="uint8")[None], "y_pred": np.ones((1, 2, 2), int)},
        "input": {"errors": np.ones(4), "absolute_errors": np.ones(4)},
    }[task]
    keep(folder(RUN), 0, result=result, arrays=arrays)
    assert run_figures.read(RUN)["scores"]


def test_a_run_without_answers_is_a_problem():
    with pytest.raises(ProblemError):
        measure(RUN)
    earlier(CLASSES)
    with pytest.raises(ProblemError):
        measure(RUN)


def test_the_engine_answers_it_in_a_process_of_its_own():
    assert JOBS["measure"].call == f"{measure.__module__.rsplit('.', 1)[0]}:measure"
    assert JOBS["measure"].where == "throwaway"
