"""The room kept on the disk: held once, given back once, never at the cost of a full disk."""

import shutil

import pytest

from kt_core import reserve


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    return tmp_path


def kept(home_folder):
    return sum(file.stat().st_size for file in home_folder.iterdir())


def test_room_is_kept_once_and_given_back_once(home):
    reserve.hold()
    reserve.hold()
    assert kept(home) == reserve.BYTES
    assert [reserve.release(), reserve.release(), kept(home)] == [True, False, 0]


def test_a_nearly_full_disk_keeps_its_last_room(home, monkeypatch):
    nearly = shutil.disk_usage(home)._replace(free=reserve.PLENTY)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: nearly)
    reserve.hold()
    assert kept(home) == 0
