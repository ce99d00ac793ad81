"""For every parameter: values of a wrong type or size are refused with a sentence."""

import math
from typing import get_args

import pytest

from kt_core import catalog
from kt_core.catalog import Entry, Family, Param
from kt_core.edits import mend
from kt_core.texts import render

ODD = {"an": "object"}
WRONG = {
    "integer": ["three", 2.5, True, [1], ODD],
    "float": ["half", True, [0.1], ODD, math.nan],
    "boolean": ["maybe", 2, [], ODD],
    "choice": ["no such choice", 17, ODD, []],
    "text": [3, True, ["a"], ODD],
    "integer_or_list": ["three", 2.5, True, [], [2.5], ODD],
    "float_or_list": ["half", True, [], ["x"], [math.inf], ODD],
    "list": [3, "word", [], ODD],
    "component": [3, True, "no such thing", {"kind": "Nothing"}, ODD],
    "layer": [3, "Dense", {"kind": "Nothing"}, ODD],
    "shape": [3, "28x28", ["a"], [2.5], ODD],
    "value": [math.nan, [math.inf]],
}


def wrong_values(param: Param) -> list:
    values = list(WRONG[param.field])
    if param.field == "shape" and param.single:
        values.remove(3)
    if param.field == "list":
        values += [[item] for item in WRONG[param.items]]
    if param.minimum is not None and param.field in ("integer", "float"):
        values.append(param.minimum - 1)
    if param.maximum is not None and param.field in ("integer", "float"):
        values.append(param.maximum + 1)
    return values


@pytest.fixture(params=get_args(Family))
def params(request) -> list[tuple[Entry, Param]]:
    """All parameters of a family's entries; what fails names both."""
    return [(entry, param) for entry in catalog.entries(request.param) for param in entry.params]


def problems_with(entry: Entry, param: Param, value):
    component = {"kind": entry.kind, "params": {**catalog.starting(entry), param.name: value}}
    return component, catalog.component_problems(entry.family, component, ("it",))


def test_wrong_values_are_refused_in_their_place_with_a_sentence(params):
    for entry, param in params:
        for value in wrong_values(param):
            _, problems = problems_with(entry, param, value)
            at = (entry.kind, param.name, value)
            assert problems, at
            for problem in problems:
                assert problem.where[:3] == ("it", "params", param.name), at
                sentence = render(problem)
                assert sentence.what, at
                assert sentence.expected, at
                assert sentence.fix or problem.fix is None, at
                assert "{" not in sentence.what.replace(ascii(value), "").replace('{"', ""), at


def test_a_fix_mends_what_it_promises(params):
    for entry, param in params:
        for value in wrong_values(param):
            component, problems = problems_with(entry, param, value)
            for problem in problems:
                if problem.fix is not None:
                    after = mend({"it": component}, problem.fix)["it"]
                    left = catalog.component_problems(entry.family, after, ("it",))
                    assert problem not in left, (entry.kind, param.name, value, problem.fix)


def test_null_is_refused_where_keras_needs_a_value(params):
    for entry, param in params:
        _, problems = problems_with(entry, param, None)
        assert bool(problems) != param.nullable, (entry.kind, param.name)
