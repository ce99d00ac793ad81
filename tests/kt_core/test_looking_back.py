"""What answers epoch by epoch tell: changes, and when pairs of classes are separated."""

import numpy as np

from kt_core import looking_back
from kt_core.looking_back import Moment

TRUE = np.array([0] * 10 + [1] * 10 + [2] * 10)


def moment(epoch, *mistakes):
    """All right but for (place, class taken for)."""
    predicted = TRUE.copy()
    for place, wrong in mistakes:
        predicted[place] = wrong
    return Moment(epoch, np.arange(30), TRUE, predicted, np.full(30, 0.9), is_saved=False)


STORY = [
    moment(0, (0, 1), (1, 1), (10, 0), (20, 0), (21, 0)),
    moment(4, (0, 1)),
    moment(9, (0, 1), (10, 0), (20, 0), (21, 0)),
    moment(14, (20, 0), (21, 0)),
]


def test_confusion_counts_true_against_predicted():
    found = looking_back.confusion(STORY[0], 3)
    assert found.tolist() == [[8, 2, 0], [1, 9, 0], [2, 0, 8]]


def test_examples_become_right_and_wrong_from_moment_to_moment():
    found = looking_back.changes(STORY[1], STORY[0])
    assert (found.right.tolist(), found.wrong.tolist()) == ([1, 10, 20, 21], [])
    found = looking_back.changes(STORY[2], STORY[1])
    assert (found.right.tolist(), found.wrong.tolist()) == ([], [10, 20, 21])
    assert found.mistakes.tolist() == [0, 10, 20, 21]
    first = looking_back.changes(STORY[0], None)
    assert (len(first.right), len(first.wrong), len(first.mistakes)) == (0, 0, 5)


def test_examples_that_changed_most_often_come_first_and_never_wrong_ones_not_at_all():
    assert looking_back.restless(STORY).tolist() == [10, 20, 21, 0, 1]


def test_a_pair_is_separated_from_the_first_epoch_after_which_it_stays_below_the_limit():
    open_pair, separated = looking_back.pairs(STORY, 3, limit=0.08)
    assert (open_pair.one, open_pair.other, open_pair.since) == (0, 2, None)
    assert open_pair.shares == (0.1, 0.0, 0.1, 0.1)
    assert (separated.one, separated.other, separated.since) == (0, 1, 14)
    assert separated.shares == (0.15, 0.05, 0.1, 0.0)
    assert separated.was_confused == 0.15


def test_pairs_below_a_generous_limit_are_separated_from_the_beginning():
    found = looking_back.pairs(STORY, 3, limit=0.5)
    assert [each.since for each in found] == [0, 0]
