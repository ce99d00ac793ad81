"""Each planted mistake is reported with its code, at its place, in words of our own; fixes heal.

The mistakes are data: `planted_layers.LAYERS` and `planted_experiments.EXPERIMENTS`.
"""

import copy
import json
import re

import pytest

from kt_core.edits import mend
from kt_core.problems import Problem
from kt_core.texts import render
from tests.kt_core.checks.planted_experiments import EXPERIMENTS, HEAD, HEALTHY
from tests.kt_core.checks.planted_layers import FINE, LAYERS

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("stored")]
GENERIC = ("component_refused", "layer_refused", "training_failed")
NEXT = {
    "empty_network": {"no_layers"},
    "no_input": {"no_layers"},
}
"""Codes of what a fix leaves to do, where one step cannot do all."""


def check(document):
    from kt_core.engine.check import check as asked

    return asked(document)


def changed(document, changes):
    """A copy of the document with values set by their paths; `...` removes."""
    document = copy.deepcopy(document)
    for path, value in changes.items():
        here = document
        *parts, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in parts:
            here = here.setdefault(part, {}) if isinstance(here, dict) else here[part]
        if value is ...:
            del here[last]
        elif isinstance(here, list) and last == len(here):
            here.append(value)
        else:
            here[last] = value
    return json.loads(json.dumps(document))


def network(shape, nodes):
    found = [{"name": "input", "kind": "Input", "params": {"shape": list(shape)}}]
    for place, node in enumerate(nodes, start=1):
        if isinstance(node, tuple):
            node = {"name": f"n{place}", "kind": node[0], "params": node[1]}
        found.append(node)
    return json.loads(json.dumps({**HEAD, "network": found}))


def nested(document, shape):
    """The same network as a node of another one."""
    outer = {"name": "outer", "kind": "Input", "params": {"shape": list(shape)}}
    block = {"name": "block", "kind": "Network", "network": document["network"]}
    return {**HEAD, "network": [outer, block]}


def told(document, code, where):
    """The one problem of this code and place, in three parts of our own words."""
    answer = check(document)
    found = [p for p in answer["problems"] if (p["code"], p["where"]) == (code, where)]
    assert len(found) == 1, [(p["code"], p["where"]) for p in answer["problems"]]
    assert not {p["code"] for p in answer["problems"]} & set(GENERIC)
    for each in answer["problems"]:
        sentence = render(Problem.from_json(each))
        assert sentence.what and sentence.expected
        assert not re.search(r"\{\w+\}", sentence.what + sentence.expected)
        words = (each["values"].get("detail") or "no words of Keras")[:60]
        assert words not in sentence.what + sentence.expected
    return answer, found[0]


def heals(document, answer):
    """Every fix offered applies to the document, mends its problem and makes no other error."""
    for each in answer["problems"]:
        if each["fix"] is None:
            continue
        after = check(mend(document, Problem.from_json(each).fix))["problems"]
        assert (each["code"], each["where"]) not in [(p["code"], p["where"]) for p in after]
        errors = {p["code"] for p in after if p["severity"] == "error"}
        known = {p["code"] for p in answer["problems"]} | NEXT.get(each["code"], set())
        assert errors <= known, (each["code"], errors - known)


@pytest.mark.parametrize("plant", LAYERS, ids=lambda plant: f"{plant[2]}-{plant[3]}")
def test_a_mistake_in_a_network_is_told_and_its_fix_heals_it(plant):
    shape, nodes, code, where, has_fix = plant
    document = network(shape, nodes)
    answer, problem = told(document, code, ["network", *where.split(".")])
    assert (problem["fix"] is not None) == has_fix
    heals(document, answer)


@pytest.mark.parametrize("plant", LAYERS, ids=lambda plant: f"{plant[2]}-{plant[3]}")
def test_a_mistake_in_a_nested_network_is_told_and_its_fix_heals_it(plant):
    shape, nodes, code, where, _ = plant
    document = nested(network(shape, nodes), shape)
    answer, _ = told(document, code, ["network", "block", "network", *where.split(".")])
    heals(document, answer)


@pytest.mark.parametrize("plant", EXPERIMENTS, ids=lambda plant: f"{plant[2]}-{plant[3]}")
def test_a_mistake_in_an_experiment_is_told_and_its_fix_heals_it(plant):
    base, changes, code, where, has_fix = plant
    document = changed(base, changes)
    place = [int(part) if part.isdigit() else part for part in where.split(".")]
    answer, problem = told(document, code, place)
    assert (problem["fix"] is not None) == has_fix
    heals(document, answer)


@pytest.mark.parametrize("name", HEALTHY)
def test_a_sound_experiment_is_left_alone(name):
    problems = check(changed(HEALTHY[name], {}))["problems"]
    assert [p for p in problems if p["severity"] != "info"] == []


@pytest.mark.parametrize("fine", FINE, ids=lambda fine: str(fine[1])[:60])
def test_a_sound_network_is_left_alone(fine):
    assert check(network(*fine))["problems"] == []
