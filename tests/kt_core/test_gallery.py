"""Which test examples are shown, and in which order."""

import numpy as np
import pytest

from kt_core.gallery import Choice, by_class, chosen, examples
from kt_core.results import Answers
from kt_core.whole import Pixels, Reconstructions

CLASSES = ("cat", "dog", "17")


def answered():
    true = np.array([0, 0, 1, 1, 2, 2])
    predicted = np.array([0, 1, 1, 0, 2, 0])
    confidence = np.array([0.9, 0.6, 0.8, 0.99, 0.5, 0.7])
    return examples(Answers(true, predicted, confidence, np.arange(6) + 15, None))


def rows(shown, choice, **more):
    return shown.rows[chosen(shown, choice, **more)].tolist()


def test_the_most_confident_mistakes_come_first():
    assert rows(answered(), Choice()) == [18, 20, 16]
    assert rows(answered(), Choice(order="unsure")) == [16, 20, 18]


def test_a_random_order_is_the_same_each_time():
    first, second = (rows(answered(), Choice("all", order="random")) for _ in range(2))
    assert first == second
    assert sorted(first) == [15, 16, 17, 18, 19, 20] != first


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice("right"), [15, 17, 19]),
        (Choice("all", true=0), [15, 16]),
        (Choice("wrong", predicted=0), [18, 20]),
        (Choice("all", true=2, predicted=2), [19]),
        (Choice("all", low=0.7, high=0.9), [15, 17, 20]),
        (Choice("all", marked=True), [16]),
        (Choice("all", words="#17"), [17]),
        (Choice("all", words="17"), [17, 20, 19]),
        (Choice("all", words=" CA"), [18, 15, 20, 16]),
        (Choice("all", words="no such"), []),
        (Choice("all", words="9" * 30), []),
        (Choice("all", words="²"), []),
    ],
)
def test_every_filter_leaves_what_fits(choice, expected):
    assert rows(answered(), choice, classes=CLASSES, marked={16}) == expected


def test_classes_are_counted_with_the_most_mistakes_first():
    assert by_class(answered(), count=3) == [(0, 1, 2), (1, 1, 2), (2, 1, 2)]
    odd = examples(Answers(np.array([1, 1]), np.array([0, 0]), np.ones(2), np.arange(2), None))
    assert by_class(odd, count=3) == [(1, 2, 2), (0, 0, 0), (2, 0, 0)]


def test_values_are_sorted_by_their_error_and_told_apart_by_its_sign():
    true, predicted = np.array([[1.0], [2.0], [3.0]]), np.array([[1.5], [-1.0], [3.0]])
    shown = examples(Answers(true, predicted, None, np.arange(3), None))
    assert rows(shown, Choice("all")) == [1, 0, 2]
    assert rows(shown, Choice("high")) == [0]
    assert rows(shown, Choice("low")) == [1]
    assert by_class(shown, count=0) == []


def test_pictures_with_the_least_ink_right_come_first():
    true = np.zeros((2, 2, 2), int)
    true[0], true[1, 0, 0] = 3, 1
    predicted = true.copy()
    predicted[0, 0] = 0
    shown = examples(Pixels(true, predicted, np.arange(2)))
    assert rows(shown, Choice()) == [0, 1]
    assert shown.true.tolist() == [2, 0]
    assert shown.figure.tolist() == [0.5, 1.0]


def test_what_is_given_back_worst_comes_first():
    found = Reconstructions(np.zeros((2, 4)), np.array([1, 3]), np.array([9.0, 0.1, 9.0, 0.2]))
    assert rows(examples(found), Choice()) == [3, 1]
