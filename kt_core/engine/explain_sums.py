"""How one value of a layer comes about, in numbers that can be checked by hand.

`SUMS` is the table: layer class -> the function that does its arithmetic. What is not in it has
no short sum, and the page says what it does instead.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core.engine.explain_calls import Call, without_activation
from kt_core.engine.explain_windows import adaptive_window, whole_window, window

SHOWN = 12
"""Parts of a long sum that are told one by one, the largest first; the rest is told as a sum."""
EXACT = 2**24
"""Whole numbers up to here are exact in float32."""

At = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """The arithmetic of one value: `form` names the kind of it, `said` its numbers as JSON values,
    `arrays` a convolution's patch, kernel and products. `value` is what comes out by hand."""

    form: str
    value: float
    said: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)


def sum_of(call: Call, at: At) -> Sum | None:
    """The arithmetic of the call's first output at `at` (without the batch axis), for the first
    example; None for layers that have none here."""
    made = SUMS.get(type(call.layer).__name__)
    turned = getattr(call.layer, "data_format", None) == "channels_first"
    if made is None or (turned and made is not copied):
        return None
    return made(call, at)


def keras_value(call: Call, at: At) -> float:
    """What Keras computed there."""
    return float(call.output[0][at])


def dense(call: Call, at: At) -> Sum:
    x = _first(call)[at[:-1]]
    kernel = _numbers(call.layer.kernel)[:, at[-1]]
    return _activated(call, at, _dot(x, kernel, _bias(call.layer, at[-1]), _places(x.shape)))


def convolution(call: Call, at: At) -> Sum:
    layer, x = call.layer, _first(call)
    kernel, bias = _numbers(layer.kernel)[..., at[-1]], _bias(layer, at[-1])
    width = kernel.shape[-1]
    group = at[-1] // (layer.filters // layer.groups)
    channels = list(range(group * width, (group + 1) * width))
    return _patch(call, at, x[..., channels], (kernel, bias), channels)


def depthwise(call: Call, at: At) -> Sum:
    layer, x = call.layer, _first(call)
    kernel = _numbers(layer.kernel)
    channel, which = divmod(at[-1], kernel.shape[-1])
    weights = kernel[..., [channel], which], _bias(layer, at[-1])
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
    slopes = _numbers(tape.gradient(value, x))[0]
    bias = float(before(tf.zeros_like(x)))
    where = np.argwhere(slopes != 0)
    there = tuple(where.T)
    found = _dot(_numbers(x)[0][there], slopes[there], bias, where.tolist())
    return _activated(call, at, found)


def average(call: Call, at: At) -> Sum:
    values, places = _read(call, at)
    said = {"count": values.size, **_terms(values, values, places)}
    return Sum("mean", float(values.mean()), said)


def largest(call: Call, at: At) -> Sum:
    values, places = _read(call, at)
    found = int(values.argmax())
    said = {"count": values.size, "source": places[found], **_terms(values, values, places)}
    return Sum("largest", float(values[found]), said)


def batch_norm(call: Call, at: At) -> Sum:
    layer, channel = call.layer, at[call.layer.axis if call.layer.axis < 0 else call.layer.axis - 1]
    mean = _numbers(layer.moving_mean)[channel]
    variance = _numbers(layer.moving_variance)[channel]
    return _normalized(call, at, (mean, variance), (_scale(layer, channel), _shift(layer, channel)))


def layer_norm(call: Call, at: At) -> Sum:
    layer, x = call.layer, _first(call)
    axes = sorted((axis - 1 if axis > 0 else axis + x.ndim) for axis in _listed(layer.axis))
    part = x[tuple(slice(None) if axis in axes else at[axis] for axis in range(x.ndim))]
    inner = tuple(at[axis] for axis in axes)
    scale, shift = (
        float(_numbers(each)[inner]) if each is not None else start
        for each, start in ((layer.gamma, 1.0), (layer.beta, 0.0))
    )
    return _normalized(call, at, (part.mean(), part.var()), (scale, shift))


def given_statistics(call: Call, at: At) -> Sum:
    layer, x = call.layer, _first(call)
    shape = (1, *x.shape)
    mean, variance = (
        float(np.broadcast_to(_numbers(each), shape)[0][at])
        for each in (layer.mean, layer.variance)
    )
    deviation = max(math.sqrt(variance), keras.config.epsilon())
    value = (x[at] - mean) / deviation
    if layer.invert:
        value = x[at] * deviation + mean
    said = {"x": x[at], "mean": mean, "deviation": deviation, "invert": bool(layer.invert)}
    return Sum("standardized", value, said)


