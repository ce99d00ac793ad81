"""Files in a run's folder are whole or not there, whatever happens to the writer."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kt_core.problems import ProblemError
from kt_core.runs import folder, sweep, write_atomic

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from kt_core.runs import write_atomic
path = Path(sys.argv[1])
number = 0
while True:
    write_atomic(path, bytes([number % 256]) * 3_000_000)
    print(number, flush=True)
    number += 1
"""


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    return tmp_path


def test_a_file_is_written_from_bytes_or_by_a_function(home):
    write_atomic(home / "a.txt", b"whole")
    write_atomic(home / "b.keras", lambda aside: aside.write_bytes(aside.suffix.encode()))
    assert (home / "a.txt").read_bytes() == b"whole"
    assert (home / "b.keras").read_bytes() == b".keras"
    assert sorted(path.name for path in home.iterdir()) == ["a.txt", "b.keras"]


def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(home):
    write_atomic(home / "a", b"old")

    def fail(aside: Path):
        aside.write_bytes(b"half")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        write_atomic(home / "a", fail)
    assert [(path.name, path.read_bytes()) for path in home.iterdir()] == [("a", b"old")]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_a_problem_and_the_old_file_stays(home):
    write_atomic(home / "a", b"old")
    with pytest.raises(ProblemError, match="disk_full"):
        write_atomic(home / "a", lambda _aside: Path("/dev/full").write_bytes(b"x"))
    assert (home / "a").read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
def test_a_writer_killed_at_any_moment_never_leaves_half_a_file(home):
    for delay in (0.0, 0.003, 0.007, 0.011):
        command = [sys.executable, "-c", WRITE_FOR_EVER, str(home / "model")]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(delay)
            os.kill(process.pid, signal.SIGKILL)
        content = (home / "model").read_bytes()
        assert len(content) == 3_000_000
        assert len(set(content)) == 1
    sweep(home)
    assert [path.name for path in home.iterdir()] == ["model"]


def test_sweeping_leaves_young_files_to_their_writers(home):
    aside = home / ".kt-aside-x-model"
    aside.write_bytes(b"half")
    assert (sweep(home, older=60), aside.exists()) == (0, True)
    assert (sweep(home), aside.exists()) == (1, False)


@pytest.mark.parametrize("strange", ["", "..", "../x", "a/b", "A" * 24, "data", "a" * 23 + "\n"])
def test_only_ids_become_folders(home, strange):
    with pytest.raises(ProblemError, match="run_unknown"):
        folder(strange)
    assert list(home.iterdir()) == []


def test_a_runs_folder_is_made_for_its_owner_only(home):
    made = folder("a" * 24)
    assert made == home / ("a" * 24)
    assert made.is_dir()
    if os.name == "posix":
        assert made.stat().st_mode & 0o077 == 0
