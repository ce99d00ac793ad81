"""A row dragged to another place of the list does what a person expects of a stack."""

from itertools import pairwise

import pytest

from kt_core import graph
from tests.kt_core.graph.test_graph_edits import (
    SKIP,
    STACK,
    TWO,
    holder,
    outputs,
    reads,
    refusal,
    rows,
)


@pytest.mark.parametrize(
    ("name", "to", "order"),
    [("a", 2, "in b a c"), ("c", 1, "in c a b"), ("a", 99, "in b c a"), ("b", 2, "in a b c")],
)
def test_a_row_of_a_stack_leaves_the_chain_and_enters_it_elsewhere(name, to, order):
    changed = graph.move_node(STACK, name, to)
    names = order.split()
    assert rows(changed) == names
    assert reads(changed) == {one: [above] for above, one in pairwise(names)}
    assert outputs(changed) == [names[-1]]
    assert all("inputs" not in node for node in changed["network"])


def test_a_row_moved_out_from_before_a_join_leaves_its_path_joined():
    changed = graph.move_node(SKIP, "a", 2)
    assert reads(changed) == {"b": ["in"], "a": ["b"], "add": ["a", "in"], "c": ["add"]}


def test_a_join_that_is_moved_takes_its_other_source_along():
    changed = graph.move_node(SKIP, "add", 4)
    assert reads(changed) == {"a": ["in"], "b": ["a"], "c": ["b"], "add": ["c", "in"]}
    assert outputs(changed) == ["add"]


def test_a_self_attention_that_is_moved_stays_one():
    given = holder("in", "a", "b", "mha")
    given["network"][3]["inputs"] = {"query": "b", "value": "b"}
    assert reads(graph.move_node(given, "mha", 2)) == {"a": ["in"], "mha": ["a", "a"], "b": ["mha"]}


def test_an_input_moves_without_changing_what_anything_reads():
    changed = graph.move_node(TWO, "in2", 0)
    assert rows(changed)[:2] == ["in2", "in1"]
    assert reads(changed) == reads(TWO)


def test_the_start_of_a_branch_moves_without_changing_what_anything_reads():
    given = holder("in1", "in2", "a: in1", "b: in2", "cat: a b")
    changed = graph.move_node(given, "a", 3)
    assert rows(changed) == ["in1", "in2", "b", "a", "cat"]
    assert reads(changed) == reads(given)
    assert outputs(changed) == ["cat"]


@pytest.mark.parametrize(
    ("given", "name", "to", "code"),
    [
        (STACK, "b", 0, "move_to_front"),
        (STACK, "in", 2, "move_above_source"),
        (SKIP, "in", 1, "move_above_source"),
        (holder("in", "a", "b", "add: a b", "c"), "a", 3, "move_above_source"),
    ],
)
def test_no_row_comes_to_stand_above_what_it_reads(given, name, to, code):
    assert refusal(graph.move_node, given, name, to) == code


def test_a_row_that_is_not_there_cannot_be_moved():
    with pytest.raises(KeyError):
        graph.move_node(STACK, "x", 1)
