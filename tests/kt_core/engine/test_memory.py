"""A check that remembers says exactly what one that asks Keras for everything says."""

import copy
import random

import pytest

from kt_core.experiment import Node
from kt_core.templates import NAMES, template
from tests.kt_core.engine.small_documents import network

pytestmark = pytest.mark.engine
EDITS = 6


@pytest.fixture
def memory():
    from kt_core.engine.memory import Memory

    return Memory()


def check(document, memory):
    from kt_core.engine.check import check as asked

    return asked(document, memory)


def edited(document):
    """The document after each of many single edits: layers left out, doubled, frozen, changed."""
    for at, node in enumerate(document["network"]):
        yield _with(document, at, [])
        yield _with(document, at, [node, {**node, "name": "once_more"}])
        yield _with(document, at, [{**node, "trainable": False}])
        for name, value in (node.get("params") or {}).items():
            if type(value) is int:
                yield _with(document, at, [{**node, "params": {**node["params"], name: value + 1}}])


def _with(document, at, nodes):
    changed = copy.deepcopy(document)
    changed["network"][at : at + 1] = copy.deepcopy(nodes)
    return changed


@pytest.mark.parametrize("name", NAMES)
def test_edit_by_edit_the_answers_are_those_without_a_memory(name, memory, home):
    document = template(name).document()
    for each in [document, *random.Random(5).sample(list(edited(document)), EDITS), document]:
        assert check(each, memory) == check(each, None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"mask_zero": True}, {"mask_zero": False}),
        ({"output_dim": 4}, {"output_dim": 8}),
    ],
)
def test_what_comes_in_decides_as_much_as_the_layer_itself(first, second, memory, home):
    def sentence(embedding):
        given = {"input_dim": 9, "output_dim": 4, **embedding}
        return network(("Embedding", given), ("LSTM", {"units": 3}), shape=(5,), dtype="int32")

    for each in (sentence(first), sentence(second), sentence(first)):
        assert check(each, memory) == check(each, None)


def test_only_the_layers_behind_an_edit_are_called_again(memory, monkeypatch, home):
    import keras

    called = []
    calling = keras.layers.Layer.__call__

    def counted(layer, *arguments, **named):
        called.append(layer.name)
        return calling(layer, *arguments, **named)

    def dense(units):
        layers = [("Dense", {"units": each}) for each in (units, 4, 5, 6)]
        return network(*layers, shape=(3,))

    check(dense(7), memory)
    monkeypatch.setattr(keras.layers.Layer, "__call__", counted)
    answer = check(dense(8), memory)
    assert len(called) == 2
    assert [node["params"] for node in answer["nodes"]] == [0, 32, 36, 25, 36]


def test_the_oldest_is_forgotten():
    from kt_core.engine.memory import Memory

    memory = Memory(most=2)
    for name in "abc":
        memory.keep(name, f"{name} called", object(), ())
    assert [memory.find(f"{name} called") is not None for name in "abc"] == [False, True, True]
    assert [memory.has_made(name) for name in "abc"] == [False, True, True]


def test_layers_of_another_precision_are_other_layers(memory, home):
    import keras

    document = network(("Dense", {"units": 4}), shape=(3,))
    policy = keras.config.dtype_policy()
    check(document, memory)
    try:
        keras.config.set_dtype_policy("mixed_bfloat16")
        assert check(document, memory)["nodes"][-1]["output_dtype"] == "bfloat16"
    finally:
        keras.config.set_dtype_policy(policy)


def test_what_has_a_network_of_its_own_is_made_every_time():
    from kt_core.engine.memory import node_key

    assert node_key(Node(name="inner", kind="Network", network=()), "inner") is None
