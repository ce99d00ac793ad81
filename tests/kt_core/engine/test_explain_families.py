"""Every family of layers in small networks: values, weights, arithmetic and units, as asked for."""

import importlib

import numpy as np
import pytest

pytestmark = pytest.mark.engine

LSTM = {"kind": "LSTM", "params": {"units": 2, "return_sequences": True}}
END = ("Dense", {"units": 10, "activation": "softmax"})
NETWORKS = {
    "convolutions": (
        ("Conv2D", {"filters": 3, "kernel_size": 1}),
        ("DepthwiseConv2D", {"kernel_size": 3, "depth_multiplier": 2}),
        ("SeparableConv2D", {"filters": 4, "kernel_size": 3, "activation": "relu"}),
        ("Conv2DTranspose", {"filters": 2, "kernel_size": 3, "activation": "relu"}),
        ("GroupNormalization", {"groups": 2}),
        ("Reshape", {"target_shape": [2, 3, 6, 2]}),
        ("Conv3D", {"filters": 2, "kernel_size": 2}),
        ("LayerNormalization", {}),
        ("Flatten", {}),
        END,
    ),
    "sequences": (
        ("Reshape", {"target_shape": [8, 8]}),
        ("DepthwiseConv1D", {"kernel_size": 3, "padding": "same"}),
        ("Bidirectional", {"layer": LSTM}),
        ("MultiHeadAttention", {"num_heads": 2, "key_dim": 3}),
        ("RMSNormalization", {}),
        ("GRU", {"units": 3}),
        END,
    ),
    "dense": (("Flatten", {}), ("Dense", {"units": 5, "activation": "relu"}), END),
    "clips": (
        ("Reshape", {"target_shape": [2, 4, 8, 1]}),
        ("TimeDistributed", {"layer": {"kind": "Conv2D",
                                       "params": {"filters": 2, "kernel_size": 2}}}),
        ("ConvLSTM2D", {"filters": 2, "kernel_size": 2}),
        ("GlobalAveragePooling2D", {}),
        END,
    ),
}  # fmt: skip
UNITS = ("SeparableConv2D", "Conv2DTranspose", "Conv3D", "LayerNormalization", "Bidirectional",
         "MultiHeadAttention", "RMSNormalization", "GRU", "ConvLSTM2D",
         "DepthwiseConv1D")  # fmt: skip


@pytest.fixture(scope="module")
def layers():
    return importlib.import_module("kt_core.engine.explain_layers")


@pytest.fixture(scope="module")
def found(layers, tmp_path_factory):
    """Each network's looked, and by kind of layer what `layer` finds."""
    looking = importlib.import_module("tests.kt_core.engine.looking")
    picture = np.random.RandomState(1).uniform(size=(8, 8, 1)).astype("float32")
    all_found = {}
    for name, nodes in NETWORKS.items():
        path = tmp_path_factory.mktemp(name) / "m.keras"
        given = looking.document(*nodes)
        for node in given["network"]:
            if node["kind"] == "MultiHeadAttention":
                node["inputs"] = ["n3", "n3"]
        looking.saved(path, given)
        looked = looking.looked(path, picture)
        for call in looked.traced[1]:
            kind = type(call.layer).__name__
            key = kind if (name, kind) != ("dense", "Dense") else f"Dense {call.path}"
            all_found[key] = (looked, call.path, *layers.layer(looked, call.path))
    return all_found


def weight(found, kind, name):
    _, _, said, arrays = found[kind]
    number = [one["name"] for one in said["weights"]].index(name)
    return said["weights"][number]["form"], arrays[f"weight_{number}"]


def test_every_layer_tells_one_value_as_keras_has_it(layers, found):
    for kind, (looked, path, *_) in found.items():
        said, _ = layers.value(looked, path, None)
        assert said["form"] != "none", kind
        assert said["value"] == pytest.approx(said["keras"], rel=1e-4, abs=1e-5), kind


