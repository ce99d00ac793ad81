"""Questions to the engine: quick ones to the answerer, the rest in confined processes."""

import os
import signal
import sys
import threading

import pytest

from kt_core import client
from kt_core.problems import ProblemError
from tests.kt_core.engine.running_host import PATIENCE, RunningHost, until

pytestmark = pytest.mark.process

linux = pytest.mark.skipif(sys.platform != "linux", reason="limits and signals")
SMALL_FIRST = 100_000


@pytest.fixture(scope="module", params=["fork", "spawn"] if sys.platform == "linux" else ["spawn"])
def host(request, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        patch.setenv("KT_HOME", str(home))
        patch.setenv("KT_TEST_KEPT", "kept")
        patch.setenv("KT_TEST_SECRET", "secret")
        running = RunningHost(home)
        running.start(KT_START=request.param)
        yield running
        running.close()


def problem(do, *, timeout=PATIENCE, **arguments):
    with pytest.raises(ProblemError) as caught:
        client.ask(do, timeout=timeout, **arguments)
    return caught.value.problems[0]


def test_the_answerer_answers_all_from_one_process(host):
    answers = [client.ask("echo", timeout=PATIENCE, word="猫") for _ in range(3)]
    assert {answer["word"] for answer in answers} == {"猫"}
    assert len({answer["pid"] for answer in answers}) == 1


def test_many_ask_at_once_and_each_gets_the_own_answer(host):
    answers = {}

    def ask(number):
        answers[number] = client.ask("echo", timeout=PATIENCE, number=number)["number"]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: number for number in range(16)}


@pytest.mark.parametrize("do", ["fail", "apart_fail"])
def test_a_problem_arrives_as_it_was_raised(host, do):
    found = problem(do, code="out_of_memory")
    assert (found.code, found.where) == ("out_of_memory", ("network", "conv"))
    assert found.values == {"n": 1}


@pytest.mark.parametrize("do", ["defect", "apart_defect"])
def test_a_defect_arrives_with_its_own_words(host, do):
    found = problem(do)
    assert (found.code, found.values["detail"]) == ("job_failed", "KeyError: 'not there'")


def test_a_question_that_hangs_is_given_up_and_the_next_is_answered(host):
    found = problem("hang", timeout=1.0, seconds=600)
    assert found.code == "job_too_slow" and found.values["seconds"] <= 1  # the job's own are 30
    assert client.ask("echo", timeout=PATIENCE, word="a")["word"] == "a"


@linux
def test_a_question_that_kills_the_answerer_twice_is_a_problem(host):
    found = problem("die", signal_number=signal.SIGSEGV)
    assert (found.code, found.values) == ("job_crashed", {"reason": "SIGSEGV"})
    assert client.ask("echo", timeout=PATIENCE, word="a")["word"] == "a"


def test_what_the_engine_cannot_do_is_a_problem(host):
    assert problem("no_such_job").code == "job_unknown"


def test_a_throw_away_process_is_new_for_every_question(host):
    pids = {client.ask("apart_echo", timeout=PATIENCE)["pid"] for _ in range(2)}
    assert len(pids) == 2
    assert host.family()
    until(lambda: not pids & {process.pid for process in host.family()})


def test_a_throw_away_process_that_takes_too_long_is_ended(host):
    found = problem("apart_hang", seconds=60)
    assert (found.code, found.values["seconds"]) == ("job_too_slow", 1)


@linux
def test_a_throw_away_process_that_crashes_says_how(host):
    found = problem("apart_die", signal_number=signal.SIGABRT)
    assert (found.code, found.values) == ("job_crashed", {"reason": "SIGABRT"})


def test_a_throw_away_process_has_a_folder_of_its_own_that_goes_with_it(host):
    folder = client.ask("surroundings", timeout=PATIENCE)["folder"]
    assert folder.startswith(str(host.home))
    assert not os.path.exists(folder)
    until(lambda: list((host.home / "tmp").iterdir()) == [])


def test_a_throw_away_process_sees_little_of_the_environment(host):
    found = client.ask("surroundings", timeout=PATIENCE)
    environment = found["environment"]
    assert environment["KT_TEST_KEPT"] == "kept"
    assert "KT_TEST_SECRET" not in environment
    assert environment["HOME"] == environment["TMPDIR"] == found["folder"]


@linux
def test_a_throw_away_process_inherits_nothing_open(host):
    found = client.ask("surroundings", timeout=PATIENCE)
    assert found["descriptors"] <= 5  # three standard ones, the channel, and the listing itself
    assert found["session"]


@linux
def test_memory_is_limited(host):
    assert client.ask("fill_memory", timeout=PATIENCE, size=SMALL_FIRST) == {"size": SMALL_FIRST}
    assert problem("fill_memory", size=4 * 2**30).code == "job_too_large"


@linux
def test_file_size_is_limited(host):
    assert client.ask("fill_disk", timeout=PATIENCE, size=SMALL_FIRST) == {}
    assert problem("fill_disk", size=2 * 2**20).code == "job_too_large"


@linux
def test_processor_time_is_limited(host):
    assert problem("spin").code in ("job_too_slow", "job_crashed")
