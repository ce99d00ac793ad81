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


def test_a_new_node_stands_behind_the_one_named():
    changed, name = edits.add_node(STACK, "Dense", params={"units": 2}, after="dense")
    assert name == "dense_1"
    assert edits.names(changed) == ["input", "dense", "dense_1", "output"]


def test_a_new_node_stands_at_the_end_when_none_is_named():
    changed, name = edits.add_node(STACK, "MaxPooling2D", params={}, after=None)
    assert edits.names(changed)[-1] == name == "max_pooling2d"


def test_a_copy_has_its_own_name_and_the_same_parameters():
    changed, name = edits.duplicate_node(STACK, "dense")
    assert network(changed)[name]["params"] == {"units": 8}


def test_a_copy_of_a_copy_counts_on():
    once, first = edits.duplicate_node(STACK, "dense")
    _, second = edits.duplicate_node(once, first)
    assert (first, second) == ("dense_1", "dense_2")


@pytest.mark.parametrize(("to", "order"), [(0, "dense input output"), (99, "input output dense")])
def test_a_node_moves_no_further_than_the_ends(to, order):
    assert edits.names(edits.move_node(STACK, "dense", to)) == order.split()


def test_a_new_name_is_followed_by_inputs_sharing_and_outputs():
    changed = edits.rename_node(edits.rename_node(GRAPH, "left", "links"), "join", "und")
    nodes = network(changed)
    assert nodes["again"]["shares"] == "links"
    assert nodes["und"]["inputs"] == ["links", "again"]
    assert nodes["look"]["inputs"] == {"query": "und", "value": ["links"]}
    assert changed["outputs"] == ["look", "und"]


def test_a_node_switched_off_and_on_is_as_before():
    off = edits.enable_node(STACK, "dense", False)
    assert network(off)["dense"]["enabled"] is False
    assert edits.enable_node(off, "dense", True) == STACK


def test_what_read_a_removed_node_reads_what_that_one_read():
    changed = edits.remove_node(GRAPH, "right")
    assert network(changed)["again"]["inputs"] == ["input"]


def test_what_shared_a_removed_layer_becomes_the_layer_and_the_others_share_it():
    nodes = network(edits.remove_node(GRAPH, "left"))
    assert nodes["again"] == {
        "name": "again",
        "kind": "Dense",
        "params": {"units": 8},
        "trainable": False,
        "inputs": ["right"],
    }
    assert nodes["third"]["shares"] == "again"


def test_an_output_that_is_removed_gives_way_to_what_it_read():
    changed = edits.remove_node({**GRAPH, "outputs": ["join"]}, "join")
    assert changed["outputs"] == ["left", "again"]


def test_removing_everything_leaves_an_empty_network():
    document = STACK
    for name in edits.names(STACK):
        document = edits.remove_node(document, name)
    assert document["network"] == []


def test_a_fix_is_applied_to_the_document():
    fix = Fix("x", ({"op": "replace", "path": "/network/1/params/units", "value": 5},))
    assert edits.get(edits.mend(STACK, fix), ("network", "dense", "params", "units")) == 5


def test_a_graph_left_by_any_removal_still_parses():
    for name in edits.names(GRAPH):
        parse(edits.remove_node(GRAPH, name))


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
    changed = edits.within(nested(), (), lambda document: edits.remove_node(document, "block"))
    assert edits.names(changed) == ["input"]


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
