"""Documents that mean the same become equal, and nothing else changes."""

import copy

import pytest

from kt_core import catalog
from kt_core.edits import mend
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.problems import Fix

INPUT = {"name": "in", "kind": "Input", "params": {"shape": [8, 8, 1]}}
CONV = {"name": "conv", "kind": "Conv2D", "params": {"filters": 2, "kernel_size": 3}}
OUT = {"name": "out", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}}
WHOLE = {
    "format": "kt-experiment",
    "version": 1,
    "data": {"kind": "mnist_5k"},
    "network": [INPUT, CONV, {"name": "flat", "kind": "Flatten"}, OUT],
    "loss": {"kind": "SparseCategoricalCrossentropy", "params": {}},
    "optimizer": {"kind": "Adam", "params": {}},
    "metrics": [{"kind": "SparseCategoricalAccuracy", "params": {}}],
    "fit": {"epochs": 2},
}


def changed(path, value):
    operation = {"op": "add", "path": path, "value": value}
    return mend(copy.deepcopy(WHOLE), Fix("", (operation,)))


def normal(document):
    return normalize(parse(document)).to_json()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/name", ""),
        ("/seed", 0),
        ("/outputs", ["out"]),
        ("/callbacks", []),
        ("/fit/batch_size", 32),
        ("/data/params", {}),
        ("/data/scaling", "none"),
        ("/data/labels", "integer"),
        ("/data/augmentation", []),
        ("/data/validation", {"kind": "holdout", "params": {"fraction": 0.2}}),
        ("/data/validation", {"kind": "holdout"}),
        ("/network/1/enabled", True),
        ("/network/1/trainable", True),
        ("/network/1/inputs", ["in"]),
        ("/network/1/inputs", [{"node": "in", "output": 0}]),
        ("/network/1/inputs", {"inputs": "in"}),
        ("/network/1/kind", "Convolution2D"),
        ("/network/1/params/kernel_size", [3, 3]),
        ("/network/1/params/strides", 1),
        ("/network/1/params/strides", [1, 1]),
        ("/network/1/params/activation", None),
        ("/network/1/params/activation", "linear"),
        ("/network/1/params/kernel_initializer", "glorot_uniform"),
        ("/network/1/params/kernel_initializer", {"kind": "GlorotUniform"}),
        ("/network/1/params/bias_initializer", {"kind": "zeros", "params": {}}),
        ("/network/1/params/kernel_regularizer", None),
        ("/network/2/params", {}),
        ("/loss", "sparse_categorical_crossentropy"),
        ("/loss", {"kind": "SparseCategoricalCrossentropy", "params": {"from_logits": False}}),
        ("/loss", "crossentropy"),
        ("/optimizer", "adam"),
        ("/optimizer", {"kind": "adam"}),
        ("/optimizer/params", {"learning_rate": 0.001, "beta_1": 0.9}),
        ("/metrics", ["sparse_categorical_accuracy"]),
        ("/metrics/0/params", {"name": "sparse_categorical_accuracy"}),
    ],
)
def test_these_ways_of_writing_mean_the_same(path, value):
    assert normal(changed(path, value)) == normal(WHOLE)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/seed", 1),
        ("/data/validation", None),
        ("/data/labels", "one_hot"),
        ("/network/1/trainable", False),
        ("/network/3/inputs", ["conv"]),
        ("/network/1/params/strides", [1, 2]),
        ("/network/1/params/use_bias", False),
        ("/network/1/params/kernel_regularizer", "l2"),
        ("/optimizer/params", {"learning_rate": 1}),
        ("/optimizer/params", {"amsgrad": True}),
    ],
)
def test_these_changes_mean_something_else(path, value):
    assert normal(changed(path, value)) != normal(WHOLE)


def test_whole_numbers_become_floats_where_keras_wants_them():
    document = changed("/optimizer", {"kind": "SGD", "params": {"learning_rate": 1, "momentum": 1}})
    params = normal(document)["optimizer"]["params"]
    assert [type(value) for value in params.values()] == [float, float]


def test_components_inside_components_are_written_out():
    decay = {"kind": "CosineDecay", "params": {"initial_learning_rate": 1, "decay_steps": 5}}
    document = changed("/optimizer/params", {"learning_rate": decay})
    found = normal(document)["optimizer"]["params"]["learning_rate"]
    assert found == {
        "kind": "CosineDecay",
        "params": {"initial_learning_rate": 1.0, "decay_steps": 5},
    }
    layer = {"kind": "LSTM", "params": {"units": 2, "kernel_initializer": "he_normal"}}
    node = {"name": "both", "kind": "Bidirectional", "params": {"layer": layer}}
    document = {"format": "kt-experiment", "version": 1, "network": [INPUT, node]}
    (_, both) = normal(document)["network"]
    assert both["params"]["layer"]["params"] == {
        "units": 2,
        "kernel_initializer": {"kind": "HeNormal", "params": {}},
    }


@pytest.mark.parametrize(
    ("loss", "units", "labels", "kind"),
    [
        ("sparse_categorical_crossentropy", 10, "integer", "SparseCategoricalAccuracy"),
        ("categorical_crossentropy", 10, "one_hot", "CategoricalAccuracy"),
        ("binary_crossentropy", 1, "integer", "BinaryAccuracy"),
        ("mse", 1, "integer", "BinaryAccuracy"),
        ("mse", 10, "one_hot", "CategoricalAccuracy"),
        ("mse", 10, "integer", "SparseCategoricalAccuracy"),
    ],
)
@pytest.mark.parametrize("written", ["accuracy", "acc", "Accuracy", {"kind": "accuracy"}])
def test_accuracy_is_the_one_that_fits_and_keeps_the_name_keras_logs(
    loss, units, labels, kind, written
):
    document = changed("/metrics", [written])
    document |= {"loss": loss, "data": {"kind": "mnist_5k", "labels": labels}}
    document["network"][3]["params"]["units"] = units
    name = written if isinstance(written, str) else "accuracy"
    assert normal(document)["metrics"] == [{"kind": kind, "params": {"name": name}}]


