"""A learning rate by table: the rate of every epoch, and rows that cannot be read."""

import pytest

from kt_core.rate_formula import formula_rate
from kt_core.rate_table import as_formula, rate_at, row_faults

AFTER_TEN = [{"from_epoch": 10, "factor": 0.9, "every": 1}]


def test_after_ten_epochs_the_rate_falls_by_a_tenth_at_each_epoch():
    assert rate_at(9, 0.1, AFTER_TEN) == 0.1
    assert rate_at(10, 0.1, AFTER_TEN) == pytest.approx(0.09)
    assert rate_at(12, 0.1, AFTER_TEN) == pytest.approx(0.1 * 0.9**3)


def test_a_factor_without_every_acts_once():
    assert rate_at(99, 1.0, [{"from_epoch": 3, "factor": 0.5, "every": None}]) == 0.5


@pytest.mark.parametrize(("first", "every"), [(10, 1), (0, 1), (3, 4), (5, None), (0, None)])
def test_a_table_of_one_factor_goes_on_as_the_formula_that_says_the_same(first, every):
    table = [{"from_epoch": first, "factor": 0.9, "every": every}]
    for epoch in range(20):
        found = formula_rate(as_formula(table), epoch, 0.1)
        assert found == pytest.approx(rate_at(epoch, 0.1, table))


def test_other_tables_have_no_formula_here():
    assert as_formula([{"from_epoch": 1, "value": 0.1}]) is None
    assert as_formula([*AFTER_TEN, {"from_epoch": 12, "factor": 0.5}]) is None
    assert as_formula([{"from_epoch": -1, "factor": 0.5}]) is None


def test_a_row_holds_until_the_next_one_begins():
    rows = [
        {"from_epoch": 0, "factor": 2, "every": 1},
        {"from_epoch": 3, "value": 0.01},
        {"from_epoch": 4, "factor": 0.1},
    ]
    found = [rate_at(epoch, 1.0, rows) for epoch in range(6)]
    assert found == pytest.approx([2, 4, 8, 0.01, 0.001, 0.001])


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        (AFTER_TEN, []),
        ([{"from_epoch": 1, "factor": 0.5, "value": 1}], [(0, "rate_row_unclear")]),
        ([{"from_epoch": 1}], [(0, "rate_row_unclear")]),
        (["after 10"], [(0, "rate_row_unclear")]),
        ([{"from_epoch": -1, "value": 1}], [(0, "rate_row_unclear")]),
        ([{"from_epoch": 1, "value": 1, "until": 2}], [(0, "rate_row_unclear")]),
        ([{"from_epoch": 1, "factor": 0}], [(0, "rate_row_number")]),
        ([{"from_epoch": 1, "value": "low"}], [(0, "rate_row_number")]),
        ([{"from_epoch": 1, "factor": 0.5, "every": 0}], [(0, "rate_row_every")]),
        ([{"from_epoch": 1, "value": 0.5, "every": 1}], [(0, "rate_row_every")]),
        ([{"from_epoch": 3, "value": 1}, {"from_epoch": 3, "value": 2}], [(1, "rate_row_order")]),
    ],
)
def test_each_row_is_judged_with_the_one_before(rows, faults):
    assert row_faults(rows) == faults
