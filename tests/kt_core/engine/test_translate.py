"""Keras' records of models as documents: what the catalog knows passes, the rest is named."""

import pytest

from kt_core.engine.saved_training import training
from kt_core.engine.translate import translate
from kt_core.problems import ProblemError
from kt_core.texts import render
from tests.kt_core.engine.saved_models import (
    functional,
    input_layer,
    layer,
    sequential,
    tensor,
)


def refused(record):
    with pytest.raises(ProblemError) as raised:
        translate(record)
    found = raised.value.problems[0]
    sentence = render(found)
    assert "?" not in sentence.what
    return found.code


def thing(kind, module="keras.initializers", **config):
    return {"module": module, "class_name": kind, "config": config, "registered_name": None}


def nodes(*layers):
    return translate(sequential(input_layer(), *layers)).nodes


def test_a_sequential_becomes_a_list_of_nodes_without_its_defaults():
    dense = layer(
        "Dense",
        "hidden",
        units=3,
        activation="relu",
        use_bias=True,
        kernel_initializer=thing("GlorotUniform", seed=None, input_axes=None),
        bias_initializer=thing("Constant", value=0.1),
        kernel_regularizer=thing("L2", "keras.regularizers", l2=0.01),
        bias_regularizer=None,
        dtype=thing("DTypePolicy", "keras", name="float32"),
    )
    assert nodes(dense) == [
        {"name": "in", "kind": "Input", "params": {"shape": [4]}},
        {
            "name": "hidden",
            "kind": "Dense",
            "params": {
                "units": 3,
                "activation": "relu",
                "bias_initializer": {"kind": "Constant", "params": {"value": 0.1}},
                "kernel_regularizer": {"kind": "L2", "params": {}},
            },
        },
    ]


def test_sizes_equal_on_all_axes_become_one_number():
    conv = layer(
        "Conv2D", "c", filters=2, kernel_size=[3, 3], strides=[1, 1], data_format="channels_last"
    )
    pool = layer("MaxPooling2D", "p", pool_size=[2, 2], strides=[2, 2], padding="valid")
    wide = layer("Conv2D", "w", filters=2, kernel_size=[1, 3])
    found = nodes(conv, pool, wide)
    assert [node["params"] for node in found[1:]] == [
        {"filters": 2, "kernel_size": 3},
        {},
        {"filters": 2, "kernel_size": [1, 3]},
    ]


def test_a_sequential_without_an_input_gets_the_shape_it_was_built_for():
    record = sequential(layer("Dense", "d", units=1), build_input_shape=[None, 7])
    assert translate(record).nodes[0] == {
        "name": "input",
        "kind": "Input",
        "params": {"shape": [7]},
    }


def test_layers_inside_layers_become_components_and_the_mirrored_one_is_left_out():
    forward = thing("LSTM", "keras.layers", name="f", units=3, go_backwards=False)
    backward = thing("LSTM", "keras.layers", name="b", units=3, go_backwards=True)
    record = layer("Bidirectional", "bi", layer=forward, backward_layer=backward)
    (node,) = nodes(record)[1:]
    assert node["params"] == {"layer": {"kind": "LSTM", "params": {"units": 3}}}


def test_a_functional_graph_keeps_branches_shared_layers_and_its_outputs():
    shared = layer("Dense", "shared", "in", units=4)
    shared["inbound_nodes"].append({"args": [tensor("in")], "kwargs": {"mask": None}})
    add = layer("Add", "add", units=None)
    add["config"].pop("units")
    add["inbound_nodes"] = [{"args": [[tensor("shared", 0), tensor("shared", 1)]], "kwargs": {}}]
    ends = (("add", 0, 0), ("shared", 0, 0))
    found = translate(functional(input_layer(), shared, add, outputs=ends))
    assert found.nodes[1:] == [
        {"name": "shared", "kind": "Dense", "params": {"units": 4}},
        {"name": "shared_2", "shares": "shared", "inputs": ["in"]},
        {"name": "add", "kind": "Add", "params": {}, "inputs": ["shared", "shared_2"]},
    ]
    assert found.parts()["outputs"] == ["add", "shared"]


