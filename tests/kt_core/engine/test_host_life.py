"""Who dies and who lives on: app, host, zygote, answerer and workers killed in turn."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import suppress

import psutil
import pytest

from kt_core import client
from kt_core.runs import LIVE
from kt_core.runs.process import life
from tests.kt_core.engine.running_host import MANY, PATIENCE, ROOT, RunningHost, kill, until

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(sys.platform != "linux", reason="kills processes by signals"),
]


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory):
    """The host of all tests that leave it as it is."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(home))
        running = RunningHost(home)
        running.start()
    yield running
    running.close()


@pytest.fixture
def served(unharmed, monkeypatch):
    """That host, with nothing left to do of the test before."""
    monkeypatch.setenv("KT_HOME", str(unharmed.home))
    yield unharmed
    for run in unharmed.store.runs(state=LIVE):
        unharmed.store.wish(run.id, "stop")
        with suppress(ProcessLookupError):
            kill(run.handle)
    until(lambda: not unharmed.store.runs(state=LIVE))


def zygote(host, process):
    return next(
        one
        for one in psutil.Process(process.pid).children()
        if "kt_core.engine.zygote" in one.cmdline()
    )


def test_a_queued_run_is_trained_and_its_log_kept(served):
    run = served.queue("fine")
    ended = served.comes_to(run, "finished")
    assert (ended.epochs_done, ended.attempt) == (3, 1)
    assert "training fine" in (served.home / run / "log.txt").read_text()


def test_a_killed_workers_run_goes_on_by_itself_and_says_why(served):
    run = served.at_work("fine", pause=0.2)
    kill(served.store.run(run).handle)
    again = until(lambda: (found := served.store.run(run)).attempt == 2 and found)
    until(lambda: served.store.run(run).state == "running")
    row = next(row for row in served.store.rows(run) if row.get("why"))
    assert (row["state"], row["why"]["code"]) == ("queued", "worker_killed")
    assert row["why"]["values"] == {"signal": "SIGKILL"}
    assert (again.retries, served.store.run(run).start_epoch > 0) == (1, True)
    served.store.wish(run, "stop")
    epochs = [epoch["epoch"] for epoch in served.store.epochs(served.comes_to(run, "stopped").id)]
    assert epochs == list(range(len(epochs)))


def test_a_worker_ended_by_somebody_leaves_an_interrupted_run_with_its_epochs(served):
    run = served.at_work()
    os.kill(served.store.run(run).handle["pid"], signal.SIGTERM)
    ended = served.comes_to(run, "interrupted")
    assert (ended.why["code"], ended.why["values"]) == ("worker_killed", {"signal": "SIGTERM"})
    assert [epoch["epoch"] for epoch in served.store.epochs(run)] == [0]
    assert served.store.rows(run)[-1]["state"] == "interrupted"


def test_a_worker_that_crashes_twice_in_the_same_epoch_has_failed_and_says_how(served):
    ended = served.comes_to(served.queue("crash"), "failed")
    assert (ended.why["code"], ended.why["values"]) == ("worker_crashed", {"reason": "SIGSEGV"})
    assert (ended.attempt, ended.retries) == (2, 1)


def test_a_worker_that_takes_too_much_memory_is_ended_alone_and_its_run_says_how_much(host):
    host.start(KT_RUN_MEMORY="100M")
    other = host.at_work("fine", pause=0.1)
    greedy = host.queue("greedy")
    ended = host.comes_to(greedy, "failed")
    assert (ended.why["code"], ended.why["values"]["there"]) == ("memory_unknown", "105 MB")
    assert (ended.attempt, host.store.run(other).state) == (1, "running")
    until(lambda: life(ended.handle) == "gone")
    host.store.wish(other, "stop")


def test_a_training_that_cannot_look_up_yet_is_paused_and_stopped_all_the_same(served):
    run = served.at_work("hang")
    handle = served.store.run(run).handle
    served.store.wish(run, "pause")
    served.comes_to(run, "paused")
    served.store.resume(run)
    assert served.comes_to(run, "running").attempt == 1
    served.store.wish(run, "stop")
    assert served.comes_to(run, "stopped").epochs_done == 1
    until(lambda: life(handle) == "gone")


def test_no_zombie_is_left_of_workers(served):
    for name in ("fine", "crash"):
        served.queue(name)
    until(lambda: all(run.ended for run in served.store.runs()))
    everyone = psutil.Process(client.info()["process"]["pid"]).children(recursive=True)
    until(lambda: not [one for one in everyone if one.is_running() and one.status() == "zombie"])


def test_training_goes_on_when_the_host_is_killed_and_the_next_host_adopts_it(host):
    process = host.start()
    run = host.at_work("fine", pause=0.2)
    worker = host.store.run(run).handle
    kill(process)
    process.wait()
    before = host.store.run(run).epochs_done
    until(lambda: host.store.run(run).epochs_done > before + 1)
    host.start()
    assert (host.store.run(run).state, life(worker)) == ("running", "running")
    host.store.wish(run, "stop")
    assert host.comes_to(run, "stopped").attempt == 1


