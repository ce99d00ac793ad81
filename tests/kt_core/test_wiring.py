"""The plan of a network: which layer reads what, in which order."""

from kt_core.experiment import Component, parse
from kt_core.wiring import Tensor, wire


def network(*nodes, **more):
    head = {"format": "kt-experiment", "version": 1}
    first = {"name": "input", "kind": "Input", "params": {"shape": [8, 8, 1]}}
    return parse({**head, "network": [first, *nodes], **more})


def node(name, kind="Dense", **more):
    return {"name": name, "kind": kind, **more}


def plan(*nodes, augmentation=(), **more):
    found = network(*nodes, **more)
    return wire(found.network, found.outputs, augmentation=augmentation)


def reads(wiring):
    return {call.node.name: call.positional for call in wiring.calls}


def test_a_node_without_inputs_reads_the_one_before():
    assert reads(plan(node("a"), node("b")))["b"] == (Tensor("a"),)


def test_nodes_come_after_all_they_read_whatever_the_document_says():
    wiring = plan(node("late", inputs=["early"]), node("early", inputs=["input"]), outputs=["late"])
    assert [call.node.name for call in wiring.calls] == ["early", "late"]


def test_a_disabled_node_is_passed_over_with_its_first_input():
    wiring = plan(node("a"), node("off", enabled=False), node("b"))
    assert reads(wiring) == {"a": (Tensor("input"),), "b": (Tensor("a"),)}
    assert wiring.bypassed == {"off": Tensor("a")}


def test_a_disabled_last_node_leaves_the_output_to_the_one_before():
    wiring = plan(node("a"), node("off", enabled=False))
    assert wiring.outputs == (Tensor("a"),)


def test_joining_layers_get_one_list():
    wiring = plan(node("a"), node("b", inputs=["input"]), node("join", "Add", inputs=["a", "b"]))
    assert reads(wiring)["join"] == ((Tensor("a"), Tensor("b")),)


def test_attention_over_one_tensor_is_self_attention():
    wiring = plan(node("rows", "Reshape"), node("attend", "MultiHeadAttention"))
    assert reads(wiring)["attend"] == (Tensor("rows"), Tensor("rows"))


def test_a_map_of_inputs_names_call_arguments():
    inputs = {"query": "input", "value": "input"}
    wiring = plan(node("attend", "MultiHeadAttention", inputs=inputs))
    assert wiring.calls[0].named == (("query", Tensor("input")), ("value", Tensor("input")))


def test_one_of_several_outputs_can_be_read():
    wiring = plan(node("lstm", "LSTM"), node("b", inputs=[{"node": "lstm", "output": 2}]))
    assert reads(wiring)["b"] == (Tensor("lstm", 2),)


def test_a_sharing_node_calls_the_other_nodes_layer():
    wiring = plan(node("a"), {"name": "again", "shares": "a", "inputs": ["a"]})
    assert wiring.calls[1].owner is wiring.calls[0].node


def test_augmentation_stands_between_the_input_and_its_readers():
    flip = Component(kind="RandomFlip")
    wiring = plan(node("a"), node("b", inputs=["input"]), augmentation=[flip], outputs=["a", "b"])
    assert reads(wiring) == {
        "random_flip": (Tensor("input"),),
        "a": (Tensor("random_flip"),),
        "b": (Tensor("random_flip"),),
    }


def test_a_second_input_goes_through_the_same_augmentation_layers():
    flip, zoom = Component(kind="RandomFlip"), Component(kind="RandomZoom")
    wiring = plan(
        node("right", kind="Input", params={"shape": [4, 4, 1]}),
        node("join", kind="Add", inputs=["input", "right"]),
        augmentation=[flip, zoom],
    )
    calls = [(call.node.name, call.owner.name) for call in wiring.calls]
    assert calls == [
        ("random_flip", "random_flip"),
        ("random_zoom", "random_zoom"),
        ("random_flip right", "random_flip"),
        ("random_zoom right", "random_zoom"),
        ("join", "join"),
    ]
    assert [tensor.node for tensor in wiring.calls[-1].tensors] == [
        "random_zoom",
        "random_zoom right",
    ]


def test_augmentation_layers_never_take_a_nodes_name():
    flip = Component(kind="RandomFlip")
    wiring = plan(node("random_flip"), augmentation=[flip, flip])
    assert len(set(wiring.names.values())) == 4


def test_a_chain_of_plain_layers_is_a_stack():
    assert plan(node("a"), node("b")).is_stack


def test_shared_joined_or_named_inputs_make_a_graph():
    shared = {"name": "again", "shares": "a"}
    assert not plan(node("a"), shared).is_stack
    assert not plan(node("a"), node("b", "Add", inputs=["input", "a"])).is_stack
    assert not plan(node("a", "MobileNetV2")).is_stack
    assert not plan(node("a", "LSTM", params={"return_state": True})).is_stack


def test_what_leads_to_no_output_is_pruned():
    wiring = plan(node("a"), node("b"), outputs=["a"]).pruned()
    assert [call.node.name for call in wiring.calls] == ["a"]
