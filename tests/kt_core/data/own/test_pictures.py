"""Folders of pictures become a set whose pixels are those that "Try it" would make of them."""

import zipfile

import numpy as np
import pytest

from kt_core.data.own.pictures import described
from kt_core.data.own.sorting import sorted_files
from kt_core.data.own.taking import inspect
from kt_core.images import Choices, foreign_statistics, prepare, target_of
from kt_core.problems import ProblemError
from tests.kt_core.data.own.files import class_folders, laid, picture, zipped

GREY = {"size": [8, 8], "colour": "grey", "frame": "fit", "repeated": "drop"}


def refusal(call, *arguments):
    with pytest.raises(ProblemError) as raised:
        call(*arguments)
    return raised.value.problems[0].code


def test_folders_are_classes_and_a_fifth_is_set_apart(tmp_path):
    path = class_folders(tmp_path / "pets.zip", each=10)
    arrays, facts, report = laid(path, GREY)
    assert facts["classes"] == ("cat", "dog")
    assert arrays.x_train.shape == (16, 8, 8, 1) and arrays.x_test.shape == (4, 8, 8, 1)
    assert arrays.x_train.dtype == "uint8" and arrays.y_train.dtype == "int64"
    assert np.bincount(arrays.y_test).tolist() == [2, 2]
    assert report["lost"] == 0


def test_a_picture_to_learn_from_and_one_to_try_have_the_same_pixels(tmp_path):
    content = picture(3, size=(31, 17), mode="RGB")
    path = zipped(
        tmp_path / "p.zip",
        {"a/1.png": content, "a/2.png": picture(1), "b/1.png": picture(4), "b/2.png": picture(5)},
    )
    for frame in ("fit", "crop", "stretch", "centre"):
        options = {"size": [9, 14], "colour": "rgb", "frame": frame}
        arrays, _, _ = laid(path, options)
        tried = prepare(
            content,
            target_of((9, 14, 3)),
            statistics=foreign_statistics("none"),
            choices=Choices(frame=frame),
        )
        rows = np.concatenate([arrays.x_train, arrays.x_test])
        assert (rows == tried.tensor).all(axis=(1, 2, 3)).sum() == 1


def test_folders_called_train_and_test_are_kept_apart(tmp_path):
    files = {}
    for part, first in (("train", 0), ("validation", 50), ("Test", 90)):
        for at, name in enumerate(("no", "yes")):
            for number in range(3):
                files[f"set/{part}/{name}/{number}.png"] = picture(first + 10 * at + number)
    arrays, facts, _ = laid(zipped(tmp_path / "s.zip", files), GREY)
    assert facts["classes"] == ("no", "yes")
    assert len(arrays.y_train) == 12 and len(arrays.y_test) == 6


def test_a_class_that_is_called_test_is_a_class(tmp_path):
    path = class_folders(tmp_path / "t.zip", classes=("test", "train"), root="")
    assert laid(path, GREY)[1]["classes"] == ("test", "train")


def test_what_can_not_be_read_is_left_out_by_name(tmp_path):
    files = {f"{name}/{n}.png": picture(100 * ord(name) + n) for name in "ab" for n in range(4)}
    files |= {"a/broken.png": picture(9)[:60], "b/notes.txt": b"hello", "a/empty.jpg": b""}
    path = zipped(tmp_path / "z.zip", files)
    arrays, _, report = laid(path, GREY)
    assert sorted(each["file"] for each in report["left_out"]) == ["a/broken.png", "a/empty.jpg"]
    assert len(arrays.y_train) + len(arrays.y_test) == 8
    left = {each["file"]: each["problem"]["code"] for each in described(path)["left_out"]}
    assert left["b/notes.txt"] == "own_file_unused" and left["a/empty.jpg"] == "image_empty"


def test_pictures_met_twice_go_and_equal_ones_of_two_classes_both_go(tmp_path):
    files = {f"{name}/{n}.png": picture(100 * ord(name) + n) for name in "ab" for n in range(5)}
    files["a/again.png"] = files["a/0.png"]
    files["b/cat_or_dog.png"] = files["a/torn.png"] = picture(77)
    arrays, _, report = laid(zipped(tmp_path / "z.zip", files), GREY)
    assert len(arrays.y_train) + len(arrays.y_test) == 10
    assert report["repeated"] == 2 and report["dropped"] == 3
    assert report["contradicting"] == [["a/torn.png", "b/cat_or_dog.png"]]
    kept, _, _ = laid(zipped(tmp_path / "z.zip", files), {**GREY, "repeated": "keep"})
    assert len(kept.y_train) + len(kept.y_test) == 13


def test_a_picture_of_both_parts_stays_in_the_test(tmp_path):
    files = {f"train/{c}/{n}.png": picture(100 * ord(c) + n) for c in "ab" for n in range(3)}
    files |= {f"test/{c}/{n}.png": picture(50 + 100 * ord(c) + n) for c in "ab" for n in range(2)}
    files["test/a/seen.png"] = files["train/a/0.png"]
    arrays, _, report = laid(zipped(tmp_path / "z.zip", files), GREY)
    assert (len(arrays.y_train), len(arrays.y_test)) == (5, 5)
    assert report["repeated_across"] == 1