def rescaled(call: Call, at: At) -> Sum:
    x = _first(call)
    scale, offset = (
        float(np.broadcast_to(np.asarray(each, "float64"), x.shape)[at])
        for each in (call.layer.scale, call.layer.offset)
    )
    return Sum("rescaled", x[at] * scale + offset, {"x": x[at], "scale": scale, "offset": offset})


def joined(call: Call, at: At) -> Sum:
    """Add and its like: the values at the same place of every input."""
    shape = tuple(call.output.shape[1:])
    values = [float(np.broadcast_to(_numbers(each)[0], shape)[at]) for each in call.inputs]
    operation = JOINS[type(call.layer).__name__]
    made = operation(np.array(values))
    return Sum("joined", float(made), {"values": values, "how": type(call.layer).__name__.lower()})


def copied(call: Call, at: At) -> Sum | None:
    """Layers that put values elsewhere or hand them on: found by sending numbered places through.

    None where the layer makes more of its input than copies of it.
    """
    sizes = [math.prod(each.shape[1:]) for each in call.inputs]
    if sum(sizes) + 1 > EXACT or not call.output.dtype.is_floating:
        return None
    starts = np.cumsum([1, *sizes])
    numbered = [
        tf.reshape(tf.range(start, start + size, dtype="float32"), (1, *each.shape[1:]))
        for start, size, each in zip(starts, sizes, call.inputs, strict=False)
    ]
    number = float(_again(call, numbered)[0][at])
    if number == 0 and not call.inputs[0].dtype.is_integer:
        return Sum("padding", 0.0)
    if not number.is_integer() or not 1 <= number < starts[-1]:
        return None
    which = int(np.searchsorted(starts, number, side="right")) - 1
    source = np.unravel_index(int(number) - starts[which], call.inputs[which].shape[1:])
    value = float(call.inputs[which][0][tuple(source)])
    if value != keras_value(call, at):
        return None
    said = {"source": [int(each) for each in source], "input": which, "inputs": len(sizes)}
    return Sum("copied", value, said)


def enlarged(call: Call, at: At) -> Sum:
    """A copy of a pixel, or a mixture of its neighbours."""
    return copied(call, at) or linear(call, at)


def activated(call: Call, at: At) -> Sum:
    """Layers that are an activation function."""
    return _activated(call, at, Sum("function", float(_first(call)[at])))


def leaky(call: Call, at: At) -> Sum:
    """ReLU and its kin, with the numbers they have."""
    layer, x = call.layer, float(_first(call)[at])
    if isinstance(layer, keras.layers.PReLU):
        slope = float(np.broadcast_to(_numbers(layer.alpha), call.output.shape[1:])[at])
    else:
        slope = float(getattr(layer, "negative_slope", 0.0) or 0.0)
    threshold = float(getattr(layer, "threshold", 0.0) or 0.0)
    most = getattr(layer, "max_value", None)
    value = x if x >= threshold else slope * (x - threshold)
    value = min(value, float(most)) if most is not None else value
    said = {"x": x, "slope": slope, "threshold": threshold}
    return Sum("leaky", value, {**said, **({"most": float(most)} if most is not None else {})})


def exponential(call: Call, at: At) -> Sum:
    x, alpha = float(_first(call)[at]), float(call.layer.alpha)
    value = x if x > 0 else alpha * math.expm1(x)
    return Sum("exponential", value, {"x": x, "alpha": alpha})


def softmax(call: Call, at: At) -> Sum:
    axis = call.layer.axis
    if not isinstance(axis, int):
        return _activated(call, at, Sum("function", float(_first(call)[at])))
    axis = axis if axis < 0 else axis - call.output.shape.rank
    line = tuple(slice(None) if n - len(at) == axis else each for n, each in enumerate(at))
    return _soft(Sum("function", float(_first(call)[at])), _first(call)[line])


def looked_up(call: Call, at: At) -> Sum:
    row = int(call.inputs[0][0][at[:-1]])
    value = float(_numbers(call.layer.embeddings)[row, at[-1]])
    return Sum("looked_up", value, {"row": row, "column": at[-1]})


