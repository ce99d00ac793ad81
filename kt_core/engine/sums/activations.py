"""The activation function behind a sum, and layers that are nothing but one."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core.engine.explain_calls import Call, without_activation
from kt_core.engine.sums.products import SHOWN
from kt_core.engine.sums.sum import At, Sum, again, first, numbers


def behind_activation(call: Call, at: At, before: Sum) -> Sum:
    """The value behind the layer's activation function, if it has one that does anything."""
    function = getattr(call.layer, "activation", None)
    name = getattr(function, "__name__", "") or type(function).__name__
    if function is None or name == "linear":
        return before
    if name in ("softmax", "log_softmax"):
        with without_activation(call.layer):
            line = numbers(again(call, call.inputs))[0][at[:-1]]
        if isinstance(call.layer, keras.layers.Activation):
            line = first(call)[at[:-1]]
        found = _soft(before, line)
        value = math.log(found.value) if name == "log_softmax" else found.value
        return Sum(found.form, value, {**found.said, "activation": name}, found.arrays)
    made = FUNCTIONS.get(name)
    value = made(before.value) if made else _by_keras(function, before.value)
    said = {**before.said, "activation": name, "before": before.value}
    return Sum(before.form, value, said, before.arrays)


def activated(call: Call, at: At) -> Sum:
    """Layers that are an activation function."""
    return behind_activation(call, at, Sum("function", float(first(call)[at])))


def leaky(call: Call, at: At) -> Sum:
    """ReLU and its kin, with the numbers they have."""
    layer, x = call.layer, float(first(call)[at])
    if isinstance(layer, keras.layers.PReLU):
        slope = float(np.broadcast_to(numbers(layer.alpha), call.output.shape[1:])[at])
    else:
        slope = float(getattr(layer, "negative_slope", 0.0) or 0.0)
    threshold = float(getattr(layer, "threshold", 0.0) or 0.0)
    most = getattr(layer, "max_value", None)
    value = x if x >= threshold else slope * (x - threshold)
    value = min(value, float(most)) if most is not None else value
    said = {"x": x, "slope": slope, "threshold": threshold}
    return Sum("leaky", value, {**said, **({"most": float(most)} if most is not None else {})})


def exponential(call: Call, at: At) -> Sum:
    x, alpha = float(first(call)[at]), float(call.layer.alpha)
    value = x if x > 0 else alpha * math.expm1(x)
    return Sum("exponential", value, {"x": x, "alpha": alpha})


def softmax(call: Call, at: At) -> Sum:
    axis = call.layer.axis
    if not isinstance(axis, int):
        return behind_activation(call, at, Sum("function", float(first(call)[at])))
    axis = axis if axis < 0 else axis - call.output.shape.rank
    line = tuple(slice(None) if n - len(at) == axis else each for n, each in enumerate(at))
    return _soft(Sum("function", float(first(call)[at])), first(call)[line])


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
