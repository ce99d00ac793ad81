import numpy as np
import pytest

from kt_core.data import card, load, prepare
from kt_core.data.preparation import scale
from kt_core.problems import ProblemError


@pytest.mark.parametrize("scaling", ["none", "unit", "standard"])
def test_each_set_comes_out_as_float32_with_labels_for_its_loss(kind, scaling, experiment_with):
    facts = card(kind)
    parts = prepare(experiment_with(kind, scaling=scaling))
    counts = {"train": round(facts.train * 0.8), "test": facts.test}
    counts["val"] = facts.train - counts["train"]
    for part, count in counts.items():
        x, y = getattr(parts, f"x_{part}"), getattr(parts, f"y_{part}")
        assert x.shape == (count, *facts.shape) and x.dtype == "float32"
        assert np.isfinite(x).all()
        wide = (count, max(1, len(facts.labels)))
        assert y.shape == ((count,) if len(facts.classes) > 2 else wide)


def test_validation_rows_come_from_the_training_part_and_the_test_part_is_untouched(
    kind, experiment_with
):
    raw, parts = load(kind), prepare(experiment_with(kind, seed=4))
    assert not set(parts.train_rows) & set(parts.val_rows)
    assert len(parts.train_rows) + len(parts.val_rows) == len(raw.x_train)
    assert np.array_equal(parts.x_train, raw.x_train[parts.train_rows].astype("float32"))
    assert np.array_equal(parts.x_val, raw.x_train[parts.val_rows].astype("float32"))
    assert np.array_equal(parts.x_test, raw.x_test.astype("float32"))
    assert np.array_equal(parts.test_rows, np.arange(len(raw.x_test)))


def test_each_class_has_the_same_share_in_training_and_validation(kind, experiment_with):
    if not card(kind).classes:
        return
    parts = prepare(experiment_with(kind, seed=4))
    counts = [np.bincount(y.ravel()) for y in (parts.y_train, parts.y_val)]
    whole = np.bincount(load(kind).y_train)
    assert np.abs(counts[1] - whole * 0.2).max() < 1
    assert np.array_equal(counts[0] + counts[1], whole)


def test_a_missing_validation_is_a_fifth_and_null_is_none(experiment_with):
    assert len(prepare(experiment_with("mnist_5k")).x_val) == 800
    parts = prepare(experiment_with("mnist_5k", validation=None))
    assert parts.x_val is None and parts.y_val is None and parts.val_rows is None
    assert len(parts.x_train) == 4000


def test_the_fraction_and_the_seed_of_the_document_decide(experiment_with):
    holdout = {"kind": "holdout", "params": {"fraction": 0.5}}
    first, again, other = (
        prepare(experiment_with("mnist_5k", seed=seed, validation=holdout)) for seed in (1, 1, 2)
    )
    assert len(first.x_val) == 2000
    assert np.array_equal(first.val_rows, again.val_rows)
    assert not np.array_equal(first.val_rows, other.val_rows)


def test_the_test_part_does_not_depend_on_the_seed(stored, experiment_with):
    first, other = (prepare(experiment_with("wine", seed=seed)) for seed in (1, 2))
    assert np.array_equal(first.x_test, other.x_test)


def test_new_examples_are_scaled_as_the_training_was(stored, experiment_with):
    parts = prepare(experiment_with("wine", scaling="standard"))
    assert np.array_equal(scale(load("wine").x_test, parts.statistics), parts.x_test)


def test_standard_scaling_centres_the_training_part_and_only_that(stored, experiment_with):
    parts = prepare(experiment_with("breast_cancer", scaling="standard"))
    assert np.abs(parts.x_train.mean(axis=0)).max() < 1e-5
    assert np.abs(parts.x_train.std(axis=0) - 1).max() < 1e-5
    assert np.abs(parts.x_val.mean(axis=0)).max() > 1e-3


def test_one_hot_labels_are_rows_with_a_single_one(stored, experiment_with):
    for kind in ("iris", "breast_cancer"):
        parts = prepare(experiment_with(kind, labels="one_hot"))
        assert parts.y_train.shape[1] == len(card(kind).classes)
        assert parts.y_train.sum(axis=1).tolist() == [1.0] * len(parts.x_train)


def test_an_experiment_without_data_is_a_problem(experiment_with):
    document = experiment_with("iris").model_copy(update={"data": None})
    with pytest.raises(ProblemError) as caught:
        prepare(document)
    assert caught.value.problems[0].code == "no_data"


def test_a_split_that_leaves_nothing_to_learn_is_refused(experiment_with):
    holdout = {"kind": "holdout", "params": {"fraction": 0.9999}}
    with pytest.raises(ProblemError) as caught:
        prepare(experiment_with("mnist_5k", validation=holdout))
    assert caught.value.problems[0].code == "data_fraction_too_large"