def each_time(call: Call, at: At) -> Sum | None:
    """TimeDistributed: the layer inside, at one step of time."""
    inner, step = call.layer.layer, at[0]
    inputs = (call.inputs[0][:, step],)
    part = Call(call.path, inner, inputs, (call.output[:, step],), (inputs, {}))
    found = sum_of(part, at[1:])
    return (
        Sum(found.form, found.value, {**found.said, "step": step}, found.arrays) if found else None
    )


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
    return _activated(call, at, Sum("patch", total, said, arrays))


def _dot(x: np.ndarray, weights: np.ndarray, bias: float | None, places: Any) -> Sum:
    products = x * weights
    said = {"bias": bias, "total": float(products.sum()), "count": int(products.size)}
    said |= _terms(products, x, places, weights)
    return Sum("dot", float(products.sum()) + (bias or 0.0), said)


def _terms(
    parts: np.ndarray, x: np.ndarray, places: Any, weights: np.ndarray | None = None
) -> dict[str, Any]:
    """The largest parts one by one, and what the others sum up to."""
    order = np.argsort(-np.abs(parts), kind="stable")
    terms = []
    for place in order[:SHOWN].tolist():
        one = {"at": list(places[place]), "x": float(x[place])}
        if weights is not None:
            one |= {"weight": float(weights[place]), "product": float(parts[place])}
        terms.append(one)
    rest = float(parts[order[SHOWN:]].sum())
    return {"terms": terms, "others": max(0, len(order) - SHOWN), "rest": rest}


def _read(call: Call, at: At) -> tuple[np.ndarray, list[list[int]]]:
    """The values a pooling reads in its channel, padding left out, and their places."""
    x, name = _first(call), type(call.layer).__name__
    sizes, channel = x.shape[:-1], at[-1]
    if name.startswith("Global"):
        where = whole_window(sizes)
    elif name.startswith("Adaptive"):
        where = adaptive_window(call.layer, at[:-1], sizes)
    else:
        where = window(call.layer, at[:-1], sizes)
    inside = where.inside
    values = where.read(x[..., [channel]])[..., 0][inside]
    steps = np.argwhere(inside).tolist()
    places = [[axis[n] for axis, n in zip(where.places, each, strict=True)] for each in steps]
    return values, [[*place, channel] for place in places]


def _normalized(
    call: Call, at: At, statistics: tuple[Any, Any], affine: tuple[float, float]
) -> Sum:
    x, (mean, variance), (scale, shift) = _first(call)[at], map(float, statistics), affine
    epsilon = float(call.layer.epsilon)
    value = (x - mean) / math.sqrt(variance + epsilon) * scale + shift
    said = {"x": x, "mean": mean, "variance": variance, "epsilon": epsilon}
    return Sum("normalized", value, {**said, "scale": scale, "shift": shift})


def _activated(call: Call, at: At, before: Sum) -> Sum:
    """The value behind the layer's activation function, if it has one that does anything."""
    function = getattr(call.layer, "activation", None)
    name = getattr(function, "__name__", "") or type(function).__name__
    if function is None or name == "linear":
        return before
    if name in ("softmax", "log_softmax"):
        with without_activation(call.layer):
            line = _numbers(_again(call, call.inputs))[0][at[:-1]]
        if isinstance(call.layer, keras.layers.Activation):
            line = _first(call)[at[:-1]]
        found = _soft(before, line)
        value = math.log(found.value) if name == "log_softmax" else found.value
        return Sum(found.form, value, {**found.said, "activation": name}, found.arrays)
    made = FUNCTIONS.get(name)
    value = made(before.value) if made else _by_keras(function, before.value)
    said = {**before.said, "activation": name, "before": before.value}
    return Sum(before.form, value, said, before.arrays)


def _soft(before: Sum, line: np.ndarray) -> Sum:
    """softmax: e to the value, divided by the sum of those of all units."""
    line = line.astype("float64")
    highest = float(line.max())
    powers = np.exp(line - highest)
    order = np.argsort(-powers, kind="stable")[:SHOWN]
    said = {
        **before.said,
        "activation": "softmax",
        "before": before.value,
        "highest": highest,
        "power": math.exp(before.value - highest),
        "powers": float(powers.sum()),
        "line": [{"at": int(each), "x": float(line[each])} for each in order],
        "units": len(line),
    }
    return Sum(before.form, said["power"] / said["powers"], said, before.arrays)


