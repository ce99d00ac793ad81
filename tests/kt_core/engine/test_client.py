"""The engine's client: says when nobody is there, waits when somebody is coming."""

import json
import os
import stat
import sys

import pytest

from kt_core import client
from kt_core.engine import address
from kt_core.engine.fingerprint import fingerprint
from kt_core.problems import ProblemError
from tests.kt_core.engine.running_host import PATIENCE, RunningHost, kill, until

pytestmark = pytest.mark.process


def test_without_a_host_the_engine_is_away(home):
    assert client.state() == "away"
    with pytest.raises(client.EngineAway):
        client.ask("echo", timeout=1)


def test_a_run_may_be_submitted_while_the_engine_is_away(home):
    client.submit("a" * 24)


def test_the_host_says_what_it_is(host):
    process = host.start()
    said = client.info()
    assert (said["state"], said["code"]) == ("ready", fingerprint())
    assert said["process"]["pid"] == process.pid
    assert said["slots"] >= 1


def test_slots_come_from_the_environment(host):
    host.start(KT_EXECUTOR="local://?slots=5")
    assert client.info()["slots"] == 5


def test_an_executor_nobody_knows_stops_the_host_with_a_reason(host):
    process = host.start(KT_EXECUTOR="rocket://moon")
    assert process.wait(PATIENCE) == 1
    assert "executor_unknown" in (host.home / "engine.log").read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="there is a zygote on Linux only")
def test_an_engine_whose_imports_always_crash_says_so(host):
    host.start(modules=["tests.kt_core.engine.deadly_import"], state="warming")
    with pytest.raises(ProblemError, match="engine_broken") as caught:
        client.ask("echo", timeout=PATIENCE)
    assert caught.value.problems[0].values["reason"] == "SIGILL"


def test_a_warming_engine_is_waited_for(host):
    host.start(modules=["tests.kt_core.engine.slow_import"], state="warming")
    with pytest.raises(client.EngineAway, match="warming"):
        client.ask("echo", timeout=0.1)
    (host.home / "imported").touch()
    assert client.ask("echo", timeout=PATIENCE, word="a")["word"] == "a"


def test_a_starter_joins_the_host_that_runs_the_same_code(host):
    process = host.start()
    client.start_host()
    client.start_host()
    assert client.info()["process"]["pid"] == process.pid
    client.stop_host()
    assert process.wait(PATIENCE) == 0


@pytest.mark.engine
def test_a_host_that_dies_under_an_app_is_started_again(host):
    host.start()
    client.start_host()
    kill(client.info()["process"])
    until(lambda: client.state() != "away")
    client.stop_host()
    assert client.state() == "away"


def test_a_folder_with_a_long_name_is_served_through_a_guarded_port(tmp_path, monkeypatch):
    home = tmp_path / ("long" * 30)
    monkeypatch.setenv("KT_HOME", str(home))
    home.mkdir()
    host = RunningHost(home)
    host.start()
    said = json.loads((home / "engine.json").read_text())
    if os.name == "posix":
        assert stat.S_IMODE((home / "engine.json").stat().st_mode) == 0o600
    assert client.ask("echo", timeout=PATIENCE, word="a")["word"] == "a"
    (home / "engine.json").write_text(json.dumps({**said, "token": "guessed"}))
    with pytest.raises(client.EngineAway):
        client.ask("echo", timeout=PATIENCE, word="a")
    host.close()
    assert not (home / "engine.json").exists()


def test_half_a_request_does_not_hold_up_others(host):
    host.start()
    connections = [address.connect(5) for _ in range(3)]
    for connection, sent in zip(connections, (b"", b'{"do": "ec', b"[1]\n"), strict=True):
        connection.sendall(sent)
    assert client.ask("echo", timeout=PATIENCE, word="a")["word"] == "a"
    for connection in connections:
        connection.close()
