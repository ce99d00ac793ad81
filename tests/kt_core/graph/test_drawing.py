"""The numbers and words of which the drawing is made."""

from kt_core import graph
from tests.kt_core.graph.test_graph_edits import SKIP, holder, node


def drawn(given, built=None, problems=None):
    found = graph.drawing(given, built=built or {}, problems=problems or {})
    return {each["name"]: each for each in found["nodes"]}, found["edges"]


def ends(edges):
    return [(edge["source"], edge["target"], edge["slot"], edge["label"]) for edge in edges]


def test_references_to_the_row_above_are_drawn_like_all_others():
    _, edges = drawn(SKIP)
    assert ends(edges) == [
        ("in", "a", "0", ""),
        ("a", "b", "0", ""),
        ("b", "add", "0", ""),
        ("in", "add", "1", ""),
        ("add", "c", "0", ""),
    ]


def test_a_self_attention_has_an_edge_for_query_and_one_for_value():
    nodes, edges = drawn(holder("in", "a", "mha"))
    assert ends(edges)[1:] == [("a", "mha", "query", "query"), ("a", "mha", "value", "value")]
    assert nodes["mha"]["arguments"] == ["query", "value", "key"]


def test_where_the_order_counts_the_edges_say_it():
    given = holder("in", "a", "cat: a in", "look = Attention: cat in")
    assert [label for *_, label in ends(drawn(given)[1])] == ["", "1", "2", "query", "value"]


def test_edges_carry_the_shape_of_the_output_they_leave():
    given = holder("in", "a", "b")
    given["network"][2]["inputs"] = [{"node": "a", "output": 1}]
    built = {"a": {"output_shape": [[None, 5, 8], [None, 8]], "params": 40}}
    nodes, edges = drawn(given, built)
    assert (nodes["a"]["shapes"], nodes["a"]["ports"]) == ([[5, 8], [8]], 2)
    assert nodes["a"]["params"] == 40
    assert [edge["shape"] for edge in edges] == [None, [8]]


def test_outputs_problems_shared_disabled_and_nested_layers_are_marked():
    inner = {"name": "block", "kind": "Network", "network": [node("in"), node("x")]}
    again = {"name": "again", "shares": "a"}
    given = holder("in", "a", "b", outputs=["b", "again"])
    given["network"] += [again, inner | {"enabled": False}]
    nodes, _ = drawn(given, problems={"b": (2, 1)})
    assert (nodes["b"]["errors"], nodes["b"]["warnings"]) == (2, 1)
    assert [name for name, each in nodes.items() if each["output"]] == ["b", "again"]
    assert (nodes["again"]["shares"], nodes["again"]["kind"]) == ("a", "Dense")
    assert (nodes["block"]["nested"], nodes["block"]["enabled"]) == (2, False)


def test_references_to_nowhere_are_not_drawn():
    assert ends(drawn(holder("in", "a: gone"))[1]) == []
