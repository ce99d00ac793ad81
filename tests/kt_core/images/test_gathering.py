"""Pictures in files, folders and zips, hostile ones among them."""

import io
import zipfile

import numpy as np
import pytest

from kt_core.images import gathering
from kt_core.images.gathering import one_of, pictures, portions
from kt_core.limits import IMAGES_AT_ONCE
from kt_core.problems import ProblemError
from tests.kt_core.images.odd_pictures import COLOUR, GREY, encoded, zipped

PNG, OTHER = encoded(GREY), encoded(COLOUR)


@pytest.fixture
def file(tmp_path):
    def made(content, name="given.zip"):
        path = tmp_path / name
        path.write_bytes(content)
        return str(path)

    return made


def codes(found):
    return [
        each.content.problems[0].code if isinstance(each.content, ProblemError) else "ok"
        for each in found
    ]


def test_files_and_zips_are_given_picture_by_picture_in_the_order_of_names(file):
    archive = zipped([("b/二.png", OTHER), ("a/one.png", PNG), ("__MACOSX/a/._one.png", b"x")])
    found = list(pictures([file(PNG, "x.png"), file(archive)]))
    assert [each.member for each in found] == [None, "a/one.png", "b/二.png"]
    assert [each.content for each in found] == [PNG, PNG, OTHER]


def test_a_folder_is_read_like_a_zip(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.png").write_bytes(PNG)
    (tmp_path / "b.png").write_bytes(OTHER)
    (found, other) = pictures([str(tmp_path)])
    assert {found.member, other.member} == {"deep/a.png", "b.png"}


def test_a_zip_is_known_by_its_content_whatever_its_name(file):
    (found,) = pictures([file(zipped([("a.png", PNG)]), "photo.png")])
    assert found.content == PNG


def test_two_members_of_one_name_are_both_read(file):
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive = zipped([("a.png", PNG), ("a.png", OTHER)])
    assert [each.content for each in pictures([file(archive)])] == [PNG, OTHER]


def test_a_bad_member_does_not_keep_the_others_from_being_read(file):
    inner = zipped([("x.png", PNG)])
    content = bytearray(zipped([("a.png", PNG), ("b.png", OTHER), ("c.zip", inner)]))
    content[content.index(PNG) + 50] ^= 255  # its check sum is wrong now
    assert codes(pictures([file(bytes(content))])) == ["image_broken", "ok", "image_in_second_zip"]


@pytest.mark.parametrize("name", ["../up.png", "/root.png", "a/../../b.png", "C:\\x.png", "..\\x"])
def test_names_that_lead_outside_are_refused_and_nothing_is_written(file, tmp_path, name):
    path = file(zipped([(name, PNG)]))
    assert codes(pictures([path])) == ["own_zip_path"]
    assert [each.name for each in tmp_path.iterdir()] == ["given.zip"]


def test_an_empty_zip_and_a_broken_one_are_refused(file):
    assert codes(pictures([file(zipped([]))])) == ["own_zip_empty"]
    assert codes(pictures([file(zipped([("a.png", PNG)])[:-30])])) == ["own_zip_broken"]


def test_a_zip_that_unfolds_to_more_than_allowed_is_refused_unread(file):
    members = [(f"{n}.png", b"\0" * 90_000_000) for n in range(12)]
    bomb = zipped(members[:1], compression=zipfile.ZIP_DEFLATED)
    assert codes(pictures([file(bomb)])) == ["image_too_large"]
    assert len(bomb) < 100_000


def test_a_member_larger_than_it_says_is_not_read_beyond_that(file):
    content = bytearray(zipped([("a.png", b"\0" * 5_000_000)], compression=zipfile.ZIP_DEFLATED))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start = archive.start_dir
    content[start + 24 : start + 28] = (100).to_bytes(4, "little")  # the size in its directory
    assert codes(pictures([file(bytes(content))])) == ["image_broken"]


def test_links_and_locked_members_are_refused(file):
    link = zipfile.ZipInfo("a.png")
    link.external_attr = 0o120777 << 16
    assert codes(pictures([file(zipped([(link, "/etc/hostname")]))])) == ["own_zip_link"]
    locked = bytearray(zipped([("a.png", PNG)]))
    with zipfile.ZipFile(io.BytesIO(locked)) as archive:
        locked[archive.start_dir + 8] |= 1
    assert codes(pictures([file(bytes(locked))])) == ["own_zip_locked"]


def test_more_pictures_than_allowed_are_refused(file):
    archive = zipped([(f"{n}.png", b"") for n in range(IMAGES_AT_ONCE + 1)])
    assert codes(pictures([file(archive)])) == ["images_too_many"]


def test_a_file_that_is_gone_says_so(tmp_path):
    assert codes(pictures([str(tmp_path / "gone.png")])) == ["image_missing"]


def test_one_member_can_be_asked_for(file, tmp_path):
    path = tmp_path / "given.zip"
    file(zipped([("a.png", PNG), ("b.png", OTHER)]))
    assert one_of(path, "b.png") == OTHER
    with pytest.raises(ProblemError):
        one_of(path, "c.png")


def test_what_is_read_is_what_was_put_in(file):
    noise = np.random.RandomState(1).bytes(3000)
    (found,) = pictures([file(zipped([("n.png", noise)], compression=zipfile.ZIP_DEFLATED))])
    assert found.content == noise


def test_pictures_beyond_the_megapixels_of_one_question_are_named_and_not_given(file, monkeypatch):
    monkeypatch.setattr(gathering, "PIXELS_AT_ONCE", 2 * COLOUR.shape[0] * COLOUR.shape[1])
    content = encoded(COLOUR)
    files = [file(content, "1.png"), file(b"no picture", "2.png")]
    files.append(file(zipped([("a.png", content), ("b.png", content)]), "3.zip"))
    found = list(pictures(files))
    assert [isinstance(each.content, bytes) for each in found] == [True, True, True, False]
    assert found[3].content.problems[0].code == "images_pixels"


def test_files_are_portioned_by_what_their_headers_say(monkeypatch):
    content = encoded(COLOUR)
    monkeypatch.setattr(gathering, "PIXELS_AT_ONCE", 2 * COLOUR.shape[0] * COLOUR.shape[1])
    assert portions([]) == [range(0)]
    assert portions([content] * 5) == [range(0, 2), range(2, 4), range(4, 5)]
    packed = zipped([("a.png", content)])
    assert portions([content, packed, content]) == [range(1), range(1, 2), range(2, 3)]
    assert portions([b"x"] * 500) == [range(500)]
