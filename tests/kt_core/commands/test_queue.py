"""The queue from the command line: where runs stand, and who goes first."""

import json

import pytest

from kt_core.commands import main
from kt_core.runs import Store
from tests.kt_core.engine.small_documents import experiment


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    monkeypatch.delenv("KT_STORE", raising=False)
    store = Store()
    yield store
    store.close()


@pytest.fixture
def said(capsys):
    def say(*arguments):
        code = main([str(argument) for argument in arguments])
        return code, capsys.readouterr().out

    return say


def test_runs_and_show_say_where_a_run_waits(store, said):
    first, second = (store.create_run(experiment(), owner=name) for name in ("a", "b"))
    listed = {one["id"]: one["queue"] for one in json.loads(said("runs", "--json")[1])}
    assert listed[first] == {"position": 1, "waiting": 2, "at_work": 0}
    assert "2/2" in said("runs")[1]
    assert "number 2 of 2" in said("show", second)[1]


def test_a_higher_priority_moves_a_run_to_the_front(store, said):
    _, second = (store.create_run(experiment(), owner=name) for name in ("a", "b"))
    code, out = said("priority", second, 10)
    assert (code, "number 1 of 2" in out) == (0, True)
    assert json.loads(said("show", second, "--json")[1])["priority"] == 10


def test_a_priority_out_of_range_is_refused(store, said):
    exit_code, out = said("priority", store.create_run(experiment()), 5000, "--json")
    assert (exit_code, json.loads(out)["problems"][0]["code"]) == (1, "priority_out_of_range")


def test_a_run_that_does_not_wait_has_no_use_for_a_priority(store, said):
    run = store.create_run(experiment())
    store.wish(run, "stop")
    exit_code, out = said("priority", run, 1, "--json")
    assert (exit_code, json.loads(out)["problems"][0]["code"]) == (1, "run_not_waiting")


def test_a_waiting_run_is_cancelled_by_stop(store, said):
    run = store.create_run(experiment())
    assert said("stop", run)[0] == 0
    assert store.run(run).state == "stopped"


def test_show_says_what_a_run_needed(store, said):
    run = store.create_run(experiment())
    store.note_memory(run, 0, {"need": 400_000_000, "peak": 350_000_000})
    assert "about 400 MB expected, 350 MB measured" in said("show", run)[1]
