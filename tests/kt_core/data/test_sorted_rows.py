"""Sorted sets: said on the data page, and harmless, since no rows are taken in order."""

import numpy as np
import pytest

from kt_core.data import in_order
from kt_core.data.folds import fold_numbers
from kt_core.data.preparation import split_rows, with_test_part
from kt_core.data.sets import file
from kt_core.engine.fetch import fetch

SORTED = np.repeat(np.arange(3), 50)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))


def stored(y):
    file("iris").parent.mkdir(parents=True, exist_ok=True)
    x = np.arange(4 * len(y), dtype="float32").reshape(-1, 4)
    np.savez(file("iris"), x_train=x, y_train=y, x_test=x[:5], y_test=y[:5])
    return in_order("iris")


@pytest.mark.process
def test_iris_comes_in_the_order_of_its_classes():
    fetch("iris")
    assert in_order("iris")
    assert not in_order("mnist_5k")


def test_one_row_out_of_place_or_one_class_is_no_order():
    assert stored(SORTED)
    assert not stored(np.r_[SORTED, 0])
    assert not stored(np.zeros(50, int))


@pytest.mark.parametrize("stratified", [True, False])
def test_each_part_of_a_sorted_set_has_every_class(stratified):
    kept, held = split_rows(SORTED, fraction=0.2, seed=3, stratified=stratified)
    test = with_test_part(SORTED, SORTED, stratified=stratified)["y_test"]
    folds = fold_numbers(SORTED, folds=5, seed=3, stratified=stratified)
    parts = [SORTED[kept], SORTED[held], test, *(SORTED[folds == n] for n in range(5))]
    for part in parts:
        assert set(part) == {0, 1, 2}
        assert np.bincount(part).max() < 0.7 * len(part)
