"""Values typed into forms are read as meant, and shown as they can be typed."""

import pytest

from kt_core import notation
from kt_core.catalog import Param
from kt_core.problems import ProblemError


def param(field, **more):
    return Param(name="x", field=field, **more)


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("integer_or_list", "3", 3),
        ("integer_or_list", "3, 5", [3, 5]),
        ("integer_or_list", "(3, 5)", [3, 5]),
        ("integer_or_list", "3x5", [3, 5]),
        ("float_or_list", "0.1", 0.1),
        ("list", "1, 2,", [1, 2]),
        ("list", "(1, 1), (2, 2)", [[1, 1], [2, 2]]),
        ("shape", "784", [784]),
        ("shape", "28×28×1", [28, 28, 1]),
        ("shape", "None, 28", [None, 28]),
        ("shape", "?, 28", [None, 28]),
        ("shape", "-1", [-1]),
        ("text", " hello ", "hello"),
        ("value", '{"a": 1}', {"a": 1}),
        ("value", "plain", "plain"),
        ("integer", "", None),
    ],
)
def test_what_is_typed_is_read(field, typed, value):
    assert notation.read(param(field), typed) == value


def test_a_word_that_stands_for_a_number_stays_a_word():
    assert notation.read(param("integer", words=("epoch",)), "epoch") == "epoch"


def test_a_list_of_texts_needs_no_quotes():
    assert notation.read(param("list", items="text"), "[a, b c]") == ["a", "b c"]


@pytest.mark.parametrize("typed", ["three", "1, 2, x", "NaN", "[1", "__import__('os')"])
def test_what_is_no_number_is_a_problem(typed):
    with pytest.raises(ProblemError) as refused:
        notation.read(param("integer_or_list"), typed)
    assert refused.value.problems[0].code == "unreadable_value"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (3, "3"),
        (0.001, "0.001"),
        (0.123456789, "0.123456789"),
        ([3, 5], "3, 5"),
        ([None, 28], "None, 28"),
        ([[1, 1], [2, 2]], "(1, 1), (2, 2)"),
        ("same", "same"),
    ],
)
def test_a_value_is_shown_as_it_can_be_typed(value, shown):
    assert notation.written(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.001, ("%g", "0.001")),
        (32.0, ("%g", "32")),
        (0.0, ("%g", "0")),
        (1e12, ("%.0e", "1e+12")),
        (-2.5e12, ("%.1e", "-2.5e+12")),
        (1e-7, ("%.0e", "1e-07")),
        (0.000012345678, ("%.7e", "1.2345678e-05")),
        (0.123456789012, ("%g", "0.123456789012")),
    ],
)
def test_a_number_field_shows_all_digits_in_the_least_room(value, shown):
    assert notation.number_format(value) == shown
    assert float(shown[1]) == value


@pytest.mark.parametrize("value", [[3, 5], [[1, 1], [2, 2]], [None, 28], [0.1, 1e-7]])
def test_what_is_shown_is_read_back(value):
    assert notation.read(param("list"), notation.written(value)) == value
