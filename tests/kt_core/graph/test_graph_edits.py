"""What a person does in the graph view, as functions of values."""

import copy

import pytest

from kt_core import graph
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.texts import render
from kt_core.wiring import wire


def holder(*nodes, **more):
    """A document from "name", "name: source source" or "name = kind: sources"."""
    return {"format": "kt-experiment", "version": 1, "network": [*map(node, nodes)], **more}


def node(words):
    head, _, reads = words.partition(":")
    name, _, kind = (part.strip() for part in head.partition("="))
    kinds = {"in": "Input", "add": "Add", "mha": "MultiHeadAttention", "cat": "Concatenate"}
    found = {"name": name, "kind": kind or kinds.get(name.rstrip("0123456789"), "Dense")}
    params = {"Input": {"shape": [4]}, "Dense": {"units": 4}}.get(found["kind"])
    found |= {"params": params} if params else {}
    return found | ({"inputs": reads.split()} if reads else {})


def reads(changed):
    """What each layer is called on, as the model will be built: `{"add": ["b", "a"]}`."""
    experiment = parse(changed)
    wiring = wire(experiment.network, experiment.outputs)
    return {call.node.name: [tensor.node for tensor in call.tensors] for call in wiring.calls}


def rows(changed):
    return [each["name"] for each in changed["network"]]


def outputs(changed):
    experiment = parse(changed)
    return [tensor.node for tensor in wire(experiment.network, experiment.outputs).outputs]


def inputs(changed, name):
    return next(each for each in changed["network"] if each["name"] == name).get("inputs")


def refusal(function, *args, **named):
    with pytest.raises(ProblemError) as refused:
        function(*args, **named)
    (problem,) = refused.value.problems
    sentence = render(problem)
    assert sentence.what
    assert sentence.expected
    return problem.code


STACK = holder("in", "a", "b", "c")
SKIP = holder("in", "a", "b", "add: b in", "c")
TWO = holder("in1", "a", "in2", "b", "cat: a b", "out")


@pytest.mark.parametrize("given", [STACK, SKIP, TWO])
def test_no_edit_changes_the_holder_it_is_given(given):
    before = copy.deepcopy(given)
    graph.remove_node(given, "a")
    graph.add_after(given, "Dense", params={"units": 2}, after="a")
    graph.move_node(given, "b", 1)
    graph.join(given, ["a", "b"], "Add")
    graph.arrange(given, {"a": (1, 2)})
    assert given == before


def test_a_one_tensor_layer_reads_the_new_source_instead_and_nothing_else_changes():
    changed = graph.connect(STACK, "in", "b")
    assert reads(changed) == {"a": ["in"], "b": ["in"], "c": ["b"]}


def test_a_layer_on_a_list_reads_one_tensor_more():
    changed = graph.connect(holder("in", "a", "add", "c"), "in", "add")
    assert reads(changed)["add"] == ["a", "in"]
    assert graph.connect(changed, "in", "add") == changed


def test_two_tensors_for_a_one_tensor_layer_can_be_joined_in_front_of_it():
    changed = graph.connect(STACK, "in", "c", joined="Add")
    assert reads(changed) == {"a": ["in"], "b": ["a"], "add": ["b", "in"], "c": ["add"]}


def test_a_source_further_down_moves_its_reader_below_it():
    changed = graph.connect(holder("in", "a", "add", "c", "d: in", outputs=["c"]), "d", "add")
    assert reads(changed) == {"a": ["in"], "d": ["in"], "add": ["a", "d"], "c": ["add"]}
    assert rows(changed) == ["in", "a", "d", "add", "c"]
    assert "outputs" not in changed


def test_arguments_with_names_are_connected_one_by_one():
    first = graph.connect(holder("in", "a", "mha"), "in", "mha", argument="query")
    assert inputs(first, "mha") == {"query": "in", "value": "a"}
    assert inputs(graph.connect(first, "a", "mha", argument="key"), "mha")["key"] == "a"


def test_without_a_name_all_of_an_attention_layer_reads_the_source():
    changed = graph.connect(holder("in", "a", "mha", "c"), "in", "mha")
    assert reads(changed)["mha"] == ["in", "in"]