def test_a_worker_that_died_while_there_was_no_host_is_noticed_by_the_next_one(host):
    process = host.start()
    run = host.at_work()
    kill(process)
    process.wait()
    kill(host.store.run(run).handle)
    host.start()
    until(lambda: host.store.run(run).attempt == 2)
    why = [row["why"]["code"] for row in host.store.rows(run) if row.get("why")]
    assert why == ["worker_gone"]


def test_training_goes_on_when_the_zygote_is_killed_and_a_new_one_serves(host):
    process = host.start()
    run = host.at_work("fine", pause=0.1)
    old = zygote(host, process)
    old.kill()
    until(lambda: not old.is_running())
    host.comes_to(host.queue("fine", owner="another"), "finished")
    assert host.store.run(run).state == "running"
    host.store.wish(run, "stop")
    host.comes_to(run, "stopped")


def test_a_worker_orphaned_by_its_zygote_leaves_no_zombie(host):
    process = host.start()
    run = host.at_work()
    worker = psutil.Process(host.store.run(run).handle["pid"])
    zygote(host, process).kill()
    until(lambda: worker.ppid() == process.pid)
    worker.terminate()
    assert host.comes_to(run, "interrupted").why["code"] == "worker_killed"
    until(lambda: not worker.is_running())


def test_a_dead_answerer_is_replaced_without_the_asker_noticing(served):
    first = client.ask("echo", timeout=PATIENCE)["pid"]
    kill({"pid": first})
    assert client.ask("echo", timeout=PATIENCE)["pid"] != first


def test_a_host_that_ends_leaves_no_process_but_the_workers_and_no_file_to_trip_over(host):
    process = host.start()
    run = host.at_work("fine", pause=0.1)
    worker = host.store.run(run).handle
    process.terminate()
    assert process.wait(PATIENCE) == 0
    until(lambda: [one.pid for one in host.family()] == [worker["pid"]])
    assert not (host.home / "engine.sock").exists()
    assert host.store.run(run).state == "running"
    kill(worker)
    until(lambda: life(worker) == "gone")


def test_a_killed_host_takes_zygote_and_answerer_along(host):
    process = host.start()
    kill(process)
    process.wait()
    until(lambda: host.family() == [])


def test_a_second_host_leaves_the_first_alone(host):
    first = host.start()
    second = host.start()
    assert second.wait(PATIENCE) == 0
    assert client.info()["process"]["pid"] == first.pid


def test_a_killed_hosts_socket_does_not_stop_the_next_one(host):
    first = host.start()
    kill(first)
    first.wait()
    assert (client.state(), (host.home / "engine.sock").exists()) == ("away", True)
    host.start()
    assert client.state() == "ready"


def test_an_unneeded_host_ends_by_itself(host):
    process = host.start(idle=0.5)
    assert process.wait(PATIENCE) == 0


def test_a_host_is_needed_while_a_run_is_trained_or_an_app_is_up(host):
    run = host.queue("fine", epochs=MANY, pause=0.1)  # or it might end before it hears of the run
    process = host.start(idle=1.0)
    host.is_at_work(run)
    time.sleep(1.5)
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(host.home / "engine.sock"))
    connection.sendall(b'{"do": "presence"}\n')
    assert client.state() == "ready"  # as said on a connection behind that one
    host.store.wish(run, "stop")
    host.comes_to(run, "stopped")
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(2.0)
    connection.close()
    assert process.wait(PATIENCE) == 0


def test_only_the_owner_can_talk_to_the_host(served):
    assert stat.S_IMODE((served.home / "engine.sock").stat().st_mode) == 0o600


def test_an_orphan_whose_run_is_another_attempts_ends_itself(served):
    run = served.at_work()
    orphan = served.store.run(run).handle
    served.store.change(run, states="running", state="queued", handle=None, attempt=1)
    until(lambda: served.store.run(run).attempt == 2 and life(orphan) == "gone")


def test_the_app_may_be_killed_at_any_time(host, home):
    app = (
        "from kt_core import client; import time; client.start_host(); print('up', flush=True);"
        "time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", app], cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ}
    )
    assert process.stdout.readline() == b"up\n"
    engine = client.info()["process"]
    kill(process)
    process.wait()
    process.stdout.close()
    time.sleep(0.5)
    assert life(engine) == "running"
    until(lambda: client.state() in ("warming", "ready"))
    client.stop_host()
    assert life(engine) == "gone"


@pytest.mark.parametrize("start", ["fork", "spawn"])
def test_both_ways_to_start_processes_do_the_same(host, start):
    host.start(KT_START=start)
    assert client.info()["start"] == {"fork": "forks", "spawn": "spawns"}[start]
    run, killed = host.queue("fine"), host.at_work()
    kill(host.store.run(killed).handle)
    host.comes_to(run, "finished")
    until(lambda: host.store.run(killed).attempt == 2)
    assert client.ask("apart_echo", timeout=PATIENCE, word="a")["word"] == "a"
