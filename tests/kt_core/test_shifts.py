"""Who came nearer and who went off."""

import numpy as np

from kt_core.shifts import shifts


def test_the_largest_changes_come_first_and_what_stays_is_in_neither_list():
    found = shifts(np.array([1.0, 5.0, 2.0, 0.5, 9.0]), np.array([4.0, 1.0, 2.0, 1.0, 8.0]))
    assert found.better.tolist() == [0, 3]
    assert found.worse.tolist() == [1, 4]
    assert found.worst.tolist() == [4, 1, 2, 0, 3]
    assert found.change.tolist() == [-3, 4, 0, -0.5, 1]


def test_without_a_moment_before_nobody_has_changed():
    found = shifts(np.array([1.0, 5.0]), None)
    assert (len(found.better), len(found.worse), found.worst.tolist()) == (0, 0, [1, 0])


def test_what_is_no_number_is_furthest_off_and_coming_from_there_is_the_largest_change():
    found = shifts(np.array([np.nan, 1.0, np.nan]), np.array([2.0, np.nan, np.nan]))
    assert found.worse.tolist() == [0]
    assert found.better.tolist() == [1]
    assert found.worst.tolist() == [0, 2, 1]