def test_the_size_that_all_have_is_suggested_else_a_usual_one(tmp_path):
    same = described(class_folders(tmp_path / "a.zip"))
    assert same["suggested"]["size"] == [10, 12] and same["suggested"]["colour"] == "grey"
    files = {
        f"{c}/{n}.png": picture(n, size=(20 + n, 30), mode="RGB") for c in "ab" for n in range(2)
    }
    mixed = described(zipped(tmp_path / "b.zip", files))
    assert mixed["suggested"]["size"] == [64, 64] and mixed["suggested"]["colour"] == "rgb"


def test_names_in_gbk_are_read_as_they_were_meant(tmp_path):
    path = tmp_path / "g.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("cats", "dog"):
            for number in range(2):
                archive.writestr(f"{name}/{number}.png", picture(100 * ord(name[0]) + number))
    raw = path.read_bytes().replace(b"cats/", "小猫".encode("gbk") + b"/")
    path.write_bytes(raw)
    assert laid(path, GREY)[1]["classes"] == ("dog", "小猫")


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({}, "own_zip_empty"),
        ({"readme.txt": b"x"}, "own_no_pictures"),
        ({"1.png": picture(1), "2.png": picture(2)}, "own_no_classes"),
        ({"a/1.png": picture(1), "a/2.png": picture(2)}, "own_one_class"),
        ({"a/1.png": picture(1), "a/2.png": picture(2), "b/1.png": picture(3)}, "own_class_single"),
        ({"../a/1.png": picture(1), "b/1.png": picture(2)}, "own_zip_path"),
        ({"/etc/a/1.png": picture(1), "b/1.png": picture(2)}, "own_zip_path"),
        ({"C:/a/1.png": picture(1), "b/1.png": picture(2)}, "own_zip_path"),
        ({f"{n}/{m}.png": b"x" for n in range(201) for m in "ab"}, "own_many_classes"),
    ],
)
def test_what_is_no_set_of_classes_is_refused_with_its_reason(tmp_path, files, code):
    assert refusal(described, zipped(tmp_path / "z.zip", files)) == code


def test_zips_that_lead_elsewhere_or_are_broken_are_refused(tmp_path):
    whole = class_folders(tmp_path / "z.zip").read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    assert refusal(inspect, str(cut)) == "own_zip_broken"
    link = tmp_path / "link.zip"
    with zipfile.ZipFile(link, "w") as archive:
        info = zipfile.ZipInfo("a/1.png")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    assert refusal(described, link) == "own_zip_link"
    locked = tmp_path / "locked.zip"
    locked.write_bytes(whole)
    patched = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = patched.find(mark)
        while place >= 0:
            patched[place + at] |= 1
            place = patched.find(mark, place + 4)
    locked.write_bytes(bytes(patched))
    assert refusal(described, locked) == "own_zip_locked"


def test_a_zip_that_unfolds_without_end_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("a/1.png", "a/2.png", "b/1.png"):
            with archive.open(name, "w", force_zip64=True) as stream:
                for _ in range(350):
                    stream.write(bytes(1_000_000))
    assert path.stat().st_size < 2_000_000
    assert refusal(described, path) == "own_zip_ratio"


def test_a_folder_of_the_server_is_taken_like_a_zip_without_following_links_out(tmp_path):
    place, outside = tmp_path / "set", tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.png").write_bytes(picture(99))
    for name in ("a", "b"):
        (place / name).mkdir(parents=True)
        for number in range(3):
            (place / name / f"{number}.png").write_bytes(picture(100 * ord(name) + number))
    (place / "a" / "link.png").symlink_to(outside / "secret.png")
    arrays, _, _ = laid(place, GREY)
    assert len(arrays.y_train) + len(arrays.y_test) == 6


def test_macs_and_windows_own_files_are_no_classes(tmp_path):
    files = {f"{c}/{n}.png": picture(100 * ord(c) + n) for c in "ab" for n in range(2)}
    files |= {"__MACOSX/a/._0.png": b"x", "a/.DS_Store": b"x", "b/Thumbs.db": b"x"}
    path = zipped(tmp_path / "z.zip", files)
    assert described(path)["left_out"] == []
    assert len(laid(path, GREY)[1]["classes"]) == 2


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"size": [0, 8], "colour": "grey"},
        {"size": [8, 300], "colour": "rgb"},
        {"size": [8, 8], "colour": "red"},
        {"size": [8.5, 8], "colour": "rgb"},
        {"size": [True, 8], "colour": "rgb"},
    ],
)
def test_sizes_and_colours_that_make_no_sense_are_refused(tmp_path, options):
    assert refusal(laid, class_folders(tmp_path / "z.zip"), options) == "own_picture_options"


def test_only_pictures_in_folders_are_sorted(tmp_path):
    from kt_core.data.own.members import members

    files = {f"{c}/{n}.png": picture(100 * ord(c) + n) for c in "ab" for n in range(2)}
    with members(zipped(tmp_path / "z.zip", {**files, "cover.png": picture(1)})) as found:
        assert len(sorted_files(found)) == 4
