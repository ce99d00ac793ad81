"""One contract for every executor: same job, same store, same outcome."""

import os
import sys
import threading
import time

import pytest

from kt_core.engine.forks import Forks
from kt_core.engine.spawns import Spawns
from kt_core.executors import Inline, Job, Local, slots_of
from kt_core.runs import LIVE, Store

pytestmark = pytest.mark.process

KINDS = ["inline", "spawn", *(["fork"] if sys.platform == "linux" else [])]
NATIVE = ["spawn", *(["fork"] if sys.platform == "linux" else [])]


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        store = Store()
        yield store
        store.close()


@pytest.fixture(scope="module")
def executor(request, store):
    if request.param == "inline":
        yield Inline()
        return
    started = Spawns() if request.param == "spawn" else Forks(["tests.kt_core.engine.tiny_jobs"])
    assert started.ready.wait(120)
    yield Local(lambda task: started.start(task, talks=False).handle, started.exit_code, slots=2)
    started.close()
    if isinstance(started, Spawns):  # the last of them may still be leaving
        until(lambda: started.tend() or not started.pids())


def queue(store, name, *, epochs=3, pause=0.0):
    run = store.create_run({"name": name, "pause": pause, "fit": {"epochs": epochs}})
    attempt = store.claim(store.run(run), {"kind": "claim"})
    return Job(run, attempt, store.url, "tests.kt_core.engine.tiny_jobs:train")


def until(condition, seconds=120.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.02)


def done(executor, handle):
    until(lambda: executor.poll(handle) == "gone")


every = pytest.mark.parametrize("executor", KINDS, indirect=True, scope="module")
native = pytest.mark.parametrize("executor", NATIVE, indirect=True, scope="module")


@every
def test_a_submitted_job_trains_to_its_end(executor, store):
    job = queue(store, "fine")
    handle = executor.submit(job)
    done(executor, handle)
    run = store.run(job.run)
    assert (run.state, run.epochs_done, len(store.epochs(job.run))) == ("finished", 3, 3)
    assert executor.exit_code(handle) == 0
    assert not executor.out_of_memory(handle)


@every
def test_what_a_job_says_is_its_log(executor, store):
    job = queue(store, "defect")
    handle = executor.submit(job)
    done(executor, handle)
    assert "a defect in the middle" in executor.log(handle)
    if not isinstance(executor, Inline):  # there it is on the terminal
        assert "training defect" in executor.log(handle)


@every
def test_a_defect_fails_the_run_with_its_own_words_under_details(executor, store):
    job = queue(store, "defect")
    done(executor, executor.submit(job))
    run = store.run(job.run)
    assert (run.state, run.why["code"]) == ("failed", "training_failed")
    assert run.why["values"]["detail"] == "ValueError: a defect in the middle"
    assert len(store.epochs(job.run)) == 1


@every
def test_a_problem_fails_the_run_with_its_sentence(executor, store):
    job = queue(store, "problem")
    done(executor, executor.submit(job))
    assert store.run(job.run).why["code"] == "memory_unknown"


@every
def test_the_wish_to_stop_ends_a_run_in_the_middle(executor, store):
    job = queue(store, "fine", epochs=20_000, pause=0.05)

    def stop_in_time():
        until(lambda: store.run(job.run).epochs_done > 0)
        store.wish(job.run, "stop")

    asking = threading.Thread(target=stop_in_time)
    asking.start()
    handle = executor.submit(job)
    asking.join()
    done(executor, handle)
    run = store.run(job.run)
    assert run.state == "stopped"
    assert 0 < run.epochs_done < 20_000


@every
def test_a_run_stopped_before_its_process_came_up_never_starts(executor, store):
    job = queue(store, "fine")
    store.wish(job.run, "stop")
    done(executor, executor.submit(job))
    assert (store.run(job.run).state, store.epochs(job.run)) == ("stopped", [])


@every
def test_a_job_whose_run_is_another_attempts_by_now_writes_nothing(executor, store):
    job = queue(store, "fine")
    store.place(job.run, 1, None)
    assert store.claim(store.run(job.run), {"kind": "claim"}) == 2
    done(executor, executor.submit(job))
    assert (store.run(job.run).state, store.epochs(job.run)) == ("queued", [])


@every
def test_ending_what_is_gone_is_harmless(executor, store):
    handle = executor.submit(queue(store, "fine", epochs=1))
    done(executor, handle)
    executor.kill(handle)
    assert executor.poll(handle) == "gone"


@every
def test_room_is_what_is_left(executor, store):
    full = 1 if isinstance(executor, Inline) else 2
    assert [executor.room(full - 1), executor.room(full), executor.room(9)] == [1, 0, 0]


@every
def test_a_handle_is_json_and_serves_another_process_too(executor, store):
    job = queue(store, "fine", epochs=1)
    handle = executor.submit(job)
    store.place(job.run, 1, handle)
    done(executor, store.run(job.run).handle)


@native
def test_a_killed_job_is_gone_and_its_signal_is_known(executor, store):
    job = queue(store, "hang")
    handle = executor.submit(job)
    until(lambda: store.run(job.run).epochs_done == 1)
    assert executor.poll(handle) == "running"
    executor.kill(handle)
    done(executor, handle)
    if os.name == "posix":
        assert executor.exit_code(handle) == -9
    assert store.run(job.run).state in LIVE  # the dispatcher says what it means


@native
def test_jobs_run_side_by_side(executor, store):
    jobs = [queue(store, "hang") for _ in range(2)]
    handles = [executor.submit(job) for job in jobs]
    until(lambda: all(store.run(job.run).epochs_done == 1 for job in jobs))
    for handle in handles:
        executor.kill(handle)
        done(executor, handle)


def test_slots_are_named_in_the_address():
    assert [slots_of("local://"), slots_of("local://?slots=3")] == [None, 3]
    for wrong in ("ray://head:8265", "local://?slots=0", "local://?slots=many", "local://?slot"):
        with pytest.raises(ValueError, match=r"local|ray|invalid|bad"):
            slots_of(wrong)