def test_a_metric_given_as_a_string_keeps_its_name_in_the_log():
    found = normal(changed("/metrics", ["mse", "auc"]))["metrics"]
    assert found == [
        {"kind": "MeanSquaredError", "params": {"name": "mse"}},
        {"kind": "AUC", "params": {}},
    ]


def test_losses_and_metrics_of_several_outputs_are_each_written_out():
    document = changed("/loss", {"conv": "mse", "out": "sparse_categorical_crossentropy"})
    document |= {"outputs": ["conv", "out"], "metrics": {"out": "accuracy", "conv": ["mae"]}}
    found = normal(document)
    assert found["loss"]["conv"] == {"kind": "MeanSquaredError", "params": {}}
    assert found["metrics"]["out"][0]["kind"] == "SparseCategoricalAccuracy"
    assert found["metrics"]["conv"] == [{"kind": "MeanAbsoluteError", "params": {"name": "mae"}}]


def test_an_output_may_be_called_kind():
    document = copy.deepcopy(WHOLE)
    document["network"][-1]["name"] = "kind"
    document["loss"] = {"kind": {"kind": "SparseCategoricalCrossentropy"}}
    document["metrics"] = {"kind": ["accuracy"]}
    found = normalize(parse(document)).to_json()
    assert found["loss"]["kind"]["kind"] == "SparseCategoricalCrossentropy"
    assert found["metrics"]["kind"][0]["kind"] == "SparseCategoricalAccuracy"
    assert normalize(parse(found)).to_json() == found


def test_attention_gets_its_inputs_by_name():
    node = {"name": "look", "kind": "MultiHeadAttention", "params": {"num_heads": 1, "key_dim": 2}}
    listed = changed("/network/2", {**node, "inputs": ["conv", "conv"]})
    named = changed("/network/2", {**node, "inputs": {"value": "conv", "query": "conv"}})
    assert normal(listed) == normal(named)


def test_a_nested_network_is_normalized_too():
    inner = {"name": "inner", "kind": "Network", "network": [INPUT, CONV]}
    found = normal(changed("/network/2", inner))["network"][2]
    assert found["outputs"] == ["conv"]
    written = copy.deepcopy(inner)
    written["network"][1]["params"]["strides"] = 1
    assert normal(changed("/network/2", written))["network"][2] == found


def test_a_network_document_stays_one():
    document = {"format": "kt-experiment", "version": 1, "network": [INPUT, CONV]}
    assert set(normal(document)) == {"format", "version", "name", "seed", "network", "outputs"}
    assert normalize(parse(document)).is_network_only


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("/network", []),
        ("/network/1", {"name": "x", "kind": "NoSuchLayer", "params": {"a": [1, {"b": 2}]}}),
        ("/network/1/params/kernel_size", "three"),
        ("/network/1/params/kernel_initializer", {"kind": "Nothing", "params": {}}),
        ("/network/1/params/filters", None),
        ("/network/1/inputs", []),
        ("/loss", "no_such_loss"),
        ("/loss", {"other": "mse"}),
        ("/metrics", ["no_such_metric"]),
        ("/optimizer/params", {"learning_rate": [1]}),
        ("/data/validation", {"kind": "k_fold", "params": {"k": 5}}),
    ],
)
def test_what_is_wrong_stays_as_it_is_and_breaks_nothing(path, value):
    once = normalize(parse(changed(path, value)))
    assert normalize(once) == once


@pytest.mark.parametrize("entry", catalog.entries("layer"), ids=lambda entry: entry.kind)
def test_normalizing_twice_changes_nothing_more(entry):
    for params in (catalog.starting(entry), catalog.defaults(entry)):
        document = changed("/network/1", {"name": "x", "kind": entry.kind, "params": params})
        once = normalize(parse(document))
        assert normalize(once) == once
        required = {param.name for param in entry.params if param.required}
        if params == catalog.defaults(entry):
            assert set(once.network[1].params) == required


def test_the_given_document_is_left_alone():
    experiment = parse(changed("/loss", "mse"))
    before = experiment.to_json()
    normalize(experiment)
    assert experiment.to_json() == before


def test_a_document_without_layers_is_still_one():
    empty = parse({"format": "kt-experiment", "version": 1, "network": []})
    assert normalize(empty).network == ()


def test_where_nodes_were_put_makes_no_difference():
    inner = {"name": "inner", "kind": "Network", "network": [], "layout": {"y": [1, 2]}}
    bare = {key: value for key, value in inner.items() if key != "layout"}
    head = {"format": "kt-experiment", "version": 1}
    placed = parse({**head, "network": [inner], "layout": {"inner": [3, 4]}})
    assert normalize(placed) == normalize(parse({**head, "network": [bare]}))


def test_one_tensor_read_by_an_attention_layer_is_query_and_value():
    attend = {"name": "a", "kind": "MultiHeadAttention", "params": {"num_heads": 1, "key_dim": 2}}
    first = {"name": "i", "kind": "Input", "params": {"shape": [5, 3]}}
    between = {"name": "b", "kind": "Dense", "params": {"units": 3}}
    head = {"format": "kt-experiment", "version": 1}

    def reads(*nodes):
        return normalize(parse({**head, "network": [first, *nodes]})).node("a").inputs

    assert reads(between, {**attend, "inputs": ["i"]}) == {"query": "i", "value": "i"}
    assert reads({**attend, "inputs": ["i"]}) is None
