"""What a node reads: shown argument by argument, changed without touching other connections."""

import pytest

from kt_core import edits
from kt_core.graph.reading import Slot, call_again, read, readable, slots
from kt_core.problems import ProblemError


def network(*nodes):
    first = {"name": "input", "kind": "Input", "params": {"shape": [4, 3]}}
    return {"network": [first, *nodes]}


LSTM = {"name": "lstm", "kind": "LSTM", "params": {"units": 4, "return_state": True}}
DECODE = {"name": "decode", "kind": "LSTM", "params": {"units": 4}}
ATTEND = {"name": "attend", "kind": "MultiHeadAttention", "params": {"num_heads": 2, "key_dim": 2}}
ADD = {"name": "add", "kind": "Add", "inputs": ["input", "dense"]}
DENSE = {"name": "dense", "kind": "Dense", "params": {"units": 3}}
THREE = {"lstm": {"output_dtype": ["float32"] * 3}}


def inputs(document, name):
    return edits.get(document, ("network", name, "inputs"))


def test_a_layer_on_one_tensor_has_one_slot_that_is_empty_as_long_as_it_reads_the_row_above():
    assert slots(network(DENSE), "dense") == [Slot("inputs", False, ())]


def test_a_merging_layer_takes_several():
    found = slots(network(DENSE, ADD), "add")
    assert found == [Slot("inputs", True, (("input", 0), ("dense", 0)))]


def test_an_attention_layer_has_query_value_and_key():
    names = [slot.argument for slot in slots(network({**ATTEND, "inputs": ["input"]}), "attend")]
    assert names == ["query", "value", "key"]


def test_an_input_reads_nothing():
    assert slots(network(), "input") == []


def test_the_states_of_a_recurrent_layer_are_there_on_request():
    assert [slot.argument for slot in slots(network(LSTM), "lstm")] == ["sequences"]
    every = slots(network(LSTM), "lstm", every=True)
    assert ("initial_state", True) in [(slot.argument, slot.several) for slot in every]


def test_every_result_of_a_layer_with_several_can_be_read_but_none_that_closes_a_circle():
    found = readable(network(LSTM, DECODE, DENSE), "decode", facts=THREE)
    assert found == [("input", 0), ("lstm", 0), ("lstm", 1), ("lstm", 2)]


def test_a_first_state_is_handed_over():
    document = network(LSTM, DECODE)
    states = [("lstm", 1), ("lstm", 2)]
    changed = read(document, "decode", argument="initial_state", tensors=states)
    written = [{"node": "lstm", "output": 1}, {"node": "lstm", "output": 2}]
    assert inputs(changed, "decode") == {"sequences": "lstm", "initial_state": written}
    assert slots(changed, "decode")[1].tensors == tuple(states)
    assert read(changed, "decode", argument="initial_state", tensors=[]) == document


def test_one_argument_of_an_attention_layer_is_set_apart_from_the_others():
    document = network(DENSE, ATTEND)
    changed = read(document, "attend", argument="value", tensors=[("input", 0)])
    assert inputs(changed, "attend") == {"query": "dense", "value": "input"}
    changed = read(changed, "attend", argument="key", tensors=[("input", 0)])
    assert inputs(changed, "attend") == {"query": "dense", "value": "input", "key": "input"}


def test_without_a_choice_the_row_above_is_read():
    document = network(DENSE, ADD)
    changed = read(document, "add", argument="inputs", tensors=[])
    assert inputs(changed, "add") is None


def test_other_rows_keep_what_they_read():
    document = network(DENSE, {**DENSE, "name": "last"})
    changed = read(document, "dense", argument="inputs", tensors=[("input", 0)])
    assert changed == document
    changed = read(document, "last", argument="inputs", tensors=[("input", 0)])
    assert inputs(changed, "last") == ["input"]


def test_a_circle_is_refused():
    document = network(DENSE, {**DENSE, "name": "last"})
    with pytest.raises(ProblemError, match="connect_circle"):
        read(document, "dense", argument="inputs", tensors=[("last", 0)])


def test_a_layer_is_called_again_with_the_same_weights():
    document = network(DENSE, {**DENSE, "name": "last"})
    changed, again = call_again(document, "dense")
    assert edits.names(changed) == ["input", "dense", again, "last"]
    assert edits.get(changed, ("network", again)) == {
        "name": "dense_again",
        "shares": "dense",
        "inputs": ["input"],
    }
    assert inputs(changed, "last") == ["dense"]


def test_a_call_that_shares_is_called_again_too():
    changed, first = call_again(network(DENSE), "dense")
    changed, second = call_again(changed, first)
    assert edits.get(changed, ("network", second, "shares")) == "dense"
    assert second not in (first, "dense")
