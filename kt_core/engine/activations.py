"""What the values that a layer gives tell about it: mean, deviation, dead and saturated units."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

SATURATED = {"sigmoid": (0.01, 0.99), "hard_sigmoid": (0.01, 0.99)}
SATURATED |= {"tanh": (-0.98, 0.98), "hard_tanh": (-0.98, 0.98)}
"""Beyond these the slope of sigmoid and tanh is less than 4 % of its greatest."""
CERTAIN = 0.99
"""A softmax whose greatest value is above this passes hardly any gradient."""
MOSTLY = 0.9
"""A unit is saturated when more than this share of its values is."""
ZEROS = ("relu", "relu6")

Part = dict[str, Any]


def activation_of(layer: keras.Layer) -> str:
    """The name of the function that gives the layer's values (`relu`), or ""."""
    if isinstance(layer, keras.layers.ReLU):
        return "" if layer.negative_slope or layer.threshold else "relu"
    if isinstance(layer, keras.layers.Softmax):
        return "softmax" if layer.axis == -1 else ""
    if isinstance(layer, keras.layers.TimeDistributed):
        return activation_of(layer.layer)
    if isinstance(layer, keras.layers.Bidirectional):
        return activation_of(layer.forward_layer) if layer.merge_mode == "concat" else ""
    found = getattr(layer, "activation", None)
    if isinstance(found, keras.Layer):
        return activation_of(found)
    return getattr(found, "__name__", "")


def measured(values: Any, layer: keras.Layer) -> Part | None:
    """What is kept of one call's values (n, ...), as tensors; None when they are no numbers."""
    first = keras.tree.flatten(values)[:1]
    if not first or not hasattr(first[0], "dtype") or not first[0].dtype.is_floating:
        return None
    values = tf.cast(first[0], "float32")
    mean = tf.reduce_mean(values)
    part = {
        "count": tf.size(values),
        "mean": mean,
        "variance": tf.reduce_mean(tf.square(values - mean)),
    }
    return {**part, **_units(values, layer)}


def _units(values: Any, layer: keras.Layer) -> Part:
    """Of each unit (channel, feature) whether it ever is not zero, or how often saturated."""
    name, rank = activation_of(layer), values.shape.rank
    if rank is None or rank < 2:
        return {}
    axis = 1 if getattr(layer, "data_format", None) == "channels_first" else rank - 1
    if values.shape[axis] is None:
        return {}
    others = [each for each in range(rank) if each != axis]
    if name in ZEROS:
        return {"alive": tf.reduce_any(values != 0, axis=others)}
    if name in SATURATED:
        low, high = SATURATED[name]
        beyond = tf.cast((values < low) | (values > high), "float32")
        return {"saturated": tf.reduce_mean(beyond, axis=others)}
    if name == "softmax" and values.shape[axis] > 1:
        certain = tf.reduce_max(values, axis=axis) > CERTAIN
        return {"certain": tf.reduce_mean(tf.cast(certain, "float32"))}
    return {}


def summary(parts: Iterable[Mapping[str, Any]], *, broken: bool = False) -> dict[str, float | None]:
    """The figures of a layer from all its calls on all portions of a sample.

    `dead_share` and `saturated_share` are fractions of the layer's units, None where the
    activation function has no such state. For softmax, whose units act together,
    `saturated_share` is the fraction of examples with an answer above 0.99. What is computed
    from NaN is NaN, and all that is known when they are `broken`.
    """
    found = [{key: np.asarray(value) for key, value in part.items()} for part in parts]
    if not found:
        return {"mean": None, "deviation": None, "dead_share": None, "saturated_share": None}
    count = np.array([part["count"] for part in found], dtype=float)
    means = np.array([part["mean"] for part in found], dtype=float)
    variances = np.array([part["variance"] for part in found], dtype=float)
    share = count / count.sum()
    mean = math.nan if broken else float(np.sum(share * means))
    deviation = float(np.sqrt(np.sum(share * (variances + np.square(means - mean)))))
    shares = {"dead_share": _dead(found), "saturated_share": _saturated(found, share)}
    if math.isnan(mean):
        shares = {name: None if one is None else math.nan for name, one in shares.items()}
    return {"mean": mean, "deviation": deviation, **shares}


def _dead(parts: list[dict[str, Any]]) -> float | None:
    if "alive" not in parts[0]:
        return None
    alive = np.logical_or.reduce([part["alive"] for part in parts])
    return float(1 - alive.mean())


def _saturated(parts: list[dict[str, Any]], share: np.ndarray) -> float | None:
    if "certain" in parts[0]:
        return float(sum(share * [float(part["certain"]) for part in parts]))
    if "saturated" in parts[0]:
        often = sum(each * part["saturated"] for each, part in zip(share, parts, strict=True))
        return float(np.mean(often > MOSTLY))
    return None
