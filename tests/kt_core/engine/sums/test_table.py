"""The arithmetic of every layer there is against what Keras computes."""

import importlib

import numpy as np
import pytest

from kt_core import catalog, texts
from tests.kt_core.engine.layer_cases import APART, CASES

pytestmark = pytest.mark.engine
PLACES = 3
# TensorFlow ends the process when it pools to a length of one: the layer itself, not its sum.
CRASHES = {"AdaptiveMaxPooling1D": 1, "AdaptiveMaxPooling2D": 1, "AdaptiveMaxPooling3D": 1}
# Keras cannot call it: its scale does not fit any axis but the last.
CRASHES["RMSNormalization"] = 1


@pytest.fixture(scope="module")
def sums():
    return importlib.import_module("kt_core.engine.sums")


@pytest.fixture(scope="module")
def called():
    return importlib.import_module("tests.kt_core.engine.layer_calls").called


def class_name(kind):
    import keras

    return getattr(keras.layers, kind).__name__


def test_every_layer_of_the_catalog_has_arithmetic_or_a_reason_with_words(sums):
    names = {class_name(kind) for kind in catalog.kinds("layer")}
    assert names == sums.SUMS.keys() | sums.REASONS.keys()
    assert not sums.SUMS.keys() & sums.REASONS.keys()
    for reason in sums.REASONS.values():
        assert len(texts.text(f"why.steps.reasons.{reason}")) > 40


def test_the_arithmetic_of_every_layer_gives_what_keras_computes(sums, called):
    draw, checked = np.random.RandomState(5), set()
    for kind in set(catalog.kinds("layer")) - APART:
        for params in CASES[kind][1:][: CRASHES.get(kind, 9)]:
            full = {key: value for key, value in params.items() if key != "dtype"}
            call = called(kind, full)  # explained in float32, whatever the model computes in
            for _ in range(PLACES):
                at = tuple(int(draw.randint(size)) for size in call.output.shape[1:])
                found = sums.sum_of(call, at)
                if class_name(kind) in sums.REASONS:
                    assert found == sums.REASONS[class_name(kind)]
                    continue
                wanted = pytest.approx(sums.keras_value(call, at), rel=1e-5, abs=1e-5)
                assert found.value == wanted, (kind, params, at)
                checked.add(kind)
    assert len(checked) > 110


@pytest.mark.parametrize(
    "activation",
    ["relu", "relu6", "sigmoid", "tanh", "elu", "softplus", "softsign", "silu", "exponential",
     "gelu", "selu", "hard_sigmoid", "leaky_relu", "mish", "softmax", "log_softmax"],
)  # fmt: skip
def test_an_activation_comes_after_the_sum(sums, called, activation):
    call = called("Dense", {"units": 4, "activation": activation})
    for unit in range(4):
        found = sums.sum_of(call, (3, unit))
        assert found.value == pytest.approx(sums.keras_value(call, (3, unit)), rel=1e-5, abs=1e-6)
        total = found.said["total"] + found.said["bias"]
        assert found.said["before"] == pytest.approx(total)
        assert found.said["activation"] == activation


def test_a_convolution_tells_patch_kernel_and_products(sums, called):
    call = called("Conv2D", {"filters": 2, "kernel_size": 3, "padding": "same"})
    found = sums.sum_of(call, (0, 4, 1))
    kernel, bias = call.layer.get_weights()
    wide = np.pad(call.inputs[0].numpy()[0], ((1, 1), (1, 1), (0, 0)))
    np.testing.assert_allclose(found.arrays["patch"], wide[0:3, 4:7])
    np.testing.assert_allclose(found.arrays["kernel"], kernel[..., 1])
    total = (wide[0:3, 4:7] * kernel[..., 1]).sum() + bias[1]
    assert found.value == pytest.approx(total, rel=1e-5)
    assert found.said["padded"] == 3
    assert found.said["places"] == [[-1, 0, 1], [3, 4, 5]]


def test_a_dense_unit_tells_its_largest_parts_and_sums_up_the_rest(sums, called):
    import tensorflow as tf

    from kt_core.engine.explain_calls import Call

    layer = called("Dense", {"units": 2}).layer.__class__(2)
    x = tf.constant(np.random.RandomState(2).normal(size=(1, 40)), "float32")
    found = sums.sum_of(Call("it", layer, (x,), (layer(x),), ((x,), {})), (1,))
    parts = x.numpy()[0] * layer.kernel.numpy()[:, 1]
    told = [one["product"] for one in found.said["terms"]]
    np.testing.assert_allclose(np.abs(told), np.sort(np.abs(parts))[::-1][:12], rtol=1e-5)
    assert found.said["others"] == 28
    assert sum(told) + found.said["rest"] == pytest.approx(parts.sum(), rel=1e-4, abs=1e-6)