def _by_keras(function: Any, value: float) -> float:
    return float(function(tf.constant([value], "float32"))[0])


def _again(call: Call, inputs: Any) -> Any:
    """What the layer gives for other inputs in the same arrangement, the first of several."""
    left = iter(inputs)
    args, kwargs = keras.tree.map_structure(
        lambda each: next(left) if tf.is_tensor(each) else each, call.arguments
    )
    return keras.tree.flatten(call.layer(*args, **kwargs))[0]


def _first(call: Call) -> np.ndarray:
    return _numbers(call.inputs[0])[0]


def _numbers(values: Any) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(values)).astype("float64")


def _bias(layer: Any, unit: int) -> float | None:
    bias = getattr(layer, "bias", None)
    return None if bias is None or not layer.use_bias else float(_numbers(bias)[unit])


def _scale(layer: Any, channel: int) -> float:
    return 1.0 if layer.gamma is None else float(_numbers(layer.gamma)[channel])


def _shift(layer: Any, channel: int) -> float:
    return 0.0 if layer.beta is None else float(_numbers(layer.beta)[channel])


def _listed(axis: Any) -> list[int]:
    return [axis] if isinstance(axis, int) else list(axis)


def _places(shape: Any) -> list[list[int]]:
    return np.argwhere(np.ones(shape, bool)).tolist()


JOINS: Mapping[str, Callable[[np.ndarray], Any]] = {
    "Add": np.sum,
    "Subtract": lambda pair: pair[0] - pair[1],
    "Multiply": np.prod,
    "Average": np.mean,
    "Maximum": np.max,
    "Minimum": np.min,
}

FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "relu": lambda x: max(x, 0.0),
    "relu6": lambda x: min(max(x, 0.0), 6.0),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)) if x > -700 else 0.0,
    "tanh": math.tanh,
    "elu": lambda x: x if x > 0 else math.expm1(x),
    "softplus": lambda x: max(x, 0.0) + math.log1p(math.exp(-abs(x))),
    "softsign": lambda x: x / (1 + abs(x)),
    "silu": lambda x: x / (1 + math.exp(-x)) if x > -700 else 0.0,
    "exponential": math.exp,
}

COPYING = (
    "Flatten", "Reshape", "Permute", "RepeatVector", "Identity", "Concatenate",
    "Cropping1D", "Cropping2D", "Cropping3D", "CenterCrop",
    "ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D",
    "UpSampling1D", "UpSampling3D",
    "Dropout", "AlphaDropout", "GaussianDropout", "GaussianNoise", "ActivityRegularization",
    "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D",
    "RandomFlip", "RandomRotation", "RandomZoom", "RandomTranslation", "RandomBrightness",
    "RandomContrast", "RandomShear", "RandomCrop", "RandomErasing", "RandomHue",
    "RandomSaturation", "RandomSharpness", "RandomInvert", "RandomPerspective",
    "RandomColorDegeneration", "RandomColorJitter", "RandomElasticTransform",
    "RandomGaussianBlur", "RandomGrayscale", "RandomPosterization", "AugMix", "RandAugment",
    "MixUp", "CutMix",
)  # fmt: skip

SUMS: Mapping[str, Callable[[Call, At], Sum | None]] = {
    "Dense": dense,
    "EinsumDense": linear,
    **{f"Conv{rank}D": convolution for rank in (1, 2, 3)},
    **{f"DepthwiseConv{rank}D": depthwise for rank in (1, 2)},
    **{f"SeparableConv{rank}D": linear for rank in (1, 2)},
    **{f"Conv{rank}DTranspose": linear for rank in (1, 2, 3)},
    **{
        f"{sort}{made}Pooling{rank}D": arithmetic
        for made, arithmetic in (("Average", average), ("Max", largest))
        for sort in ("", "Global", "Adaptive")
        for rank in (1, 2, 3)
    },
    "BatchNormalization": batch_norm,
    "LayerNormalization": layer_norm,
    "Normalization": given_statistics,
    "Rescaling": rescaled,
    **dict.fromkeys(JOINS, joined),
    **dict.fromkeys(COPYING, copied),
    "UpSampling2D": enlarged,
    "Resizing": linear,
    "Activation": activated,
    "ReLU": leaky,
    "LeakyReLU": leaky,
    "PReLU": leaky,
    "ELU": exponential,
    "Softmax": softmax,
    "Embedding": looked_up,
    "TimeDistributed": each_time,
}
