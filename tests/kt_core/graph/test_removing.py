"""What remains when a layer is taken out, and what becomes of those that shared it."""

import pytest

from kt_core import edits, graph
from kt_core.experiment import parse
from tests.kt_core.graph.test_graph_edits import STACK, inputs, outputs
from tests.kt_core.test_edits import GRAPH, network


def test_what_shared_a_removed_layer_becomes_the_layer_and_the_others_share_it():
    nodes = network(graph.remove_node(GRAPH, "left"))
    assert nodes["again"] == {
        "name": "again",
        "kind": "Dense",
        "params": {"units": 8},
        "trainable": False,
    }
    assert nodes["third"]["shares"] == "again"
    assert nodes["join"]["inputs"] == ["input", "again"]


def test_an_output_that_is_removed_gives_way_to_what_it_read():
    assert graph.remove_node({**GRAPH, "outputs": ["join"]}, "join")["outputs"] == ["left"]
    assert outputs(graph.remove_node(STACK, "c")) == ["b"]


def test_what_read_a_removed_input_reads_nothing_until_it_is_connected():
    changed = graph.remove_node(GRAPH, "input")
    assert inputs(changed, "right") == []


def test_removing_everything_leaves_an_empty_network():
    document = STACK
    for name in edits.names(STACK):
        document = graph.remove_node(document, name)
    assert document["network"] == []
    assert "outputs" not in document


@pytest.mark.parametrize("name", edits.names(GRAPH))
def test_a_graph_left_by_any_removal_still_parses(name):
    parse(graph.remove_node(GRAPH, name))
