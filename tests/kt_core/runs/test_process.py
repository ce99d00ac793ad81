"""A process is known by pid, start time and boot, so that a reused pid fools nobody."""

import subprocess
import sys
import time

import pytest

from kt_core.runs.locking import held, take
from kt_core.runs.process import identity, kill, life, named

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]


def test_a_living_process_is_found_by_its_name():
    assert life(identity()) == "running"


def test_a_reused_pid_is_somebody_else():
    assert life({**identity(), "started": 1}) == "gone"


def test_after_a_restart_of_the_machine_all_are_gone():
    assert life({**identity(), "boot": "another"}) == "gone"


def test_nothing_is_known_about_another_machine():
    assert life({**identity(), "boot": "another", "node": "elsewhere"}) == "unknown"


def test_a_zombie_is_gone():
    process = subprocess.Popen(SLEEP)
    handle = identity(process.pid)
    process.kill()
    deadline = time.monotonic() + 60
    while life(handle) == "running" and time.monotonic() < deadline:
        time.sleep(0.01)
    assert life(handle) == "gone"
    assert life(named(process.pid)) == "gone"
    process.wait()


def test_a_process_that_never_was_has_no_identity():
    with pytest.raises(ProcessLookupError):
        identity(2**22 + 1)


def test_only_the_process_that_is_meant_is_killed():
    with subprocess.Popen(SLEEP) as process:
        handle = identity(process.pid)
        kill({**handle, "started": 1})
        assert life(handle) == "running"
        kill(handle)
        assert process.wait(60) != 0


def test_a_lock_is_held_by_one_until_it_is_closed(tmp_path):
    import os

    first = take(tmp_path / "lock")
    assert first is not None
    assert take(tmp_path / "lock") is None
    os.close(first)
    with held(tmp_path / "lock"):
        assert take(tmp_path / "lock") is None
