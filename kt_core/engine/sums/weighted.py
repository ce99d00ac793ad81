"""Layers whose values, before an activation, are weighted sums of their input."""

from typing import Any

import numpy as np
import tensorflow as tf

from kt_core.engine.explain_calls import Call, without_activation
from kt_core.engine.explain_windows import window
from kt_core.engine.sums.activations import behind_activation
from kt_core.engine.sums.products import dot
from kt_core.engine.sums.sum import At, Sum, bias_of, first, numbers, places_of


def dense(call: Call, at: At) -> Sum:
    x = first(call)[at[:-1]]
    kernel = numbers(call.layer.kernel)[:, at[-1]]
    return behind_activation(
        call, at, dot(x, kernel, bias_of(call.layer, at[-1]), places_of(x.shape))
    )


def convolution(call: Call, at: At) -> Sum:
    if call.layer.data_format == "channels_first":
        return linear(call, at)
    layer, x = call.layer, first(call)
    kernel, bias = numbers(layer.kernel)[..., at[-1]], bias_of(layer, at[-1])
    width = kernel.shape[-1]
    group = at[-1] // (layer.filters // layer.groups)
    channels = list(range(group * width, (group + 1) * width))
    return _patch(call, at, x[..., channels], (kernel, bias), channels)


def depthwise(call: Call, at: At) -> Sum:
    if call.layer.data_format == "channels_first":
        return linear(call, at)
    layer, x = call.layer, first(call)
    kernel = numbers(layer.kernel)
    channel, which = divmod(at[-1], kernel.shape[-1])
    weights = kernel[..., [channel], which], bias_of(layer, at[-1])
    return _patch(call, at, x[..., [channel]], weights, [channel])


def linear(call: Call, at: At) -> Sum:
    """Any layer whose values before the activation are weighted sums of its input: the weights are
    the slopes, the rest is what it gives for nothing but zeros."""
    layer, x = call.layer, call.inputs[0][:1]

    def before(values: Any) -> Any:
        if not hasattr(layer, "activation"):
            return layer(values)[0][at]
        with without_activation(layer):
            return layer(values)[0][at]

    with tf.GradientTape() as tape:
        tape.watch(x)
        value = before(x)
    slopes = numbers(tape.gradient(value, x))[0]
    bias = float(before(tf.zeros_like(x)))
    where = np.argwhere(slopes != 0)
    there = tuple(where.T)
    found = dot(numbers(x)[0][there], slopes[there], bias, where.tolist())
    return behind_activation(call, at, found)


def matched(call: Call, at: At) -> Sum:
    """Dot: the products along one axis of either input."""
    one, other = (numbers(each)[0] for each in call.inputs)
    axes = call.layer.axes if not isinstance(call.layer.axes, int) else [call.layer.axes] * 2
    first_axis, second_axis = (
        axis + x.ndim if axis < 0 else axis - 1 for axis, x in zip(axes, (one, other), strict=True)
    )
    one, other = np.moveaxis(one, first_axis, -1), np.moveaxis(other, second_axis, -1)
    if call.layer.normalize:
        one, other = _of_length_one(one), _of_length_one(other)
    place, rest = at[: one.ndim - 1], at[one.ndim - 1 :]
    x, weights = one[place], other[rest if other.ndim > 1 else ()]
    return dot(x, weights, None, places_of(x.shape))


def _of_length_one(x: np.ndarray) -> np.ndarray:
    length = np.sqrt(np.square(x).sum(axis=-1, keepdims=True))
    return x / np.where(length == 0, 1.0, length)


def _patch(
    call: Call, at: At, x: np.ndarray, weights: tuple[np.ndarray, float | None], channels: list[int]
) -> Sum:
    """A convolution: the patch times the kernel, channel by channel."""
    kernel, bias = weights
    where = window(call.layer, at[:-1], x.shape[:-1])
    patch = where.read(x)
    products = patch * kernel
    total = float(products.sum()) + (bias or 0.0)
    said = {
        "bias": bias,
        "total": float(products.sum()),
        "count": int(products.size),
        "channels": channels,
        "places": [list(places) for places in where.places],
        "padded": int((~where.inside).sum()),
    }
    arrays = {"patch": patch, "kernel": kernel, "products": products, "inside": where.inside}
    return behind_activation(call, at, Sum("patch", total, said, arrays))