def test_a_second_output_of_a_layer_is_a_source_of_its_own():
    given = holder("in", "a", "b")
    changed = graph.connect(given, "a", "b", output=1)
    assert inputs(changed, "b") == [{"node": "a", "output": 1}]


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("c", "a", "connect_circle"),
        ("a", "a", "connect_itself"),
        ("a", "in", "connect_circle"),
    ],
)
def test_no_connection_closes_a_circle(source, target, code):
    assert refusal(graph.connect, STACK, source, target) == code


def test_nothing_leads_into_an_input():
    assert refusal(graph.connect, TWO, "a", "in2") == "connect_into_input"


def test_a_cut_connection_leaves_the_others_as_they_were():
    changed = graph.disconnect(SKIP, "add", "1")
    assert inputs(changed, "add") is None  # it reads the row above, b
    assert reads(changed) == {"a": ["in"], "b": ["a"], "add": ["b"], "c": ["add"]}


def test_a_layer_whose_only_connection_is_cut_reads_nothing():
    changed = graph.disconnect(STACK, "b", "0")
    assert inputs(changed, "b") == []
    assert inputs(changed, "c") is None


def test_half_of_a_self_attention_can_be_cut():
    changed = graph.disconnect(holder("in", "a", "mha"), "mha", "value")
    assert inputs(changed, "mha") == {"query": "a"}


def test_what_is_not_connected_cannot_be_cut():
    with pytest.raises(KeyError):
        graph.disconnect(STACK, "b", "1")


def test_a_layer_added_behind_another_is_read_by_all_that_read_that_one():
    changed, name = graph.add_after(SKIP, "ReLU", params={}, after="b")
    assert reads(changed) == {
        "a": ["in"],
        "b": ["a"],
        name: ["b"],
        "add": [name, "in"],
        "c": ["add"],
    }


def test_a_layer_added_behind_the_output_becomes_the_output():
    changed, name = graph.add_after(STACK, "Dense", params={"units": 2}, after="c")
    assert outputs(changed) == [name]
    assert "outputs" not in changed
    changed, name = graph.add_after({**SKIP, "outputs": ["c", "b"]}, "ReLU", params={}, after="b")
    assert changed["outputs"] == ["c", name]


def test_the_first_layers_of_an_empty_network_can_be_added():
    empty, name = graph.add_after(holder(), "Input", params={"shape": [4]}, after=None)
    assert rows(empty) == [name] == ["input"]
    changed, _ = graph.add_after(empty, "Dense", params={"units": 2}, after=None)
    assert rows(changed) == ["input", "dense"]


def test_a_layer_added_on_a_connection_stands_in_that_one_only():
    changed, name = graph.add_on(SKIP, "Dense", params={"units": 4}, target="add", slot="1")
    assert reads(changed)["add"] == ["b", name]
    assert reads(changed)[name] == ["in"]
    assert reads(changed)["a"] == ["in"]


def test_a_branch_leaves_what_is_there_as_it_is():
    changed, name = graph.add_branch(STACK, "Dense", params={"units": 4}, after="a")
    assert inputs(changed, name) == ["a"]
    assert outputs(changed) == ["c"]
    joined, cat = graph.join(changed, ["b", name], "Concatenate")
    assert reads(joined)["c"] == [cat]
    assert reads(joined)[cat] in (["b", name], [name, "b"])
    assert outputs(joined) == ["c"]


def test_a_second_input_changes_nothing_that_is_read():
    changed, name = graph.add_first(STACK, "Input", params={"shape": [2]})
    assert rows(changed)[:2] == ["in", name]
    assert reads(changed) == reads(STACK)


def test_a_copy_stands_behind_its_layer():
    changed, name = graph.add_copy(SKIP, "b")
    assert reads(changed)["add"] == [name, "in"]
    assert reads(changed)[name] == ["b"]
    assert reads(graph.add_copy(SKIP, "add")[0])["add_1"] == ["b", "in"]


