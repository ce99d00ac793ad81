"""Layers become a network of their own and come out of it again; nothing computed changes."""

import copy

import pytest

from kt_core import edits
from kt_core.experiment import parse
from kt_core.graph.grouping import begin_network, begun_network, group
from kt_core.graph.ungrouping import ungroup
from kt_core.problems import ProblemError

HEAD = {"format": "kt-experiment", "version": 1}
SIDES = {
    **HEAD,
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [6]}},
        {"name": "stem", "kind": "Dense", "params": {"units": 5}},
        {"name": "left", "kind": "Dense", "params": {"units": 4}},
        {"name": "right", "kind": "Dense", "params": {"units": 4}, "inputs": ["stem"]},
        {"name": "again", "shares": "right"},
        {"name": "twice", "kind": "Add", "inputs": ["stem", "stem"]},
        {"name": "join", "kind": "Concatenate", "inputs": ["left", "right", "twice"]},
        {"name": "output", "kind": "Dense", "params": {"units": 2}},
    ],
}
SIDES["network"][4]["inputs"] = ["join_in"]
SIDES["network"].insert(4, {"name": "join_in", "kind": "Dense", "params": {"units": 5}})
STATES = {
    **HEAD,
    "network": [
        {"name": "input", "kind": "Input", "params": {"shape": [None, 3]}},
        {"name": "lstm", "kind": "LSTM", "params": {"units": 4, "return_state": True}},
        {
            "name": "decode",
            "kind": "LSTM",
            "params": {"units": 4},
            "inputs": {
                "sequences": "input",
                "initial_state": [{"node": "lstm", "output": 1}, {"node": "lstm", "output": 2}],
            },
        },
        {"name": "scale", "kind": "Multiply", "inputs": ["lstm", "decode"]},
        {"name": "output", "kind": "Dense", "params": {"units": 2}},
    ],
}


def facts(document):
    """As the check would answer, where the tests need it."""
    three = {"output_shape": [[None, 4]] * 3, "output_dtype": ["float32"] * 3}
    one = {"output_shape": [None, 4], "output_dtype": "float32"}
    return {name: three if name == "lstm" else one for name in edits.names(document)}


def grouped(document, *names):
    return group(document, names, facts=facts(document))


def refusal(document, *names):
    with pytest.raises(ProblemError) as refused:
        grouped(document, *names)
    return refused.value.problems[0].code


@pytest.mark.parametrize(
    ("document", "names"),
    [
        (SIDES, ("left",)),
        (SIDES, ("left", "right", "join_in", "again", "twice", "join")),
        (SIDES, ("right", "join_in", "again")),
        (SIDES, ("twice", "join")),
        (SIDES, ("join", "output")),
        (STATES, ("decode",)),
        (STATES, ("lstm", "decode", "scale")),
        (STATES, ("decode", "scale", "output")),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_what_was_grouped_and_ungrouped_is_as_it_was(document, names):
    before = copy.deepcopy(document)
    changed, block = grouped(document, *names)
    parse(changed)
    assert edits.get(changed, ("network", block, "kind")) == "Network"
    back = ungroup(changed, block)
    parse(back)
    assert sorted(edits.names(back)) == sorted(edits.names(document))
    assert wires(back) == wires(document)
    assert document == before


def wires(document):
    from kt_core.graph.spelling import explicit

    return {node["name"]: node for node in explicit(document)["network"]}


def test_several_results_leave_a_network_by_number():
    changed, block = grouped(SIDES, "left", "right", "join_in", "again")
    reads = edits.get(changed, ("network", "join", "inputs"))
    assert reads == [block, {"node": block, "output": 1}, "twice"]


def test_second_results_come_in_through_inputs_of_their_own():
    changed, block = grouped(STATES, "decode")
    inner = edits.get(changed, ("network", block))
    assert edits.names(inner) == ["input", "lstm_1", "lstm_2", "decode"]
    assert inner["inputs"] == [
        "input",
        {"node": "lstm", "output": 1},
        {"node": "lstm", "output": 2},
    ]


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ((), "group_nothing"),
        (("input", "stem"), "group_input"),
        (("right",), "group_shares"),
        (("stem", "join"), "group_between"),
    ],
)
def test_what_could_not_be_a_network_is_refused(names, code):
    assert refusal(SIDES, *names) == code


