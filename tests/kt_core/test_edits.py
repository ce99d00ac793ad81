"""Edits of the document: a new one comes back, references follow, the old one stays."""

import copy

import pytest

from kt_core import edits
from kt_core.experiment import parse
from kt_core.problems import Fix

STACK = {
    "format": "kt-experiment",
    "version": 1,
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [4]}},
        {"name": "dense", "kind": "Dense", "params": {"units": 8}},
        {"name": "output", "kind": "Dense", "params": {"units": 3}},
    ],
}
GRAPH = {
    **STACK,
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [4]}},
        {"name": "left", "kind": "Dense", "params": {"units": 8}, "trainable": False},
        {"name": "right", "kind": "Dense", "params": {"units": 8}, "inputs": ["input"]},
        {"name": "again", "shares": "left", "inputs": ["right"]},
        {"name": "third", "shares": "left", "inputs": ["right"]},
        {"name": "join", "kind": "Add", "inputs": ["left", "again"]},
        {"name": "look", "kind": "Attention", "inputs": {"query": "join", "value": ["left"]}},
    ],
    "outputs": ["look", "join"],
}


@pytest.fixture(autouse=True)
def untouched():
    before = copy.deepcopy((STACK, GRAPH))
    yield
    assert before == (STACK, GRAPH)


def network(document):
    parse(document)
    return {node["name"]: node for node in document["network"]}


def test_a_value_is_found_by_the_name_of_its_node():
    assert edits.get(STACK, ("network", "dense", "params", "units")) == 8


def test_a_value_that_is_not_there_is_the_default():
    assert edits.get(STACK, ("network", "nobody", "params", "units"), 1) == 1


def test_putting_a_value_makes_the_objects_on_the_way():
    changed = edits.put(STACK, ("fit", "epochs"), 3)
    assert changed["fit"] == {"epochs": 3}


def test_dropping_what_is_not_there_changes_nothing():
    assert edits.drop(STACK, ("fit", "epochs")) == STACK


def test_a_new_name_is_followed_by_inputs_sharing_and_outputs():
    changed = edits.rename_node(edits.rename_node(GRAPH, "left", "links"), "join", "und")
    nodes = network(changed)
    assert nodes["again"]["shares"] == "links"
    assert nodes["und"]["inputs"] == ["links", "again"]
    assert nodes["look"]["inputs"] == {"query": "und", "value": ["links"]}
    assert changed["outputs"] == ["look", "und"]


def test_the_layout_follows_a_new_name():
    placed = {**STACK, "layout": {"dense": [1, 2], "input": [3, 4]}}
    assert edits.rename_node(placed, "dense", "x")["layout"] == {"x": [1, 2], "input": [3, 4]}


def test_a_node_switched_off_and_on_is_as_before():
    off = edits.enable_node(STACK, "dense", False)
    assert network(off)["dense"]["enabled"] is False
    assert edits.enable_node(off, "dense", True) == STACK


def test_a_fix_is_applied_to_the_document():
    fix = Fix("x", ({"op": "replace", "path": "/network/1/params/units", "value": 5},))
    assert edits.get(edits.mend(STACK, fix), ("network", "dense", "params", "units")) == 5


def nested():
    inner = {
        "name": "inner",
        "kind": "Network",
        "network": [
            {"name": "input", "kind": "Input", "params": {"shape": [8]}},
            {"name": "dense", "kind": "Dense", "params": {"units": 8}},
        ],
    }
    outer = {"name": "block", "kind": "Network", "network": [dict(inner["network"][0]), inner]}
    return {"network": [dict(inner["network"][0]), outer]}


def test_a_change_within_a_nested_network_leaves_the_rest_as_it_is():
    document = nested()
    changed = edits.within(
        document, ("block", "inner"), lambda inner: edits.rename_node(inner, "dense", "手写")
    )
    where = (*edits.inside(("block", "inner")), "network", "手写", "params", "units")
    assert edits.get(changed, where) == 8
    assert edits.get(document, (*where[:-3], "dense", "kind")) == "Dense"
    assert edits.put(changed, (*where[:-2], "name"), "dense") == document


def test_without_a_path_the_change_is_made_to_the_document():
    changed = edits.within(nested(), (), lambda document: edits.rename_node(document, "block", "x"))
    assert edits.names(changed) == ["input", "x"]


@pytest.mark.parametrize("path", [("gone",), ("input",), ("block", "gone")])
def test_a_change_within_what_holds_no_network_is_refused(path):
    with pytest.raises(KeyError):
        edits.within(nested(), path, lambda inner: inner)


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (("network", "block", "network", "dense", "params", "units"), ("block", "dense")),
        (("network", "block", "network"), ("block",)),
        (("network",), ()),
        (("data", "kind"), ()),
    ],
)
def test_the_nodes_that_a_place_goes_through_are_named(where, names):
    assert edits.nodes_on(where) == names
