"""Each layer's gradients, weights and activations: right, and without a trace in the training."""

import math

import numpy as np
import pytest

from kt_core.experiment import parse
from kt_core.runs import Store
from tests.kt_core.engine.small_documents import experiment, network
from tests.kt_core.engine.trained import same, trained, weights

pytestmark = pytest.mark.engine

_BLOCK = [
    {"name": "x", "kind": "Input", "params": {"shape": [64]}},
    {"name": "inside", "kind": "Dense", "params": {"units": 8, "activation": "relu"}},
    {"name": "drop", "kind": "Dropout", "params": {"rate": 0.2}},
]
EVERYTHING = (
    ("Flatten", {}),
    {"name": "块", "kind": "Network", "network": _BLOCK},
    {"name": "turned", "kind": "Rescaling", "params": {"scale": -1.0}, "inputs": ["n1"]},
    {"name": "again", "shares": "块", "inputs": ["turned"]},
    {"name": "both", "kind": "Concatenate", "inputs": ["块", "again"]},
    {"name": "norm", "kind": "BatchNormalization"},
    {"name": "still", "kind": "Dense", "params": {"units": 6}, "trainable": False},
    {"name": "bent", "kind": "Activation", "params": {"activation": "tanh"}},
    {"name": "off", "kind": "Dropout", "params": {"rate": 0.5}, "enabled": False},
    {"name": "answer", "kind": "Dense", "params": {"units": 10, "activation": "softmax"}},
)
EVERY = {"epochs": 2, "batch_size": 64, "layer_figures": {"every": 1}}


@pytest.fixture(scope="module", autouse=True)
def _home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KT_HOME", str(tmp_path_factory.mktemp("home")))
        patch.delenv("KT_STORE", raising=False)
        yield


@pytest.fixture(scope="module")
def watched():
    return trained(experiment(*EVERYTHING, fit=EVERY))


def figures(document, rows=None, *, batch_size=64, change=None):
    """What measures the built and compiled model of a document, and the model."""
    import keras

    from kt_core.engine.build import build
    from kt_core.engine.layer_figures import LayerFigures, layers_of

    keras.utils.set_random_seed(1)
    found = parse(document)
    model = build(found)
    model.compile(optimizer="sgd", loss="mse")
    if change:
        change(model)
    if rows is None:
        numbers = np.random.default_rng(1)
        shape = model.inputs[0].shape[1:]
        x = numbers.normal(size=(70, *shape)).astype("float32")
        rows = (x, np.ones((70, *model.outputs[0].shape[1:]), "float32"))
    layers = layers_of(found.network, model)
    how = {"every": 1, "last": 0, "seed": 1, "batch_size": batch_size}
    return LayerFigures(model, layers, rows, **how), model


def test_a_watched_training_ends_with_the_bits_of_one_unwatched(watched):
    alone = trained(experiment(*EVERYTHING))
    assert same(weights(alone.place / "model.keras"), weights(watched.place / "model.keras"))
    assert [epoch["values"] for epoch in alone.epochs] == [e["values"] for e in watched.epochs]
    assert alone.of_kind("layers") == []


def test_the_figures_of_an_epoch_are_a_live_row_behind_its_own_and_kept(watched):
    kinds = [row["kind"] for row in watched.rows if row["kind"] in ("epoch", "layers")]
    assert kinds == ["epoch", "layers"] * 2
    kept = Store().layers(watched.run.id)
    assert [each["epoch"] for each in kept] == [0, 1]
    assert kept[1]["values"] == watched.of_kind("layers")[1]["values"]
    assert "layers" not in watched.epochs[0]
    assert kept[0]["examples"] == 128


def test_the_figures_are_in_the_checkpoint_so_that_a_resume_can_write_a_missing_row(watched):
    from kt_core.engine.checkpoint_files import newest

    kept = newest(watched.place).state["figures"]["layers"]
    assert kept["values"] == watched.of_kind("layers")[-1]["values"]


def test_every_layer_is_measured_once_those_of_nested_networks_by_their_path(watched):
    values = watched.of_kind("layers")[-1]["values"]
    names = ["n1", "块/inside", "块/drop", "turned", "both", "norm", "still", "bent", "answer"]
    assert list(values) == names


def test_layers_that_learn_nothing_have_no_gradient_and_no_update(watched):
    values = watched.of_kind("layers")[-1]["values"]
    assert (values["still"]["gradient_norm"], values["still"]["update_ratio"]) == (None, None)
    assert values["still"]["weight_norm"] > 0
    assert values["bent"]["weight_norm"] is None
    learning = [values[name] for name in ("块/inside", "norm", "answer")]
    assert all(each["gradient_norm"] > 0 and each["update_ratio"] > 0 for each in learning)


def test_each_epoch_says_the_memory_of_its_process_and_the_machine(watched):
    for epoch in watched.epochs:
        memory = epoch["memory"]
        assert 0 < memory["resident"] <= memory["peak"]
        assert memory["free"] > 0


