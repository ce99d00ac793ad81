"""Columns of a table divided among Inputs: shapes follow, and what was there comes back."""

import pytest

from kt_core import division
from kt_core.data import data_problems
from kt_core.experiment import parse
from kt_core.templates import template

COLUMNS = ("a", "b", "c", "d", "e")


def document(*inputs, **data):
    nodes = [{"name": name, "kind": "Input", "params": {"shape": [5]}} for name in inputs]
    return {"data": {"kind": "x", **data}, "network": [*nodes, {"name": "out", "kind": "Dense"}]}


def shapes(found):
    return [node["params"]["shape"] for node in found["network"] if node["kind"] == "Input"]


def test_columns_stand_in_the_order_of_the_table_and_the_shape_follows():
    found = division.with_columns(document("one", "two"), "two", ["d", "a"], columns=COLUMNS)
    assert found["data"]["inputs"] == {"two": ["a", "d"]}
    assert shapes(found) == [[5], [2]]


@pytest.mark.parametrize("chosen", [[], list(COLUMNS)])
def test_none_or_all_columns_are_the_whole_row_which_is_not_written(chosen):
    divided = division.with_columns(document("one", "two"), "one", ["a"], columns=COLUMNS)
    found = division.with_columns(divided, "one", chosen, columns=COLUMNS)
    assert "inputs" not in found["data"]
    assert shapes(found) == [[5], [5]]


def test_columns_are_dealt_out_evenly_each_to_one_input():
    found = division.dealt(document("one", "two"), COLUMNS)
    assert found["data"]["inputs"] == {"one": ["a", "b"], "two": ["c", "d", "e"]}
    assert shapes(found) == [[2], [3]]
    assert division.unread(found, COLUMNS) == []


def test_more_inputs_than_columns_leaves_none_without_a_column():
    names = [f"i{at}" for at in range(7)]
    found = division.dealt(document(*names), COLUMNS)
    assert all(found["data"]["inputs"].values())


def test_taking_the_division_back_gives_every_input_the_whole_row():
    found = division.undivided(division.dealt(document("one", "two"), COLUMNS), COLUMNS)
    assert found == document("one", "two")


def test_what_no_input_reads_is_known():
    found = document("one", "two", inputs={"one": ["a"], "two": ["a", "e"]})
    assert division.unread(found, COLUMNS) == ["b", "c", "d"]
    assert division.unread(document("one", inputs={"gone": ["a"]}), COLUMNS) == []


def test_a_shape_of_another_rank_is_left_to_the_checks():
    found = document("one")
    found["network"][0]["params"]["shape"] = [5, 1]
    assert shapes(division.with_columns(found, "one", ["a"], columns=COLUMNS)) == [[5, 1]]


def test_the_document_given_stays_as_it_is():
    given = document("one", "two")
    division.dealt(given, COLUMNS)
    assert given == document("one", "two")


def test_a_division_made_here_has_no_problem():
    given = template("two_inputs").document()
    columns = [column for part in given["data"]["inputs"].values() for column in part]
    made = division.dealt(division.undivided(given, columns), columns)
    assert data_problems(parse(made).data) == []
    assert shapes(made) == [[15], [15]]
