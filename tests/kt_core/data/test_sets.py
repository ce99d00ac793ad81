import numpy as np
import pytest

from kt_core.data import available, card, load, x_test
from kt_core.data.sets import file, labels
from kt_core.engine.fetch import fetch
from kt_core.problems import ProblemError


def test_each_set_has_the_counts_shapes_and_types_of_its_card(kind):
    facts, arrays = card(kind), load(kind)
    assert arrays.x_train.shape == (facts.train, *facts.shape)
    assert arrays.x_test.shape == (facts.test, *facts.shape)
    dtype = "uint8" if facts.modality == "image" else "float32"
    assert arrays.x_train.dtype == arrays.x_test.dtype == dtype
    for y in (arrays.y_train, arrays.y_test):
        if facts.classes:
            assert y.dtype == "int64"
            assert np.array_equal(np.unique(y), np.arange(len(facts.classes)))
        else:
            assert y.dtype == "float32" and y.shape[1:] == (max(1, len(facts.labels)),)


def test_images_use_their_whole_range_of_values(kind):
    facts = card(kind)
    if facts.modality == "image":
        assert load(kind).x_train.max() == facts.largest


def test_the_size_on_the_card_is_the_size_of_the_file_or_of_what_is_generated(kind):
    generated = card(kind).origin == "generated"
    size = sum(a.nbytes for a in load(kind)) if generated else file(kind).stat().st_size
    assert size == pytest.approx(card(kind).size_bytes, rel=0.1)


def test_the_embedded_sets_are_there_without_anything_having_been_fetched():
    assert available("mnist_5k") and available("fashion_mnist_12k")
    assert not available("iris") and not available("cifar10")


def test_the_embedded_digits_are_four_hundred_and_a_hundred_of_each():
    arrays = load("mnist_5k")
    assert np.bincount(arrays.y_train).tolist() == [400] * 10
    assert np.bincount(arrays.y_test).tolist() == [100] * 10


def test_labels_can_be_read_alone(kind):
    assert np.array_equal(labels(kind), load(kind).y_train)


def test_the_test_part_can_be_read_alone_and_is_read_once(kind):
    assert np.array_equal(x_test(kind), load(kind).x_test)
    assert x_test(kind) is x_test(kind)
    assert not x_test(kind).flags.writeable


def test_a_set_that_is_not_stored_yet_is_a_problem_that_says_so():
    with pytest.raises(ProblemError) as caught:
        load("iris")
    assert caught.value.problems[0].code == "data_not_stored"


def test_a_set_that_is_not_downloaded_names_file_folder_and_nearest_set(tmp_path):
    with pytest.raises(ProblemError) as caught:
        load("cifar10")
    [problem] = caught.value.problems
    assert problem.code == "data_not_downloaded"
    assert "cifar-10-batches-py-target_archive" in problem.values["files"][0]
    assert problem.values["folder"] == str(tmp_path / "keras" / "datasets")
    assert problem.fix.patch[0]["value"] == "fashion_mnist_12k"


def damage_labels(arrays):
    arrays["y_test"] = arrays["y_test"] + 1


def damage_shape(arrays):
    arrays["x_train"] = arrays["x_train"][:, :3]


def damage_type(arrays):
    arrays["x_test"] = arrays["x_test"].astype("float64")


def damage_names(arrays):
    del arrays["x_test"]


DAMAGES = [damage_labels, damage_shape, damage_type, damage_names]


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_a_file_that_is_not_what_the_card_promises_is_refused_by_name(damage):
    fetch("iris")
    with np.load(file("iris")) as stored:
        arrays = {name: stored[name] for name in stored.files}
    damage(arrays)
    np.savez(file("iris"), **arrays)
    with pytest.raises(ProblemError) as caught:
        load("iris")
    [problem] = caught.value.problems
    assert problem.code == "data_file_damaged"
    assert problem.values["file"] == str(file("iris"))


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_archive_is_refused(content):
    fetch("iris")
    file("iris").write_bytes(content)
    for read in (load, labels):
        with pytest.raises(ProblemError):
            read("iris")


def test_a_file_with_pickled_objects_is_refused_without_unpickling():
    fetch("iris")
    np.savez(file("iris"), x_train=np.array([print], dtype=object), allow_pickle=True)
    with pytest.raises(ProblemError) as caught:
        load("iris")
    assert caught.value.problems[0].code == "data_file_damaged"
