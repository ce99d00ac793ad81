"""Memory among runs: who has to wait, who may begin, and who has taken too much."""

import subprocess
import sys
from dataclasses import replace

import pytest

from kt_core.engine.budget import Budget, private_bytes
from kt_core.problems import ProblemError
from kt_core.runs.process import identity
from tests.kt_core.engine.running_host import until

GIB = 2**30
HOLD = "held = bytearray(int({size})); print('there', flush=True); input()"


@pytest.fixture
def budget(store, monkeypatch):
    monkeypatch.setenv("KT_MEMORY", "2G")
    monkeypatch.setenv("KT_RUN_MEMORY", "80M")
    return Budget(store)


def waiting(store, need):
    run = store.create_run({})
    store.note_memory(run, 0, {"need": need})
    return store.run(run)


@pytest.fixture
def holding():
    """Starts a process that holds so many bytes, and gives its name."""
    started = []

    def start(size):
        command = [sys.executable, "-c", HOLD.format(size=size)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        started.append(subprocess.Popen(command, **pipes))
        assert started[-1].stdout.readline()
        return {**identity(started[-1].pid), "kind": "local"}

    yield start
    for process in started:
        process.communicate(b"\n")


def test_runs_begin_as_long_as_what_they_need_fits(store, budget):
    small, large = waiting(store, GIB // 2), waiting(store, 2 * GIB)
    assert budget.room(small, [])
    assert budget.room(small, [small])
    assert not budget.room(large, [small])
    assert 1.4e9 < store.run(large.id).memory["free"] <= 1.7e9


def test_what_it_waited_for_is_forgotten_when_there_is_room(store, budget):
    small, large = waiting(store, GIB), waiting(store, GIB + 1)
    assert not budget.room(large, [small])
    assert budget.room(store.run(large.id), [])
    assert budget.room(store.run(large.id), [waiting(store, 1)])
    assert store.run(large.id).memory == {"need": GIB + 1}


def test_a_run_alone_may_begin_whatever_is_estimated(store, budget):
    assert budget.room(waiting(store, 100 * GIB), [])


def test_the_need_is_found_out_before_a_run_begins(store):
    told = []
    budget = Budget(store, lambda document: {"need": document["size"]}, lambda: told.append(1))
    run = store.create_run({"size": 7})
    assert not budget.room(store.run(run), [])
    until(lambda: told)
    assert store.run(run).memory == {"need": 7}
    assert budget.room(store.run(run), [])


def test_what_can_not_be_estimated_counts_as_middling(store):
    def busy(_document):
        raise TimeoutError

    told = []
    budget, run = Budget(store, busy, lambda: told.append(1)), store.create_run({})
    budget.room(store.run(run), [])
    until(lambda: told)
    assert budget.room(store.run(run), [])


@pytest.mark.process
def test_a_worker_is_measured_and_too_much_has_a_sentence(store, budget, holding):
    fine, large = (replace(waiting(store, 1), handle=holding(size)) for size in (1e6, 120e6))
    over = budget.look([fine, large])
    assert [run.id for run, _ in over] == [large.id]
    assert over[0][1].values["there"] == "84 MB"
    assert 120e6 < store.run(large.id).memory["peak"] < 160e6
    assert private_bytes({**identity(), "started": 1}) == 0


def test_an_amount_that_is_none_is_refused_with_a_sentence(store, monkeypatch):
    monkeypatch.setenv("KT_RUN_MEMORY", "plenty")
    with pytest.raises(ProblemError, match="memory_size_unknown"):
        Budget(store)