def test_a_second_result_cannot_leave_a_network():
    assert refusal(STATES, "lstm") == "group_later_output"


def test_two_outputs_of_the_whole_cannot_be_in_one_group():
    document = {**SIDES, "outputs": ["left", "output"]}
    assert refusal(document, *edits.names(document)[1:]) == "group_outputs"


def test_without_shapes_nothing_is_grouped():
    with pytest.raises(ProblemError, match="group_unknown_shape"):
        group(SIDES, ["left"], facts={})


def test_a_layer_that_reads_nothing_is_not_grouped():
    document = {**HEAD, "network": SIDES["network"][1:2]}
    assert refusal(document, "stem") == "group_reads_nothing"


def test_positions_in_the_graph_go_with_their_nodes():
    document = {**SIDES, "layout": {"left": [1, 2], "output": [3, 4]}}
    changed, _ = grouped(document, "left")
    assert changed["layout"] == {"output": [3, 4]}


def test_names_that_are_taken_outside_get_the_networks_name_in_front():
    inner = {**begun_network([6]), "name": "block"}
    document = {**HEAD, "network": [*SIDES["network"][:2], inner]}
    document["network"][1] = {**document["network"][1], "name": "dense"}
    assert edits.names(ungroup(document, "block")) == ["input", "dense", "block_dense"]


def test_a_frozen_network_leaves_frozen_layers():
    changed, block = grouped(SIDES, "left")
    changed = edits.put(changed, ("network", block, "trainable"), False)
    assert edits.get(ungroup(changed, block), ("network", "left", "trainable")) is False


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"enabled": False}, "ungroup_disabled"),
        ({"inputs": ["stem", "input"]}, "ungroup_unfinished"),
        ({"outputs": ["gone"]}, "ungroup_unfinished"),
    ],
)
def test_what_does_not_fit_is_not_taken_apart(change, code):
    changed, block = grouped(SIDES, "left")
    node = {**edits.get(changed, ("network", block)), **change}
    with pytest.raises(ProblemError, match=code):
        ungroup(edits.put(changed, ("network", block), node), block)


def test_a_network_that_is_called_again_is_not_taken_apart():
    changed, block = grouped(SIDES, "left")
    changed["network"].append({"name": "more", "shares": block, "inputs": ["stem"]})
    with pytest.raises(ProblemError, match="ungroup_shared"):
        ungroup(changed, block)


@pytest.mark.parametrize(("rank", "kind"), [(1, "Dense"), (2, "Conv1D"), (3, "Conv2D")])
def test_a_new_network_begins_with_a_layer_that_fits(rank, kind):
    node = begun_network([8] * rank)
    assert [each["kind"] for each in node["network"]] == ["Input", kind]


def test_a_new_network_takes_in_what_its_node_reads():
    document = {**HEAD, "network": [*SIDES["network"][:2], {"name": "new", "kind": "Network"}]}
    document["network"].append({"name": "output", "kind": "Dense", "params": {"units": 2}})
    changed = begin_network(document, "new", facts=facts(document))
    parse(changed)
    first = edits.get(changed, ("network", "new", "network", "input", "params"))
    assert first == {"shape": [4]}
    with pytest.raises(ProblemError, match="group_unknown_shape"):
        begin_network(document, "new", facts={})


def test_whole_numbers_stay_whole_numbers_in_a_new_network():
    document = {**HEAD, "network": [SIDES["network"][0], {"name": "new", "kind": "Network"}]}
    known = {"input": {"output_shape": [None, 7], "output_dtype": "int32"}}
    changed = begin_network(document, "new", facts=known)
    first = edits.get(changed, ("network", "new", "network", "input", "params"))
    assert first == {"shape": [7], "dtype": "int32"}