def test_what_read_a_removed_layer_reads_what_that_one_read():
    assert reads(graph.remove_node(SKIP, "a")) == {"b": ["in"], "add": ["b", "in"], "c": ["add"]}
    branched = holder("in", "a", "b: in", "c", "cat: a c")
    assert reads(graph.remove_node(branched, "b")) == {"a": ["in"], "c": ["in"], "cat": ["a", "c"]}


def test_behind_a_removed_join_the_first_path_goes_on():
    assert reads(graph.remove_node(SKIP, "add"))["c"] == ["b"]


def test_a_removed_layer_leaves_the_layout():
    placed = graph.arrange(SKIP, {"a": (10, 20), "b": (30, 40)})
    assert graph.remove_node(placed, "a")["layout"] == {"b": [30, 40]}
    assert "layout" not in graph.tidy(placed)


def test_a_join_is_read_by_what_read_the_last_of_them():
    changed, name = graph.join(STACK, ["b", "a"], "Concatenate")
    assert reads(changed) == {"a": ["in"], "b": ["a"], name: ["a", "b"], "c": [name]}
    assert refusal(graph.join, STACK, ["a", "a"], "Add") == "join_too_few"


def test_an_output_can_be_added_and_taken_away_but_not_the_last_one():
    changed = graph.set_output(STACK, "a", True)
    assert changed["outputs"] == ["c", "a"]
    assert outputs(graph.set_output(changed, "c", False)) == ["a"]
    assert refusal(graph.set_output, STACK, "c", False) == "only_output"


IMAGES = {"in": (None, 28, 28, 1), "a": (None, 28, 28, 16), "b": (None, 28, 28, 16)}


def test_a_skip_adds_what_goes_in_to_what_comes_out():
    changed, name = graph.residual(STACK, "b", "b", shapes=IMAGES)
    assert reads(changed) == {"a": ["in"], "b": ["a"], name: ["b", "a"], "c": [name]}


def test_the_order_in_which_the_ends_of_a_skip_are_chosen_does_not_count():
    assert graph.residual(STACK, "c", "a", shapes={}) == graph.residual(STACK, "a", "c", shapes={})


@pytest.mark.parametrize(
    ("into", "out", "kind", "params"),
    [
        ((None, 28, 28, 1), (None, 28, 28, 16), "Conv2D", {"filters": 16, "kernel_size": 1}),
        (
            (None, 28, 28, 8),
            (None, 14, 14, 16),
            "Conv2D",
            {"filters": 16, "kernel_size": 1, "strides": 2},
        ),
        (
            (None, 28, 14, 8),
            (None, 14, 14, 8),
            "Conv2D",
            {"filters": 8, "kernel_size": 1, "strides": [2, 1]},
        ),
        ((None, 4), (None, 8), "Dense", {"units": 8}),
        (
            (None, 7, 4),
            (None, 4, 4),
            "Conv1D",
            {"filters": 4, "kernel_size": 1, "strides": 2},
        ),
    ],
)
def test_a_skip_between_different_shapes_gets_a_layer_that_makes_them_equal(
    into, out, kind, params
):
    changed, name = graph.residual(STACK, "a", "b", shapes={"in": into, "b": out})
    (added,) = [n for n in changed["network"] if n["name"] not in ("in", "a", "b", "c", name)]
    assert (added["kind"], added["params"]) == (kind, params)
    assert reads(changed)[added["name"]] == ["in"]
    assert reads(changed)[name] == ["b", added["name"]]


@pytest.mark.parametrize("out", [(None, 26, 26, 1), (None, 784), (None, 56, 56, 1)])
def test_sizes_that_no_single_layer_makes_equal_are_refused(out):
    shapes = {"in": (None, 28, 28, 1), "b": out}
    assert refusal(graph.residual, STACK, "a", "b", shapes=shapes) == "skip_sizes"


def test_a_skip_needs_a_path():
    assert refusal(graph.residual, TWO, "a", "b", shapes={}) == "skip_no_path"


def test_a_skip_around_a_stretch_that_begins_with_a_join_begins_behind_it():
    changed, name = graph.residual(SKIP, "add", "c", shapes={})
    assert reads(changed)[name] == ["c", "add"]
