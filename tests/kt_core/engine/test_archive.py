"""The structure of a `.keras` archive: what Keras writes is read, anything else is refused."""

import json
import struct
import zipfile

import pytest

from kt_core.engine import archive, kt_member
from kt_core.problems import ProblemError
from kt_core.texts import render
from tests.kt_core.engine.saved_models import DENSE, keras_file


def refused(path):
    with pytest.raises(ProblemError) as raised:
        archive.read(path)
    render(raised.value.problems[0])
    return raised.value.problems[0].code


def test_the_members_of_a_good_archive_are_read(tmp_path):
    path = keras_file(tmp_path / "m.keras")
    kt_member.add(path, {"classes": ["a", "b"]})
    found = archive.read(path)
    assert found.config == DENSE
    assert found.metadata["keras_version"] == "3.15.1"
    assert found.member["classes"] == ["a", "b"]
    assert found.weights.startswith(b"\x89HDF")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"model__weights__h5": None}, "model_without_weights"),
        ({"evil__py": "import os"}, "model_archive_members"),
        ({"../up__json": "{}"}, "model_archive_members"),
        ({"assets/vocabulary__txt": "a"}, "model_assets"),
        ({"Config__JSON": "{}"}, "model_archive_manipulated"),
        ({"config__json": "{"}, "model_config_broken"),
        ({"config__json": "[]"}, "model_config_broken"),
        ({"config__json": "[" * 100_000}, "model_config_broken"),
        ({"config__json": '{"a":' * 500 + "1" + "}" * 500}, "model_too_deep"),
        ({"metadata__json": "x" * 200_000}, "model_member_too_large"),
    ],
)
def test_an_archive_with_other_members_is_refused(tmp_path, changed, code):
    assert refused(keras_file(tmp_path / "m.keras", **changed)) == code


def test_a_member_of_ours_that_is_no_json_object_is_as_good_as_empty(tmp_path):
    assert archive.read(keras_file(tmp_path / "m.keras", kt__json="]")).member == {}


def test_two_members_of_the_same_name_are_refused(tmp_path):
    path = keras_file(tmp_path / "m.keras")
    with zipfile.ZipFile(path, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("config.json", "{}")
    assert refused(path) == "model_archive_manipulated"


@pytest.mark.parametrize("where", ["before", "after", "between"])
def test_foreign_bytes_around_the_members_are_refused(tmp_path, where):
    path = keras_file(tmp_path / "m.keras")
    content = path.read_bytes()
    if where == "before":
        path.write_bytes(b"#!/bin/sh\n" + content)
        with pytest.raises(ProblemError):
            archive.read(path)
        return
    if where == "after":
        content = content + b"PK-trailer"
    else:
        place = content.index(b"PK\x01\x02")
        end = content.index(b"PK\x05\x06")
        start = struct.pack("<L", place + 5)
        content = (
            content[:place] + b"extra" + content[place : end + 16] + start + content[end + 20 :]
        )
    path.write_bytes(content)
    assert refused(path) in ("model_archive_manipulated", "model_archive_broken")


def test_members_that_share_their_bytes_are_refused(tmp_path):
    path = keras_file(tmp_path / "m.keras")
    content = bytearray(path.read_bytes())
    entries = [at for at in range(len(content)) if content[at : at + 4] == b"PK\x01\x02"]
    first, second = entries[0], entries[1]
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    path.write_bytes(content)
    assert refused(path) in ("model_archive_manipulated", "model_archive_broken")


def test_an_encrypted_archive_is_refused(tmp_path):
    path = keras_file(tmp_path / "m.keras")
    content = bytearray(path.read_bytes())
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(magic)
        content[at + place] |= 1
    path.write_bytes(content)
    assert refused(path) == "model_archive_locked"


def test_a_symbolic_link_is_refused(tmp_path):
    path = tmp_path / "m.keras"
    with zipfile.ZipFile(path, "w") as file:
        link = zipfile.ZipInfo("config.json")
        link.external_attr = 0o120777 << 16
        file.writestr(link, "/etc/passwd")
    assert refused(path) == "model_archive_manipulated"


def test_a_member_that_unfolds_too_far_is_refused(tmp_path):
    path = tmp_path / "m.keras"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("config.json", json.dumps(DENSE))
        file.writestr("model.weights.h5", b"\0" * 30_000_000)
    assert refused(path) == "model_archive_hollow"


def test_damage_is_noticed_by_the_checksum(tmp_path):
    path = keras_file(tmp_path / "m.keras")
    content = bytearray(path.read_bytes())
    at = content.index(b"Sequential")
    content[at] ^= 1
    path.write_bytes(content)
    assert refused(path) == "model_archive_broken"
