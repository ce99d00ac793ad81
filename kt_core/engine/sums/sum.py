"""What the arithmetic of one value is told in, and how a layer's call is read for it."""

import inspect
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core.engine.explain_calls import Call

At = tuple[int, ...]
Reason = str
"""Why a value has no arithmetic here: a key of the texts `why.steps.reasons`."""


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """The arithmetic of one value: `form` names the kind of it, `said` its numbers as JSON values,
    `arrays` a convolution's patch, kernel and products. `value` is what comes out by hand."""

    form: str
    value: float
    said: dict[str, Any] = field(default_factory=dict)
    arrays: dict[str, np.ndarray] = field(default_factory=dict)


def keras_value(call: Call, at: At) -> float:
    """What Keras computed there."""
    return float(numbers(call.output)[0][at])


def named(call: Call) -> dict[str, Any]:
    """What the layer was called with, by the names of its own `call`."""
    args, kwargs = call.arguments
    known = inspect.signature(call.layer.call)
    taken = {name: value for name, value in kwargs.items() if name in known.parameters}
    return dict(known.bind(*args, **taken).arguments)


def states_given(call: Call) -> list[Any]:
    """The states (n, units) a recurrent layer was given to begin with; empty for zeros."""
    given = keras.tree.flatten(named(call).get("initial_state"))
    return [each for each in given if each is not None]


def first(call: Call) -> np.ndarray:
    return numbers(call.inputs[0])[0]


def numbers(values: Any) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(values)).astype("float64")


def again(call: Call, inputs: Any) -> Any:
    """What the layer gives for other inputs in the same arrangement, the first of several."""
    left = iter(inputs)
    args, kwargs = keras.tree.map_structure(
        lambda each: next(left) if tf.is_tensor(each) else each, call.arguments
    )
    return keras.tree.flatten(call.layer(*args, **kwargs))[0]


def bias_of(layer: Any, unit: int) -> float | None:
    bias = getattr(layer, "bias", None)
    return None if bias is None or not layer.use_bias else float(numbers(bias)[unit])


def listed(axis: Any) -> list[int]:
    return [axis] if isinstance(axis, int) else list(axis)


def places_of(shape: Any) -> list[list[int]]:
    return np.argwhere(np.ones(shape, bool)).tolist()
