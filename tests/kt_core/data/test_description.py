import numpy as np
import pytest

from kt_core.data import card, describe, example_images, example_rows, load, prepare


def test_sizes_and_balance_count_every_example(kind):
    facts, found = card(kind), describe(kind, split=0.2, seed=1, scaling="none")
    assert found.sizes["train"] + found.sizes["validation"] == facts.train
    assert found.sizes["test"] == facts.test
    if facts.labels:
        assert found.balance["test"] == tuple(load(kind).y_test.sum(axis=0))
    else:
        assert {part: sum(counts) for part, counts in found.balance.items()} == found.sizes
    assert len(found.balance["train"]) == len(facts.names or found.edges[1:])


def test_targets_are_counted_between_the_smallest_and_the_largest(stored):
    edges = describe("diabetes", split=0.2, seed=1, scaling="none").edges
    assert (edges[0], edges[-1]) == (25, 346)


@pytest.mark.parametrize("scaling", ["none", "unit", "standard"])
def test_ranges_before_and_after_scaling_are_those_of_the_prepared_arrays(
    kind, scaling, experiment_with
):
    found = describe(kind, split=0.25, seed=3, scaling=scaling)
    holdout = {"kind": "holdout", "params": {"fraction": 0.25}}
    parts = prepare(experiment_with(kind, seed=3, scaling=scaling, validation=holdout))
    x, axis = parts.x_train.astype("float64"), 0 if card(kind).modality == "table" else None
    assert found.statistics == parts.statistics
    theirs = {"minimum": np.min, "maximum": np.max, "mean": np.mean, "deviation": np.std}
    for name, measured in theirs.items():
        ours = [getattr(column.scaled, name) for column in found.columns]
        assert np.allclose(ours, np.atleast_1d(measured(x, axis=axis)), rtol=1e-5, atol=1e-5)


def test_a_table_has_one_entry_for_each_of_its_columns(stored):
    found = describe("wine", split=None, seed=0, scaling="none")
    assert tuple(column.name for column in found.columns) == card("wine").columns
    assert found.sizes["validation"] == 0
    assert set(found.balance) == {"train", "test"}


def test_examples_are_of_the_class_they_are_shown_for(kind):
    y = load(kind).y_train
    rows = example_rows(kind, per_class=6)
    for label, found in rows.items():
        assert len(set(found)) == 6
        told = y[found, label] if y.ndim == 2 and y.shape[1] > 1 else y[found] == label
        assert label == -1 or told.all()


def test_more_examples_follow_and_begin_again_at_the_end(stored):
    first, second, over = (example_rows("iris", per_class=30, skip=skip)[0] for skip in (0, 30, 40))
    setosa = np.flatnonzero(load("iris").y_train == 0).tolist()
    assert first == setosa[:30]
    assert second == setosa[30:] + setosa[:20]
    assert over == first


def test_example_images_use_the_full_range_of_a_picture(stored):
    images = example_images("digits", [0, 1, 2])
    assert images.shape == (3, 8, 8, 1) and images.dtype == "uint8"
    assert images.max() == 255