def test_dead_and_saturated_units_are_counted():
    def plant(model):
        relu, sigmoid = model.get_layer("relu"), model.get_layer("sigmoid")
        relu.set_weights([np.zeros((3, 4)), np.array([1.0, 1.0, 1.0, -1.0])])
        sigmoid.set_weights([np.zeros((4, 2)), np.array([9.0, 0.0])])

    document = network(
        {"name": "relu", "kind": "Dense", "params": {"units": 4, "activation": "relu"}},
        {"name": "sigmoid", "kind": "Dense", "params": {"units": 2, "activation": "sigmoid"}},
        shape=(3,),
    )
    measure, _ = figures(document, change=plant, batch_size=32)
    values = measure()["values"]
    assert (values["relu"]["dead_share"], values["relu"]["saturated_share"]) == (0.25, None)
    assert (values["sigmoid"]["dead_share"], values["sigmoid"]["saturated_share"]) == (None, 0.5)
    assert (values["relu"]["mean"], values["relu"]["deviation"]) == pytest.approx((0.75, 0.4330127))


def test_gradients_are_those_of_the_mean_loss_over_the_sample():
    import tensorflow as tf

    document = network(("Dense", {"units": 4}), ("Dense", {"units": 2}), shape=(3,))
    measure, model = figures(document, batch_size=30)
    rows = [keras_rows for _, keras_rows in measure._portions]
    x, y = (tf.concat(parts, axis=0) for parts in zip(*rows, strict=True))
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.square(model(x) - y))
    kernel, bias = tape.gradient(loss, model.layers[1].trainable_variables)
    norm = math.sqrt(float(tf.reduce_sum(kernel**2) + tf.reduce_sum(bias**2)))
    assert measure()["values"]["n1"]["gradient_norm"] == pytest.approx(norm, rel=1e-5)


def test_the_update_ratio_is_the_change_of_one_update_over_the_norm_of_the_weights():
    document = network(("Dense", {"units": 4, "use_bias": False}), shape=(3,))
    measure, model = figures(document)
    measure.update_begins()
    model.layers[-1].kernel.assign(model.layers[-1].kernel * 2.0)
    measure.update_ended()
    found = measure()["values"]["n1"]
    assert found["update_ratio"] == pytest.approx(0.5)
    norm = np.linalg.norm(model.layers[-1].kernel.numpy())
    assert found["weight_norm"] == pytest.approx(float(norm), rel=1e-6)


def test_what_is_no_number_stays_none():
    def break_it(model):
        layer = model.get_layer("n1")
        layer.set_weights([each * np.nan for each in layer.get_weights()])

    dense = ("Dense", {"units": 4, "activation": "relu"})
    measure, _ = figures(network(dense, ("Dense", {"units": 4}), shape=(3,)), change=break_it)
    found = measure()["values"]
    broken = {name for name, value in found["n1"].items() if value is not None}
    assert {"weight_norm", "mean", "deviation", "dead_share"} <= broken
    names = broken - {"gradient_norm"}  # TensorFlow's relu lets no gradient pass where x is NaN
    assert all(math.isnan(found["n1"][name]) for name in names)


def test_recurrent_and_repeated_layers_are_measured_without_changing_their_states():
    document = network(
        ("GaussianNoise", {"stddev": 0.5}),
        ("Masking", {}),
        ("SimpleRNN", {"units": 3, "return_sequences": True, "stateful": True}),
        ("TimeDistributed", {"layer": {"kind": "Dense", "params": {"units": 2}}}),
        shape=(5, 2),
    )
    document["network"][0]["params"]["batch_size"] = 35
    measure, model = figures(document, batch_size=35)
    before = [np.array(each) for each in model.variables]
    values = measure()["values"]
    assert all(np.array_equal(a, b) for a, b in zip(before, model.variables, strict=True))
    assert values["n3"]["gradient_norm"] > 0
    assert values["n3"]["saturated_share"] == 0
    assert values["n4"]["weight_norm"] > 0


def test_a_layer_that_cannot_be_measured_does_not_end_the_training(capsys):
    document = network(("Dense", {"units": 4}), shape=(3,))
    measure, model = figures(document)
    model.layers[-1].call = lambda inputs: 1 / 0
    assert measure.safely() is None
    assert "Traceback" in capsys.readouterr().err
    assert measure.safely() is None
    assert capsys.readouterr().err == ""


def test_the_first_the_last_and_each_so_many_epochs_are_measured():
    from kt_core.engine.layer_figures import LayerFigures

    rows = (np.zeros((9, 2), "float32"), np.zeros((9, 1), "float32"))
    how = {"seed": 1, "batch_size": 4}
    measure = LayerFigures(None, {}, rows, every=5, last=11, **how)
    assert [epoch for epoch in range(12) if measure.due(epoch)] == [0, 4, 9, 11]


@pytest.mark.parametrize(("count", "measured"), [(9, 9), (99, 50), (1600, 200), (60_000, 250)])
def test_the_sample_is_a_small_part_of_the_training_examples(count, measured):
    from kt_core.engine.layer_figures import LayerFigures

    rows = (np.zeros((count, 1), "uint8"), np.zeros((count, 1), "uint8"))
    made = LayerFigures(None, {}, rows, every=1, last=0, seed=1, batch_size=50)
    assert made.examples == measured
