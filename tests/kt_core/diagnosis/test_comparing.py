"""Whether something helped: said only beyond what chance explains."""

import numpy as np
import pytest

from kt_core.diagnosis.comparing import (
    Comparison,
    RowErrors,
    compare,
    flip_test,
    over_seeds,
    sign_test,
)


def errors(values, rows=None):
    values = np.asarray(values, dtype="float64")
    return RowErrors(np.arange(len(values)) if rows is None else np.asarray(rows), values)


def test_the_sign_test_is_the_exact_binomial_one():
    assert sign_test(10, 0) == pytest.approx(2 / 2**10)
    assert sign_test(3, 3) == 1.0
    assert sign_test(0, 0) == 1.0
    assert sign_test(8, 2) == pytest.approx(2 * (1 + 10 + 45) / 2**10)


def test_many_rows_put_right_and_none_wrong_is_help():
    found = compare(errors([1] * 20 + [0] * 80), errors([0] * 100))
    assert (found.verdict, found.better, found.worse) == ("helped", 20, 0)
    assert found.gain == pytest.approx(0.2)
    assert 0 < found.half < 0.1


def test_the_same_the_other_way_round_is_harm():
    assert compare(errors([0] * 100), errors([1] * 20 + [0] * 80)).verdict == "hurt"


def test_a_small_validation_cannot_tell():
    found = compare(errors([1, 1, 1, 0, 0, 0, 0]), errors([0] * 7))
    assert found.verdict == "cannot_tell"
    assert found.gain == pytest.approx(3 / 7)


def test_rows_are_paired_by_their_numbers_and_not_by_their_order():
    first = errors([1, 0, 0], rows=[7, 3, 5])
    second = errors([0, 0, 1], rows=[3, 5, 7])
    assert (compare(first, second).better, compare(first, second).worse) == (0, 0)


def test_other_rows_are_not_compared():
    found = compare(errors([0, 1], rows=[1, 2]), errors([0, 1], rows=[2, 3]))
    assert found.verdict == "other_rows"


def test_distances_are_compared_pair_by_pair():
    draw = np.random.RandomState(0)
    before = draw.gamma(2.0, 50.0, size=70)
    after = before - 5 + draw.normal(0, 3, size=70)
    found = compare(errors(before), errors(np.abs(after)))
    assert found.verdict == "helped"
    assert not found.shares
    assert found.gain - found.half > 0


def test_answers_that_are_no_numbers_count_as_wrong_or_worse():
    broken = errors([np.inf] * 40)
    assert compare(broken, errors([0] * 30 + [1] * 10)).verdict == "helped"
    values = compare(broken, errors(np.linspace(3, 9, 40)))
    assert (values.verdict, values.better) == ("helped", 40)
    assert not np.isfinite(values.gain)


@pytest.mark.parametrize("kind", ["classes", "values"])
def test_equals_are_told_apart_as_rarely_as_promised(kind):
    draw, told = np.random.RandomState(1), 0
    for _ in range(150):
        if kind == "classes":
            pair = draw.uniform(size=(2, 80)) < 0.2
        else:
            pair = draw.gamma(2.0, 1.0, size=(2, 40))
        told += compare(errors(pair[0]), errors(pair[1])).verdict != "cannot_tell"
    assert told / 150 < 0.08


def test_the_flip_test_finds_no_difference_in_none():
    assert flip_test(np.zeros(5)) == 1.0
    assert flip_test(np.array([1.0, -1.0, 1.0, -1.0])) > 0.5


def pair(gain, rows=100):
    return Comparison("helped", rows=rows, gain=gain, before=0.3, after=0.3 - gain)


def test_three_seeds_that_agree_are_help_and_three_that_do_not_cannot_tell():
    assert over_seeds([pair(0.10), pair(0.11), pair(0.09)], train=400).verdict == "helped"
    assert over_seeds([pair(-0.10), pair(-0.11), pair(-0.09)], train=400).verdict == "hurt"
    apart = over_seeds([pair(0.2), pair(-0.05), pair(0.02)], train=400)
    assert (apart.verdict, apart.pairs) == ("cannot_tell", 3)


def test_below_three_seeds_the_first_pair_speaks_alone():
    assert over_seeds([pair(0.1), pair(-0.3)], train=400).pairs == 1


def test_the_corrected_interval_is_wider_than_the_plain_one():
    gains = np.array([0.10, 0.12, 0.05])
    found = over_seeds([pair(gain, rows=80) for gain in gains], train=320)
    plain = 4.303 * gains.std(ddof=1) / np.sqrt(3)
    assert found.half == pytest.approx(plain * np.sqrt(1 + 3 * 80 / 320))


@pytest.mark.parametrize("spread", [0.0, 0.01, 0.02, 0.025, 0.03, 0.2])
def test_over_seeds_chance_and_verdict_agree(spread):
    found = over_seeds([pair(0.1 - spread), pair(0.1), pair(0.1 + spread)], train=400)
    assert (found.p < 0.05) == (found.verdict == "helped")


def test_the_chance_over_three_seeds_is_that_of_students_t():
    found = over_seeds([pair(0.1), pair(0.2), pair(0.3)], train=400)
    t = found.gain / (found.half / 4.303)
    assert found.p == pytest.approx(1 - t / np.sqrt(t * t + 2))
    critical = over_seeds([pair(each) for each in (0.1, 0.2, 0.3)], train=0)
    assert 0.05 < critical.p < 1
