import inspect
import json

import numpy as np
import pytest
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from kt_core.data import folds, load, preparation
from kt_core.data.preparation import (
    encode_labels,
    fair_shares,
    measure,
    prepare_arrays,
    scale,
    split_rows,
    with_test_part,
)

LABELS = np.repeat([0, 1, 2], [500, 90, 10])


def test_kept_and_held_rows_are_disjoint_ascending_and_complete():
    kept, held = split_rows(LABELS, fraction=0.25, seed=1, stratified=True)
    assert np.array_equal(np.sort(np.concatenate([kept, held])), np.arange(600))
    assert np.all(np.diff(kept) > 0) and np.all(np.diff(held) > 0)


@pytest.mark.parametrize("fraction", [0.01, 0.07, 0.2, 1 / 3, 0.5, 0.9])
@pytest.mark.parametrize("stratified", [True, False])
def test_the_fraction_is_kept_to_the_nearest_whole_example(fraction, stratified):
    _, held = split_rows(LABELS, fraction=fraction, seed=1, stratified=stratified)
    assert len(held) == round(600 * fraction)


@pytest.mark.parametrize("fraction", [0.1, 0.2, 0.37])
def test_each_class_gives_the_share_that_scikit_learn_takes(fraction):
    _, held = split_rows(LABELS, fraction=fraction, seed=5, stratified=True)
    _, theirs = train_test_split(LABELS, test_size=fraction, stratify=LABELS, random_state=5)
    assert np.abs(np.bincount(LABELS[held]) - np.bincount(theirs)).max() <= 1


def test_the_seed_decides_which_rows_are_held():
    rows = [split_rows(LABELS, fraction=0.2, seed=seed, stratified=True)[1] for seed in (3, 3, 4)]
    assert np.array_equal(rows[0], rows[1])
    assert not np.array_equal(rows[0], rows[2])


def test_the_draw_stays_the_same_in_every_version():
    _, held = split_rows(np.repeat([0, 1], 8), fraction=0.25, seed=7, stratified=True)
    assert held.tolist() == [2, 5, 11, 13]


def test_shares_add_up_and_leftovers_go_to_the_largest_remainders():
    assert fair_shares([50, 30, 20], 7).tolist() == [4, 2, 1]
    assert fair_shares([1, 1, 1], 2).tolist() == [1, 1, 0]
    assert fair_shares([5, 5], 0).tolist() == [0, 0]


def test_the_test_part_is_a_fifth_with_the_same_mixture_and_always_the_same():
    x = np.arange(600.0).reshape(-1, 1)
    first, again = (with_test_part(x, LABELS, stratified=True) for _ in range(2))
    assert np.bincount(first["y_test"]).tolist() == [100, 18, 2]
    assert np.array_equal(first["x_test"], again["x_test"])
    assert not set(first["x_test"].ravel()) & set(first["x_train"].ravel())


def test_standard_scaling_of_a_table_is_scikit_learns(stored):
    x = load("wine").x_train
    statistics = measure(x, scaling="standard")
    theirs = StandardScaler().fit(x.astype("float64"))
    assert np.allclose(statistics["subtract"], theirs.mean_, rtol=1e-12)
    assert np.allclose(statistics["divide"], theirs.scale_, rtol=1e-12)
    assert np.allclose(scale(x, statistics), theirs.transform(x.astype("float64")), atol=1e-4)


def test_unit_scaling_of_a_table_is_scikit_learns(stored):
    x = load("wine").x_train
    ours = scale(x, measure(x, scaling="unit"))
    assert np.allclose(ours, MinMaxScaler().fit_transform(x), atol=1e-6)
    assert ours.min() == 0 and ours.max() == 1


def test_unit_scaling_of_images_divides_by_the_largest_possible_value():
    x = np.array([[[[0]], [[51]]]], dtype="uint8")
    statistics = measure(x, scaling="unit", largest=255)
    assert statistics == {"scaling": "unit", "subtract": 0.0, "divide": 255.0}
    assert np.array_equal(scale(x, statistics), x.astype("float32") / 255)


def test_standard_scaling_of_images_uses_one_pair_for_all_pixels():
    x = load("mnist_5k").x_train
    statistics = measure(x, scaling="standard", largest=255)
    assert statistics["subtract"] == pytest.approx(x.mean(dtype="float64"), rel=1e-12)
    assert statistics["divide"] == pytest.approx(x.std(dtype="float64"), rel=1e-12)


def test_no_scaling_changes_nothing_but_the_type():
    x = np.array([[3, 250]], dtype="uint8")
    scaled = scale(x, measure(x, scaling="none", largest=255))
    assert scaled.dtype == "float32" and scaled.tolist() == [[3.0, 250.0]]


@pytest.mark.parametrize("scaling", ["unit", "standard"])
def test_a_column_that_never_changes_becomes_zero(scaling):
    x = np.full((1003, 2), 0.1, dtype="float32")
    x[:, 1] = np.arange(1003)
    scaled = scale(x, measure(x, scaling=scaling))
    assert np.isfinite(scaled).all()
    assert np.array_equal(scaled[:, 0], np.zeros(1003))


def test_black_images_stay_black_and_keep_their_divisor():
    x = np.zeros((2, 3, 3, 1), dtype="uint8")
    assert measure(x, scaling="unit", largest=255)["divide"] == 255.0
    assert measure(x, scaling="standard", largest=255)["divide"] == 1.0


@pytest.mark.parametrize("scaling", ["none", "unit", "standard"])
def test_statistics_survive_json_to_the_last_bit(scaling, stored):
    statistics = measure(load("breast_cancer").x_train, scaling=scaling)
    assert json.loads(json.dumps(statistics)) == statistics


def test_scaling_leaves_its_input_alone():
    x = np.arange(6, dtype="float32").reshape(3, 2)
    before = x.copy()
    scale(x, measure(x, scaling="standard"))
    assert np.array_equal(x, before)


def test_labels_take_the_shape_that_losses_expect():
    y = np.array([0, 1, 1])
    assert encode_labels(y, classes=3).tolist() == [0, 1, 1]
    assert encode_labels(y, classes=2).tolist() == [[0], [1], [1]]
    assert encode_labels(y, classes=3, one_hot=True).tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 0]]
    assert encode_labels(np.array([0.5]), classes=None).tolist() == [[0.5]]


def test_statistics_come_from_the_training_rows_only():
    raw = {
        "x_train": np.arange(20, dtype="float32").reshape(10, 2),
        "y_train": np.repeat([0, 1], 5),
        "x_test": np.full((2, 2), 1e6, dtype="float32"),
        "y_test": np.array([0, 1]),
    }
    rows = split_rows(raw["y_train"], fraction=0.2, seed=0, stratified=True)
    settings = {"rows": rows, "scaling": "standard", "largest": None}
    parts = prepare_arrays(raw, **settings)
    raw["x_train"][parts["val_rows"]] = -1e6
    assert prepare_arrays(raw, **settings)["statistics"] == parts["statistics"]


@pytest.mark.parametrize("module", [preparation, folds])
def test_the_functions_stand_on_their_own(module):
    names = {}
    source = inspect.getsource(module)
    assert "kt_core" not in source and "import" in source
    exec(compile(source, "alone.py", "exec"), names)
    defined = {name for name, _ in inspect.getmembers(module, inspect.isfunction)}
    assert set(names) - {"__builtins__", "np"} >= defined
    assert names["np"] is np
