"""Layers that hand values on, put them elsewhere, or join those at one place."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import tensorflow as tf

from kt_core.engine.explain_calls import Call
from kt_core.engine.sums.sum import At, Reason, Sum, again, first, keras_value, numbers
from kt_core.engine.sums.weighted import linear

EXACT = 2**24
"""Whole numbers up to here are exact in float32."""


def joined(call: Call, at: At) -> Sum:
    """Add and its like: the values at the same place of every input."""
    shape = tuple(call.output.shape[1:])
    values = [float(np.broadcast_to(numbers(each)[0], shape)[at]) for each in call.inputs]
    operation = JOINS[type(call.layer).__name__]
    made = operation(np.array(values))
    return Sum("joined", float(made), {"values": values, "how": type(call.layer).__name__.lower()})


def copied(call: Call, at: At) -> Sum | Reason:
    """Layers that put values elsewhere or hand them on: found by sending numbers through."""
    sizes = [math.prod(each.shape[1:]) for each in call.inputs]
    if sum(sizes) + 1 > EXACT:
        return "large"
    if not all(_holds_numbers(each) for each in (*call.inputs, call.output)):
        return "words"
    starts = np.cumsum([1, *sizes])
    numbered = [
        tf.cast(tf.reshape(tf.range(start, start + size), (1, *each.shape[1:])), each.dtype)
        for start, size, each in zip(starts, sizes, call.inputs, strict=False)
    ]
    return _found(call, at, float(again(call, numbered)[0][at]), starts)


def _found(call: Call, at: At, number: float, starts: np.ndarray) -> Sum | Reason:
    """The copy that the number of a place stands for; 0 stands for padding."""
    if number == 0 and keras_value(call, at) == 0:
        return Sum("padding", 0.0)
    if not number.is_integer() or not 1 <= number < starts[-1]:
        return "changed"
    which = int(np.searchsorted(starts, number, side="right")) - 1
    source = np.unravel_index(int(number) - starts[which], call.inputs[which].shape[1:])
    value = float(numbers(call.inputs[which])[0][tuple(source)])
    if value != keras_value(call, at):
        return "changed"
    said = {"source": [int(each) for each in source], "input": which, "inputs": len(starts) - 1}
    return Sum("copied", value, said)


def _holds_numbers(values: Any) -> bool:
    """Whole numbers below EXACT fit into them."""
    return (values.dtype.is_floating and values.dtype.size >= 4) or values.dtype.is_integer


def enlarged(call: Call, at: At) -> Sum:
    """A copy of a pixel, or a mixture of its neighbours."""
    found = copied(call, at)
    return linear(call, at) if isinstance(found, str) else found


def unmasked(call: Call, at: At) -> Sum:
    """A copy; or 0 in a step that is left out because all its values are the mask's."""
    layer, x = call.layer, first(call)
    if (x[at[:-1]] == np.float32(layer.mask_value)).all():
        return Sum("masked_out", 0.0, {"mask": float(layer.mask_value)})
    said = {"source": list(at), "input": 0, "inputs": 1}
    return Sum("copied", float(x[at]), said)


JOINS: Mapping[str, Callable[[np.ndarray], Any]] = {
    "Add": np.sum,
    "Subtract": lambda pair: pair[0] - pair[1],
    "Multiply": np.prod,
    "Average": np.mean,
    "Maximum": np.max,
    "Minimum": np.min,
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
    "MixUp", "CutMix", "Solarization",
)  # fmt: skip
