"""For every parameter: values of a wrong type or size are refused with a sentence."""

import math
from typing import get_args

import pytest

from kt_core import catalog
from kt_core.catalog import Entry, Family, Param
from kt_core.edits import mend
from kt_core.texts import render

ALL = [
    (entry.family, entry.kind) for family in get_args(Family) for entry in catalog.entries(family)
]
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


@pytest.fixture(params=ALL, ids=lambda pair: "-".join(pair))
def entry(request) -> Entry:
    return catalog.entry(*request.param)


def problems_with(entry: Entry, param: Param, value):
    component = {"kind": entry.kind, "params": {**catalog.starting(entry), param.name: value}}
    return component, catalog.component_problems(entry.family, component, ("it",))


def test_wrong_values_are_refused_in_their_place_with_a_sentence(entry):
    for param in entry.params:
        for value in wrong_values(param):
            _, problems = problems_with(entry, param, value)
            assert problems, (param.name, value)
            for problem in problems:
                assert problem.where[:3] == ("it", "params", param.name)
                sentence = render(problem)
                assert sentence.what
                assert sentence.expected
                assert sentence.fix or problem.fix is None
                assert "{" not in sentence.what.replace(ascii(value), "").replace('{"', "")


def test_a_fix_mends_what_it_promises(entry):
    for param in entry.params:
        for value in wrong_values(param):
            component, problems = problems_with(entry, param, value)
            for problem in problems:
                if problem.fix is not None:
                    after = mend({"it": component}, problem.fix)["it"]
                    left = catalog.component_problems(entry.family, after, ("it",))
                    assert problem not in left, (param.name, value, problem.fix)


def test_null_is_refused_where_keras_needs_a_value(entry):
    for param in entry.params:
        _, problems = problems_with(entry, param, None)
        assert bool(problems) != param.nullable, param.name
