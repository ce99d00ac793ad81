"""Facts of the data: what guessing gives, which rows are met twice."""

import numpy as np
import pytest

from kt_core.diagnosis.facts import entropy, facts, hashes, seen_again


def arrays(x, y, x_val=None, y_val=None):
    return {"x_train": x, "y_train": y, "x_val": x_val, "y_val": y_val}


def test_rows_of_validation_that_are_rows_of_training_are_counted():
    x = np.random.RandomState(0).normal(size=(500, 4, 3, 1)).astype("float32")
    held = x[:50].copy()
    held[10:] += 1e-6
    assert seen_again(x, held) == 10


def test_equal_rows_have_equal_hashes_wherever_they_stand():
    x = np.random.RandomState(0).normal(size=(5001, 7)).astype("float32")
    assert len(np.unique(hashes(x))) == 5001
    assert (hashes(x[::-1])[::-1] == hashes(x)).all()


def test_guessing_a_class_costs_the_entropy_of_the_shares():
    assert entropy([10, 10, 10, 10]) == pytest.approx(np.log(4))
    assert entropy([7, 0]) == 0.0


@pytest.mark.parametrize("one_hot", [False, True])
def test_classes_are_counted_in_both_parts(one_hot):
    y = np.array([0, 1, 1, 2])
    given = np.eye(3, dtype="float32")[y] if one_hot else y
    found = facts(
        arrays(np.zeros((4, 2), "float32"), given, np.ones((4, 2), "float32"), given),
        labels="one_hot" if one_hot else "integer",
        classes=("a", "b", "c"),
    )
    assert found["classes"] == {"train": [1, 2, 1], "validation": [1, 2, 1]}
    assert (found["train"], found["validation"], found["again"]) == (4, 4, 0)


def test_guessing_values_is_their_mean_or_median():
    y = np.array([[1.0], [2.0], [9.0]], dtype="float32")
    found = facts(arrays(np.zeros((3, 2), "float32"), y), labels="integer", classes=())
    assert found["guess"]["squares"] == pytest.approx(np.var([1, 2, 9]))
    assert found["guess"]["distances"] == pytest.approx(8 / 3)
    assert found["target"]["mean"] == pytest.approx(4.0)


def test_an_autoencoder_is_compared_with_each_pixels_mean():
    x = np.array([[0.0, 1.0], [1.0, 1.0]], dtype="float32")
    found = facts(arrays(x, x), labels="input", classes=())
    assert found["guess"]["squares"] == pytest.approx(0.125)
    assert found["guess"]["crossentropy"] == pytest.approx(np.log(2) / 2, rel=1e-6)
    assert found["floor"]["crossentropy"] == pytest.approx(0.0, abs=1e-9)
