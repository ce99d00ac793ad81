"""Arrays in an .npz file become a set when they are examples and labels; no pickle is read."""

import io
import zipfile

import numpy as np
import pytest

from kt_core.data.own.arrays import described, taken
from kt_core.data.own.taking import inspect
from kt_core.problems import ProblemError

RANDOM = np.random.default_rng(4)
IMAGES = RANDOM.integers(0, 256, (20, 6, 5), dtype="uint8")
LABELS = np.arange(20) % 2


def stored(path, **arrays):
    np.savez(path, **arrays)
    return path


def refusal(call, *arguments):
    with pytest.raises(ProblemError) as raised:
        call(*arguments)
    return raised.value.problems[0].code


@pytest.mark.parametrize(
    "images", [IMAGES, IMAGES[..., np.newaxis], IMAGES.astype("int64"), IMAGES / 255]
)
def test_pictures_in_any_usual_form_are_the_same_pixels(tmp_path, images):
    path = stored(tmp_path / "a.npz", x=images, y=LABELS)
    assert inspect(str(path))["kind"] == "arrays"
    arrays, facts, _, *_ = taken(path, {})
    found = np.concatenate([arrays.x_train, arrays.x_test])
    assert found.dtype == "uint8" and found.shape == (20, 6, 5, 1)
    assert sorted(found.reshape(20, -1).tolist()) == sorted(IMAGES.reshape(20, -1).tolist())
    assert facts["classes"] == ("0", "1")


def test_parts_of_their_own_are_kept(tmp_path):
    x = RANDOM.normal(size=(12, 3))
    path = stored(
        tmp_path / "a.npz", x_train=x[:8], y_train=x[:8, 0], x_test=x[8:], y_test=x[8:, 0]
    )
    assert described(path)["suggested"]["task"] == "regression"
    arrays, facts, _, *_ = taken(path, {"task": "regression"})
    np.testing.assert_array_equal(arrays.x_test, x[8:].astype("float32"))
    assert arrays.y_train.shape == (8, 1) and facts["columns"] == ("x0", "x1", "x2")


@pytest.mark.parametrize(
    "labels", [np.eye(2)[LABELS], LABELS.reshape(-1, 1), np.array(["a", "b"])[LABELS]]
)
def test_labels_come_as_numbers_words_or_one_hot(tmp_path, labels):
    arrays, facts, _, *_ = taken(stored(tmp_path / "a.npz", x=IMAGES, y=labels), {})
    assert len(facts["classes"]) == 2
    assert np.bincount(np.concatenate([arrays.y_train, arrays.y_test])).tolist() == [10, 10]


@pytest.mark.parametrize(
    ("arrays", "code"),
    [
        ({"images": IMAGES, "y": LABELS}, "own_arrays_names"),
        ({"x": IMAGES, "y": LABELS[:5]}, "own_arrays_lengths"),
        ({"x": IMAGES[:0], "y": LABELS[:0]}, "own_arrays_shape"),
        ({"x": LABELS, "y": LABELS}, "own_arrays_shape"),
        ({"x": np.array(["a"] * 20).reshape(10, 2), "y": LABELS[:10]}, "own_arrays_shape"),
        ({"x": IMAGES * 300.0, "y": LABELS}, "own_arrays_pixels"),
        ({"x": IMAGES - 300.5, "y": LABELS}, "own_arrays_pixels"),
        ({"x": np.where(IMAGES > 9, np.nan, 1.0), "y": LABELS}, "own_arrays_pixels"),
        ({"x": np.zeros((20, 4, 4, 7), "uint8"), "y": LABELS}, "own_arrays_pixels"),
        ({"x": IMAGES, "y": np.zeros(20, "int64")}, "own_target_single"),
        ({"x": IMAGES, "y": np.arange(20)}, "own_class_single"),
        ({"x": IMAGES, "y": RANDOM.normal(size=(20, 3))}, "own_arrays_targets"),
    ],
)
def test_what_is_no_set_is_refused_with_its_reason(tmp_path, arrays, code):
    path = stored(tmp_path / "a.npz", **arrays)
    assert refusal(lambda: (described(path), taken(path, {}))) == code


def test_a_class_must_be_met_in_training(tmp_path):
    given = {"x_train": IMAGES[:9], "y_train": np.arange(9) % 2, "x_test": IMAGES[9:13]}
    path = stored(tmp_path / "a.npz", **given, y_test=np.array([2, 2, 1, 0]))
    assert refusal(taken, path, {}) == "own_class_untrained"


def test_parts_of_different_shape_are_refused(tmp_path):
    given = {"x_train": IMAGES[:9], "y_train": np.arange(9) % 2}
    path = stored(tmp_path / "a.npz", **given, x_test=IMAGES[9:13, :4], y_test=np.arange(4) % 2)
    assert refusal(taken, path, {}) == "own_arrays_differ"


def test_pickled_objects_are_refused_unread(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, x=np.array([{"a": 1}, None], dtype=object), y=LABELS, allow_pickle=True)
    assert refusal(described, path) == "own_arrays_objects"


def test_headers_that_promise_too_much_are_refused(tmp_path):
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (10**6, 10**4)}
    )
    labels = io.BytesIO()
    np.save(labels, LABELS)
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", header.getvalue())
        archive.writestr("y.npy", labels.getvalue())
    assert refusal(described, path) == "own_too_many_values"


def test_a_file_that_only_looks_like_arrays_is_refused(tmp_path):
    path = tmp_path / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", b"not numpy at all")
        archive.writestr("y.npy", b"")
    assert refusal(inspect, str(path)) == "own_arrays_broken"
