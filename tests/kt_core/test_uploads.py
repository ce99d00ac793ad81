"""Uploads are kept under random names, for a day, and never beyond the room there is."""

import os
import time

import pytest

from kt_core import uploads
from kt_core.problems import ProblemError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    return tmp_path


def test_a_file_is_kept_under_a_name_nobody_can_guess():
    one, other = uploads.keep(b"a"), uploads.keep(b"a")
    assert one.read_bytes() == b"a"
    assert one != other
    assert len(one.name) == 32
    if os.name != "nt":
        assert one.stat().st_mode & 0o077 == 0


def test_files_for_one_question_are_gone_afterwards_whatever_happens():
    with pytest.raises(RuntimeError), uploads.kept([b"a", b"b"]) as files:
        assert [file.read_bytes() for file in files] == [b"a", b"b"]
        raise RuntimeError
    assert not any(file.exists() for file in files)


def test_old_files_go_when_a_new_one_comes():
    old = uploads.keep(b"old")
    past = time.time() - uploads.KEPT_SECONDS - 60
    os.utime(old, (past, past))
    uploads.keep(b"new")
    assert not old.exists()


def test_only_uploads_can_be_dropped(home):
    other = home / "kt.db"
    other.write_bytes(b"facts")
    uploads.drop(other)
    assert other.exists()
    path = uploads.keep(b"a")
    uploads.drop(path)
    uploads.drop(path)
    assert not path.exists()


def test_no_more_is_kept_than_there_is_room_for(monkeypatch):
    monkeypatch.setattr(uploads, "TOTAL_BYTES", 10)
    uploads.keep(b"12345678")
    with pytest.raises(ProblemError) as raised:
        uploads.keep(b"345")
    assert raised.value.problems[0].code == "uploads_full"
