"""Folds: dealt as scikit-learn deals them, and nothing of one fold reaches another."""

import warnings

import numpy as np
import pytest
from sklearn.model_selection import (
    GroupKFold,
    KFold,
    RepeatedKFold,
    RepeatedStratifiedKFold,
    StratifiedGroupKFold,
    StratifiedKFold,
)

from kt_core.data import card, data_problems, prepare
from kt_core.data.fold_checks import class_problems
from kt_core.data.folds import fold_numbers, row_groups, rows_of_fold
from kt_core.data.sets import load
from kt_core.data.splitting import Folds
from kt_core.experiment import Data
from kt_core.normalize import normalize
from kt_core.texts import render

SPLITTERS = {
    "KFold": (KFold, {}),
    "StratifiedKFold": (StratifiedKFold, {"stratified": True}),
    "GroupKFold": (GroupKFold, {"groups": None}),
    "StratifiedGroupKFold": (StratifiedGroupKFold, {"groups": None, "stratified": True}),
}


def drawn(seed):
    """Labels of uneven classes and groups of uneven sizes, another lot for each seed."""
    draw = np.random.default_rng(seed)
    count, folds = int(draw.integers(60, 200)), int(draw.integers(2, 7))
    y = draw.choice(4, count, p=[0.5, 0.3, 0.15, 0.05])
    return y, draw.integers(0, 7 + count // int(draw.integers(1, 9)), count), folds


def equal(ours, fold, theirs):
    kept, held = rows_of_fold(ours, fold)
    return np.array_equal(kept, np.sort(theirs[0])) and np.array_equal(held, np.sort(theirs[1]))


@pytest.mark.parametrize("name", SPLITTERS)
def test_the_folds_are_scikit_learns_on_the_same_seed(name):
    splitter, more = SPLITTERS[name]
    for seed in range(12):
        y, groups, folds = drawn(seed)
        told = {**more, "groups": groups} if "groups" in more else more
        ours = fold_numbers(y, folds=folds, seed=seed, **told)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of a class smaller than the folds
            theirs = splitter(n_splits=folds, shuffle=True, random_state=seed).split(y, y, groups)
            assert all(equal(ours, fold, rows) for fold, rows in enumerate(theirs))


@pytest.mark.parametrize("stratified", [False, True])
def test_repeats_are_scikit_learns_on_the_same_seed(stratified):
    y, _, _ = drawn(1)
    splitter = RepeatedStratifiedKFold if stratified else RepeatedKFold
    theirs = list(splitter(n_splits=3, n_repeats=3, random_state=5).split(y, y))
    for place, rows in enumerate(theirs):
        told = {"folds": 3, "seed": 5, "repeat": place // 3, "stratified": stratified}
        assert equal(fold_numbers(y, **told), place % 3, rows)


@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize("grouped", [False, True])
def test_every_row_is_held_out_once_and_groups_stay_together(stratified, grouped):
    y, groups, _ = drawn(3)
    told = {"groups": groups} if grouped else {}
    numbers = fold_numbers(y, folds=4, seed=2, stratified=stratified, **told)
    held = [rows_of_fold(numbers, fold)[1] for fold in range(4)]
    assert np.array_equal(np.sort(np.concatenate(held)), np.arange(len(y)))
    if grouped:
        assert all(len(np.unique(numbers[groups == each])) == 1 for each in np.unique(groups))
    elif stratified:
        counts = [np.bincount(y[rows], minlength=4) for rows in held]
        assert np.ptp(counts, axis=0).max() <= 1


def test_identical_rows_have_one_number_and_different_ones_their_own():
    x = np.array([[1, 2], [3, 4], [1, 2], [2, 1]], dtype="float32")
    assert row_groups(x).tolist() == [0, 1, 0, 2]


def fold(kind="iris", **params):
    return {"kind": kind, "validation": {"kind": "fold", "params": params}}


def test_an_outlier_in_one_fold_changes_the_scaling_of_all_others_but_not_its_own(
    stored, experiment_with, monkeypatch
):
    def prepared():
        made = [experiment_with(**fold("wine", fold=at), scaling="standard") for at in range(5)]
        return [prepare(each) for each in made]

    before, clean = prepared(), load("wine")
    row = int(before[2].val_rows[0])
    x = clean.x_train.copy()
    x[row] = 1e6
    monkeypatch.setattr("kt_core.data.prepared.load", lambda _: clean._replace(x_train=x))
    after = prepared()
    same = [a.statistics == b.statistics for a, b in zip(before, after, strict=True)]
    assert same == [False, False, True, False, False]
    assert np.array_equal(before[2].x_train, after[2].x_train)
    assert all(row in each.train_rows for at, each in enumerate(after) if at != 2)


def test_identical_rows_never_stand_on_both_sides(stored, experiment_with, monkeypatch):
    clean = load("iris")
    twice = clean._replace(
        x_train=np.repeat(clean.x_train, 2, axis=0), y_train=np.repeat(clean.y_train, 2)
    )
    monkeypatch.setattr("kt_core.data.prepared.load", lambda _: twice)
    for at in range(3):
        found = prepare(experiment_with(**fold(folds=3, fold=at, identical=True)))
        kept, held = (
            set(map(bytes, twice.x_train[rows])) for rows in (found.train_rows, found.val_rows)
        )
        assert held and not kept & held


def test_groups_of_a_column_stay_on_one_side(stored, experiment_with):
    found = prepare(experiment_with(**fold(folds=3, groups="petal width (cm)", stratified=False)))
    column = load("iris").x_train[:, 3]
    assert not set(column[found.train_rows]) & set(column[found.val_rows])


CASES = {
    "data_fold_params": fold(k=5),
    "data_one_fold": fold(folds=1),
    "data_fold_number": fold(repeats=0.5),
    "data_fold_beyond": fold(folds=3, fold=3),
    "data_fold_switch": fold(identical="yes"),
    "data_stratified_values": fold("diabetes", stratified=True),
    "data_groups_no_table": fold("mnist_5k", groups="pixel"),
    "data_groups_unknown": fold(groups="petal width"),
    "data_groups_twice": fold(groups="petal width (cm)", identical=True),
    "data_folds_of_rows": fold(folds=121, stratified=False),
    "data_folds_of_groups": fold("diabetes", folds=3, groups="sex"),
    "data_folds_of_class": fold(folds=60),
}


@pytest.mark.parametrize("code", CASES)
def test_each_mistake_is_found_with_a_sentence_and_its_fix_mends_it(code, stored):
    import jsonpatch

    [problem] = data_problems(Data(**CASES[code]))
    words = render(problem)
    assert problem.code == code
    assert "?" not in words.what + words.expected
    assert (words.fix is None) == (problem.fix is None)
    if problem.fix:
        document = {"data": CASES[code]}
        mended = jsonpatch.apply_patch(document, list(problem.fix.patch))["data"]
        assert code not in [each.code for each in data_problems(Data(**mended))]


def test_folds_without_a_class_are_said(stored):
    data = Data(**fold(folds=60, stratified=False))
    assert [p.code for p in data_problems(data)] == ["data_fold_class_without_validation"]
    assert data_problems(data)[0].severity == "warning"


def test_a_class_that_is_only_held_out_and_a_fold_without_rows_are_errors():
    split, facts, y = Folds(fold=1), card("iris"), np.repeat([0, 1, 2], 3)
    [absent] = class_problems(split, facts, y[3:], y[:3])
    [empty] = class_problems(split, facts, y, y[:0])
    assert (absent.code, absent.severity) == ("data_fold_class_without_training", "error")
    assert empty.code == "data_fold_empty"
    assert "setosa" in render(absent).what and "Fold 2 of 5" in render(empty).what


def test_a_sound_fold_has_no_problems(stored):
    for data in (fold(), fold("diabetes", folds=10, repeats=3, repeat=2), fold("mnist_5k")):
        assert data_problems(Data(**data)) == []


def test_normalizing_fills_in_what_goes_without_saying(experiment_with):
    given = experiment_with(**fold(fold=1, identical=False, groups=None))
    params = normalize(given).data.validation.params
    assert params == {"folds": 5, "fold": 1, "repeats": 1, "repeat": 0}
    assert normalize(normalize(given)) == normalize(given)
