"""Values moved to a mean and a spread: learned, of the example itself, or given."""

import math
from typing import Any

import keras
import numpy as np

from kt_core.engine.explain_calls import Call
from kt_core.engine.sums.sum import At, Sum, first, listed, numbers

SHORTEST = 1e-12
"""Keras divides by no length below it."""


def batch_norm(call: Call, at: At) -> Sum:
    layer, channel = call.layer, at[call.layer.axis if call.layer.axis < 0 else call.layer.axis - 1]
    mean = numbers(layer.moving_mean)[channel]
    variance = numbers(layer.moving_variance)[channel]
    return _normalized(call, at, (mean, variance), (_scale(layer, channel), _shift(layer, channel)))


def layer_norm(call: Call, at: At) -> Sum:
    layer, x = call.layer, first(call)
    axes = sorted((axis - 1 if axis > 0 else axis + x.ndim) for axis in listed(layer.axis))
    part = x[tuple(slice(None) if axis in axes else at[axis] for axis in range(x.ndim))]
    inner = tuple(at[axis] for axis in axes)
    scale, shift = (
        float(numbers(each)[inner]) if each is not None else start
        for each, start in ((layer.gamma, 1.0), (layer.beta, 0.0))
    )
    return _normalized(call, at, (part.mean(), part.var()), (scale, shift))


def group_norm(call: Call, at: At) -> Sum:
    """Mean and variance of a group of channels, of the example itself."""
    layer, x = call.layer, first(call)
    axis = layer.axis + x.ndim if layer.axis < 0 else layer.axis - 1
    channel, width = at[axis], x.shape[axis] // layer.groups
    start = channel // width * width
    part = np.take(x, range(start, start + width), axis)
    affine = _scale(layer, channel), _shift(layer, channel)
    found = _normalized(call, at, (part.mean(), part.var()), affine)
    said = {**found.said, "group": [start, start + width - 1]}
    return Sum(found.form, found.value, said)


def mean_square_norm(call: Call, at: At) -> Sum:
    """RMSNormalization: divided by the root of the mean square, nothing is taken off."""
    layer, x = call.layer, first(call)
    axes = [axis + x.ndim if axis < 0 else axis - 1 for axis in listed(layer.axis)]
    line = x[tuple(slice(None) if n in axes else each for n, each in enumerate(at))]
    mean, epsilon = float(np.square(line).mean()), float(layer.epsilon)
    scale = float(numbers(layer.scale)[tuple(at[n] for n in sorted(axes))])
    said = {"x": x[at], "mean": mean, "epsilon": epsilon, "scale": scale, "count": line.size}
    return Sum("mean_square", x[at] / math.sqrt(mean + epsilon) * scale, said)


def unit_norm(call: Call, at: At) -> Sum:
    """UnitNormalization: divided by the length of the vector it belongs to."""
    x = first(call)
    axes = [axis + x.ndim if axis < 0 else axis - 1 for axis in listed(call.layer.axis)]
    line = x[tuple(slice(None) if n in axes else each for n, each in enumerate(at))]
    length = max(float(np.sqrt(np.square(line).sum())), SHORTEST)
    return Sum("length", x[at] / length, {"x": x[at], "length": length, "count": line.size})


def given_statistics(call: Call, at: At) -> Sum:
    layer, x = call.layer, first(call)
    shape = (1, *x.shape)
    mean, variance = (
        float(np.broadcast_to(numbers(each), shape)[0][at]) for each in (layer.mean, layer.variance)
    )
    deviation = max(math.sqrt(variance), keras.config.epsilon())
    value = (x[at] - mean) / deviation
    if layer.invert:
        value = x[at] * deviation + mean
    said = {"x": x[at], "mean": mean, "deviation": deviation, "invert": bool(layer.invert)}
    return Sum("standardized", value, said)


def rescaled(call: Call, at: At) -> Sum:
    x = first(call)
    scale, offset = (
        float(np.broadcast_to(np.asarray(each, "float64"), x.shape)[at])
        for each in (call.layer.scale, call.layer.offset)
    )
    return Sum("rescaled", x[at] * scale + offset, {"x": x[at], "scale": scale, "offset": offset})


def _normalized(
    call: Call, at: At, statistics: tuple[Any, Any], affine: tuple[float, float]
) -> Sum:
    x, (mean, variance), (scale, shift) = first(call)[at], map(float, statistics), affine
    epsilon = float(call.layer.epsilon)
    value = (x - mean) / math.sqrt(variance + epsilon) * scale + shift
    said = {"x": x, "mean": mean, "variance": variance, "epsilon": epsilon}
    return Sum("normalized", value, {**said, "scale": scale, "shift": shift})


def _scale(layer: Any, channel: int) -> float:
    return 1.0 if layer.gamma is None else float(numbers(layer.gamma)[channel])


def _shift(layer: Any, channel: int) -> float:
    return 0.0 if layer.beta is None else float(numbers(layer.beta)[channel])
