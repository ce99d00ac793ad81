"""A residual network built by hand in the graph view."""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import GraphPage

pytestmark = pytest.mark.browser

# 28x28x1 -> Conv2D: 16 filters of 3*3*1 weights and a bias              16 *  (9 + 1) =   160
#         -> Conv2D: 16 filters of 3*3*16 weights and a bias             16 * (144 + 1) = 2,320
#         -> Add (of both), GlobalAveragePooling2D: nothing to learn                          0
#         -> Dense: 10 units with 16 weights and a bias                  10 *  (16 + 1) =   170
PARAMETERS = "2,650 parameters"


def fill(person, name):
    person.types(f"network.{name}.filters", 16)
    person.chooses(f"network.{name}.padding", "same")


def test_a_residual_network_built_in_the_graph_has_the_parameters_counted_by_hand(app, person):
    graph = GraphPage(person.opens("network").engine_answers()).shows()
    graph.adds("Conv2D", after="input")
    fill(person, "conv2d")
    person.chooses("network.conv2d.activation.kind", "relu")
    graph.adds("Conv2D", after="conv2d")
    fill(person, "conv2d_1")
    graph.adds("Add", after="conv2d_1")
    graph.connects("conv2d", "add")
    expect(graph.graph.get_by_test_id("kt-edge-add-1")).to_be_attached()
    graph.adds("GlobalAveragePooling2D", after="add")
    graph.adds("Dense", after="global_average_pooling2d")
    person.types("network.dense.units", 10)

    person.sees(PARAMETERS)
    graph.has_shape("add", "28×28×16")
    graph.has_shape("dense", "10")
    nodes = app.store.draft(person.query("draft")).document["network"]
    assert [node["kind"] for node in nodes] == [
        "Input",
        "Conv2D",
        "Conv2D",
        "Add",
        "GlobalAveragePooling2D",
        "Dense",
    ]
    assert [node.get("inputs") for node in nodes] == [None] * 3 + [["conv2d_1", "conv2d"]] + [
        None
    ] * 2
