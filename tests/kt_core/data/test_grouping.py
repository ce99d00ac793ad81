"""Whole groups, or the latest rows, are held out; nothing of a group stands on both sides."""

import numpy as np
import pytest

from kt_core.data.grouping import split_groups, split_latest


def drawn(y, groups, fraction=0.2, seed=0, stratified=True):
    told = {"fraction": fraction, "seed": seed, "stratified": stratified}
    kept, held = split_groups(np.asarray(y), np.asarray(groups), **told)
    assert sorted([*kept, *held]) == list(range(len(y)))
    assert not set(np.asarray(groups)[kept]) & set(np.asarray(groups)[held])
    return kept, held


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("fraction", [0.1, 0.2, 0.5])
def test_groups_of_any_size_stay_whole_and_make_about_the_share_of_each_class(seed, fraction):
    draw = np.random.RandomState(seed)
    groups = draw.randint(0, 400, 4000) ** 2 // 400
    y = (groups + draw.randint(0, 2, 4000)) % 3
    _, held = drawn(y, groups, fraction, seed)
    for label in range(3):
        share = np.isin(np.flatnonzero(y == label), held).mean()
        assert abs(share - fraction) < 0.12


def test_a_class_with_one_group_is_learned_from_and_one_with_two_is_measured_as_well():
    y = [0] * 10 + [1] * 10
    kept, held = drawn(y, ["one"] * 10 + ["two"] * 5 + ["three"] * 5)
    assert set(kept) >= set(range(10)) and len(held) == 5


def test_a_group_that_is_everything_can_not_be_held():
    kept, held = drawn([0, 1] * 5, ["all"] * 10)
    assert len(kept) == 10 and len(held) == 0


def test_other_seeds_draw_other_groups_and_the_same_seed_the_same():
    y, groups = np.zeros(300), np.arange(300) // 3
    first, again, other = (drawn(y, groups, seed=seed)[1].tolist() for seed in (1, 1, 2))
    assert first == again and first != other
    assert len(first) == len(other) == 60


def test_values_to_predict_need_no_classes():
    y = np.linspace(0, 1, 50).reshape(-1, 1)
    assert len(drawn(y, np.arange(50) // 5, stratified=False)[1]) == 10


def test_the_latest_are_held_and_one_time_is_never_cut():
    times = np.array([5.0, 1, 2, 3, 3, 3, 0, 1, 2, 4])
    kept, held = split_latest(times, fraction=0.2)
    assert held.tolist() == [0, 9] and len(kept) == 8
    assert split_latest(times, fraction=0.3)[1].tolist() == [0, 3, 4, 5, 9]
    assert len(split_latest(np.ones(4), fraction=0.2)[0]) == 0