def test_layers_listed_before_what_they_read_are_put_in_order():
    late = layer("Dense", "late", "early", units=1)
    early = layer("Dense", "early", "in", units=2)
    found = translate(functional(late, early, input_layer(), outputs=[("late", 0, 0)]))
    assert [node["name"] for node in found.nodes] == ["in", "early", "late"]


def test_arguments_by_name_become_a_map():
    attend = layer("MultiHeadAttention", "a", "in", num_heads=1, key_dim=2)
    attend["inbound_nodes"][0]["kwargs"] = {"value": tensor("in"), "use_causal_mask": False}
    found = translate(functional(input_layer(shape=(3, 4)), attend, outputs=[("a", 0, 0)]))
    assert found.nodes[1]["inputs"] == {"query": "in", "value": "in"}


def test_a_layer_for_an_activation_becomes_a_node_of_its_own():
    leaky = thing("LeakyReLU", "keras.layers", name="l", negative_slope=0.1)
    dense = layer("Dense", "d", "in", units=2, activation=leaky)
    last = layer("Dense", "last", "d", units=1)
    found = translate(functional(input_layer(), dense, last, outputs=[("last", 0, 0)])).nodes
    assert found[1:] == [
        {"name": "d", "kind": "Dense", "params": {"units": 2}},
        {"name": "d_activation", "kind": "LeakyReLU", "params": {"negative_slope": 0.1}},
        {"name": "last", "kind": "Dense", "params": {"units": 1}},
    ]
    assert nodes(layer("Dense", "d", units=2, activation=leaky))[1:] == found[1:3]


def test_a_network_inside_a_network_stays_one():
    inner = sequential(input_layer("inner_in", (4,)), layer("Dense", "d", units=2))
    inner["config"]["name"] = "inner"
    found = nodes({**inner, "name": "inner"}, layer("Dense", "last", units=1))
    assert found[1]["kind"] == "Network"
    assert [node["name"] for node in found[1]["network"]] == ["inner_in", "d"]


def test_masks_that_keras_works_out_itself_are_kept_apart():
    embed = layer("Embedding", "e", "in", input_dim=5, output_dim=2, mask_zero=True)
    differs = layer("NotEqual", "ne", "in", module="keras.src.ops.numpy", registered="NotEqual")
    differs["config"] = {"name": "ne"}
    differs["inbound_nodes"][0]["args"].append(0)
    lstm = layer("LSTM", "l", "e", units=2)
    lstm["inbound_nodes"][0]["kwargs"] = {"mask": tensor("ne"), "training": False}
    found = translate(functional(input_layer(), embed, differs, lstm, outputs=[("l", 0, 0)]))
    assert [node["name"] for node in found.nodes] == ["in", "e", "l"]
    assert list(found.masks) == ["l"]
    assert found.masks["l"][0] == "NotEqual"


def test_names_that_are_not_ascii_stay_for_the_screen():
    assert nodes(layer("Dense", "手写 <b>数字</b>", units=1))[1]["name"] == "手写 <b>数字</b>"


def test_a_frozen_layer_stays_frozen():
    frozen = layer("Dense", "d", units=1)
    frozen["config"]["trainable"] = False
    assert nodes(frozen)[1]["trainable"] is False