def test_a_recurrent_layer_can_be_asked_about_any_step(layers, found):
    for kind, steps, rest in (("GRU", 8, [1]), ("ConvLSTM2D", 2, [0, 1, 1])):
        looked, path, _, arrays = found[kind]
        assert arrays["values"].shape[-1] > 1
        for step in range(0, steps, 3):
            said, _ = layers.value(looked, path, [step, *rest])
            assert (said["at_step"], said["steps"]) == (step, steps)
            assert said["value"] == pytest.approx(said["keras"], rel=1e-4, abs=1e-5)


def test_a_unit_of_every_family_can_be_driven(found, monkeypatch):
    unit = importlib.import_module("kt_core.engine.explain_unit")
    monkeypatch.setattr(unit, "STEPS", 2)
    for kind in UNITS:
        looked, path, *_ = found[kind]
        said, arrays = unit.maximised(looked, path, 0)
        assert np.isfinite(said["active"]), kind
        assert arrays["picture"].shape == (8, 8, 1)


def test_weights_are_laid_out_as_filters_of_the_channel_they_read(found):
    looked = found["Conv2DTranspose"][0]
    kernel = looked.model.get_layer("n4").kernel.numpy()
    form, laid = weight(found, "Conv2DTranspose", "kernel")
    assert (form, laid.shape) == ("filters", (3, 3, 4, 2))
    np.testing.assert_array_equal(laid[..., 3, 1], kernel[..., 1, 3])
    form, laid = weight(found, "DepthwiseConv2D", "kernel")
    assert (form, laid.shape) == ("filters", (3, 3, 1, 6))
    assert weight(found, "SeparableConv2D", "pointwise_kernel")[1].shape == (6, 4)
    assert weight(found, "Conv2D", "kernel")[1].shape == (1, 3)
    assert weight(found, "DepthwiseConv1D", "kernel")[1].shape == (3, 8)


def test_a_dense_layer_behind_a_flattened_picture_shows_its_weights_as_one(found):
    form, laid = weight(found, "Dense n2", "kernel")
    assert (form, laid.shape) == ("pictures", (8, 8, 1, 5))
    kernel = found["Dense n2"][0].model.get_layer("n2").kernel.numpy()
    np.testing.assert_array_equal(laid[2, 5, 0], kernel[2 * 8 + 5])
    assert weight(found, "Dense n3", "kernel")[0] == "plain"


def test_attention_shows_what_its_heads_look_at_and_their_weights(found):
    _, _, said, arrays = found["MultiHeadAttention"]
    assert (said["heads"], arrays["weights"].shape) == (2, (2, 8, 8))
    np.testing.assert_allclose(arrays["weights"].sum(axis=-1), 1.0, rtol=1e-5)
    forms = {one["name"]: one["form"] for one in said["weights"]}
    assert forms["query/kernel"] == forms["attention_output/kernel"] == "heads"
    assert weight(found, "MultiHeadAttention", "query/kernel")[1].shape == (2, 4, 3)


def test_both_ways_show_states_and_gates_of_either(found):
    _, _, said, arrays = found["Bidirectional"]
    assert [one["half"] for one in said["series"]] == ["forward"] * 6 + ["backward"] * 6
    values = arrays["values"]
    np.testing.assert_allclose(arrays["series_0"], values[:, :2], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(arrays["series_6"], values[::-1, 2:], rtol=1e-4, atol=1e-6)


def test_rows_alike_are_those_with_the_largest_cosine():
    import keras
    import tensorflow as tf

    from kt_core.engine.explain_calls import Call
    from kt_core.engine.explain_insides import insides

    table = np.array([[1, 0], [0, 1], [0.9, 0.1], [-1, 0], [2, 0]], "float32")
    layer = keras.layers.Embedding(5, 2)
    x = tf.constant([[4, 1, 4]])
    layer(x)
    layer.set_weights([table])
    said, _ = insides(Call("it", layer, (x,), (layer(x),), ((x,), {})))
    assert [one["row"] for one in said["nearest"]] == [4, 1]
    near = said["nearest"][0]["near"]
    assert [each["row"] for each in near] == [0, 2, 1, 3]
    assert [each["cosine"] for each in near] == pytest.approx([1, 0.9939, 0, -1], abs=1e-4)