@pytest.mark.parametrize(
    ("record", "code"),
    [
        (layer("Lambda", "x", function={"class_name": "__lambda__"}), "model_lambda"),
        (layer("MyLayer", "x", module="my_code", registered="Custom>MyLayer"), "model_custom"),
        (layer("Dense", "x", module="keras_hub.layers", units=1), "model_custom"),
        (layer("Dense", "x", registered="Mine>Dense", units=1), "model_custom"),
        (layer("TFSMLayer", "x", filepath="/tmp/x"), "model_unknown_kind"),
        (layer("GetItem", "x", module="keras.src.ops.numpy"), "model_operation"),
        (layer("deserialize", "x", config={}), "model_unknown_kind"),
        (layer("Dense", "x", units=1, activation=thing("relu", "os")), "model_custom"),
        (
            layer(
                "Dense",
                "x",
                units=1,
                activation=thing("function", "builtins") | {"config": "eval"},
            ),
            "model_custom",
        ),
        (layer("Dense", "x", units=1, activation=thing("__lambda__")), "model_lambda"),
        (layer("Dense", "x", units=1, kernel_initializer=thing("Mine")), "model_unknown_kind"),
        (layer("Dense", "x", units=1, weights=[1, 2]), "model_argument"),
        (layer("Dense", "x", units={"a": 1}), "model_argument"),
        (layer("Dense", "x", units=-5), None),
        (layer("Dense", "x", units="many"), None),
        (layer("Dense", "x"), "missing_param"),
        (layer("StringLookup", "x", vocabulary="/etc/passwd"), None),
        (
            layer("Dense", "x", units=1, dtype=thing("QuantizedDTypePolicy", "keras", name="int8")),
            "model_quantized",
        ),
    ],
)
def test_what_the_catalog_does_not_know_is_refused_by_name(record, code):
    found = refused(sequential(input_layer(), record))
    assert code is None or found == code


def in_graph(*, args=(), **kwargs):
    record = layer("Dense", "d", "in", units=1)
    record["inbound_nodes"] = [{"args": [tensor("in"), *args], "kwargs": kwargs}]
    return functional(input_layer(), record, outputs=[("d", 0, 0)])


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({**sequential(input_layer()), "class_name": "MyModel"}, "model_subclassed"),
        ({"class_name": "Functional", "config": {"name": "x"}}, "model_subclassed"),
        ({"class_name": "Sequential", "config": None}, "model_subclassed"),
        (sequential(), "model_config_broken"),
        (sequential(1, 2), "model_config_broken"),
        (sequential(layer("Dense", "d", units=1)), "model_not_built"),
        (sequential(*[layer("Dense", f"d{n}", units=1) for n in range(2500)]), None),
        (in_graph(use_causal_mask=True), "model_call"),
        (in_graph(args=[3]), "model_call"),
        (functional(input_layer(), outputs=[("gone", 0, 0)]), "model_config_broken"),
        (
            functional(input_layer(), layer("Dense", "a", "b", units=1), outputs=[("a", 0, 0)]),
            "model_config_broken",
        ),
        (
            functional(input_layer(), layer("Dense", "a", "a", units=1), outputs=[("a", 0, 0)]),
            "model_config_broken",
        ),
        (functional(input_layer(), outputs=[("in", 0, 1)]), "model_output"),
    ],
)
def test_graphs_that_make_no_sense_are_refused(record, code):
    found = refused(record)
    assert code is None or found == code


def test_keras_2_files_are_called_so():
    old = layer("Dense", "d", units=1)
    old["inbound_nodes"] = [[["in", 0, 0, {}]]]
    assert refused(functional(input_layer(), old, outputs=[("d", 0, 0)])) == "model_keras2"
    first = {**input_layer(), "config": {"name": "in", "batch_input_shape": [None, 4]}}
    assert refused(sequential(first)) == "model_keras2"


def test_optimizer_loss_and_metrics_are_taken_over():
    parts, notes = training(
        {
            "optimizer": thing("SGD", "keras.optimizers", learning_rate=0.009999999776482582),
            "loss": thing("Huber", "keras.losses", delta=2.0),
            "metrics": ["accuracy", thing("MeanSquaredError", "keras.metrics", name="x")],
        }
    )
    assert parts["optimizer"]["kind"] == "SGD"
    assert parts["loss"] == {"kind": "Huber", "params": {"delta": 2.0}}
    assert parts["metrics"][0] == "accuracy"
    assert notes == []


@pytest.mark.parametrize(
    "compiled",
    [
        {"loss": "my_loss"},
        {"loss": thing("MyLoss", "my_code")},
        {"optimizer": thing("Adam", "keras.optimizers", learning_rate=thing("Lambda"))},
        {"metrics": [thing("function", "builtins")]},
        {"loss": "mse", "loss_weights": [1.0, 2.0]},
    ],
)
def test_of_training_what_is_unknown_is_left_out_with_a_note(compiled):
    parts, notes = training(compiled)
    assert notes == ["training_dropped"]
    assert "my" not in str(parts).lower()
