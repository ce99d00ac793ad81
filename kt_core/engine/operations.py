"""Single operations in a saved model (`x + y`, `keras.ops.relu(x)`) as the layers that do the same.

Keras records each operation of a functional model by its class; where a layer computes the same,
the record becomes that layer's, and the model can be edited like any other. Pure data.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kt_core.engine.keras_tensors import (
    Record,
    arguments,
    is_layer,
    is_operation,
    is_tensor,
    layer_record,
    name_of,
    needed_operations,
    shape_of,
    tensor,
)

MERGES = {
    "Add": "Add",
    "Subtract": "Subtract",
    "Multiply": "Multiply",
    "Maximum": "Maximum",
    "Minimum": "Minimum",
}
ACTIVATIONS = {
    "Relu": "relu",
    "Relu6": "relu6",
    "Sigmoid": "sigmoid",
    "Silu": "silu",
    "Softplus": "softplus",
    "Softsign": "softsign",
    "HardSigmoid": "hard_sigmoid",
    "HardSilu": "hard_silu",
    "Selu": "selu",
    "Tanh": "tanh",
    "Exp": "exponential",
    "LogSigmoid": "log_sigmoid",
}
"""Operations without parameters and the activations that they are."""

Lowered = list[Record] | None


def lowered(record: Any) -> Any:
    """The record with layers in place of the operations that have one; others stay as they are."""
    config = record.get("config") if isinstance(record, dict) else None
    if not isinstance(config, dict) or not isinstance(config.get("layers"), list):
        return record
    layers = [lowered(layer) for layer in config["layers"]]
    needed = needed_operations({**config, "layers": layers})
    found = [each for layer in layers for each in _lowered(layer, needed)]
    return {**record, "config": {**config, "layers": found}}


def _lowered(layer: Any, needed: frozenset[str]) -> list[Any]:
    if not is_layer(layer):
        return [layer]
    kind = str(layer.get("class_name"))
    if is_operation(layer):
        make = OPERATIONS.get(kind) if name_of(layer) in needed else None
    else:
        make = PRIVATE.get(kind)
    args, named = arguments(layer)
    if make is None or not args:
        return [layer]
    return make(layer, args, {**layer["config"], **named}) or [layer]


def _merged(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    """Two tensors joined, or one scaled or shifted by a number."""
    one: Any = args[0]
    other: Any = args[1] if len(args) > 1 else given.get("x2")
    if is_tensor(one) and is_tensor(other):
        kind = MERGES.get(layer["class_name"])
        if kind is None or len(shape_of(one)) != len(shape_of(other)):  # axes line up otherwise
            return None
        return [layer_record(layer, kind, [[one, other]])]
    if is_tensor(one) and _is_number(other):
        return _rescaled(layer, one, AFTER.get(layer["class_name"]), other)
    if _is_number(one) and is_tensor(other):
        return _rescaled(layer, other, BEFORE.get(layer["class_name"]), one)
    return None


Scale = Callable[[float], tuple[float, float]]
AFTER: dict[str, Scale] = {
    "Add": lambda number: (1.0, number),
    "Subtract": lambda number: (1.0, -number),
    "Multiply": lambda number: (number, 0.0),
    "Divide": lambda number: (1.0 / number, 0.0) if number else (1.0, 0.0),
    "TrueDivide": lambda number: (1.0 / number, 0.0) if number else (1.0, 0.0),
}
"""Scale and offset of `x <operation> number`."""
BEFORE: dict[str, Scale] = {
    "Add": AFTER["Add"],
    "Subtract": lambda number: (-1.0, number),
    "Multiply": AFTER["Multiply"],
}
"""Scale and offset of `number <operation> x`."""


def _rescaled(layer: Record, read: Any, scale: Scale | None, number: float) -> Lowered:
    if scale is None or (number == 0 and layer["class_name"].endswith("Divide")):
        return None
    factor, offset = scale(float(number))
    return [layer_record(layer, "Rescaling", [read], scale=factor, offset=offset)]


def _negative(layer: Record, args: Sequence[Any], _given: Mapping[str, Any]) -> Lowered:
    return [layer_record(layer, "Rescaling", list(args), scale=-1.0, offset=0.0)]


def _activation(layer: Record, args: Sequence[Any], _given: Mapping[str, Any]) -> Lowered:
    name = ACTIVATIONS[layer["class_name"]]
    return [layer_record(layer, "Activation", list(args[:1]), activation=name)]


def _gelu(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    if given.get("approximate", True):  # the layer has the exact one
        return None
    return [layer_record(layer, "Activation", list(args[:1]), activation="gelu")]


def _softmax(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    axis = given.get("axis", -1)
    if not isinstance(axis, int):
        return None
    return [layer_record(layer, "Softmax", list(args[:1]), axis=axis)]


def _leaky(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    slope = given.get("negative_slope", 0.2)
    return [layer_record(layer, "LeakyReLU", list(args[:1]), negative_slope=slope)]


def _elu(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    return [layer_record(layer, "ELU", list(args[:1]), alpha=given.get("alpha", 1.0))]


def _clipped(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    """Cut off at 0 and a positive number, which is what ReLU does with a maximum."""
    low: Any = given.get("x_min")
    high: Any = given.get("x_max")
    if not _is_number(low) or not _is_number(high) or low != 0 or high <= 0:
        return None
    return [layer_record(layer, "ReLU", list(args[:1]), max_value=float(high))]


def _concatenated(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    parts = args[0] if args else None
    if not isinstance(parts, list) or len(parts) < 2 or not all(map(is_tensor, parts)):
        return None
    return [layer_record(layer, "Concatenate", [parts], axis=given.get("axis", -1))]


def _reshaped(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    shape = given.get("newshape", args[1] if len(args) > 1 else None)
    if not isinstance(shape, list) or not shape or shape[0] not in (-1, None):
        return None
    return [layer_record(layer, "Reshape", [args[0]], target_shape=shape[1:])]


def _permuted(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    axes = given.get("axes", args[1] if len(args) > 1 else None)
    if not isinstance(axes, list) or not axes or axes[0] != 0:
        return None
    return [layer_record(layer, "Permute", [args[0]], dims=axes[1:])]


def _pooled(kind: str) -> Callable[..., Lowered]:
    """Mean or maximum over all axes between batch and channels."""

    def make(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
        if not args or not is_tensor(args[0]):
            return None
        axes = _axes(given.get("axis"))
        rank = len(shape_of(args[0])) or len(axes) + 2  # what Keras 2 leaves out shows when built
        found = sorted(axis % rank for axis in axes if -rank <= axis < rank)
        if not 3 <= rank <= 5 or found != list(range(1, rank - 1)):
            return None
        keeps = bool(given.get("keepdims", False))
        return [layer_record(layer, f"Global{kind}Pooling{rank - 2}D", [args[0]], keepdims=keeps)]

    return make


def _scaled_sum(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    """InceptionResNetV2's `x + y * scale`."""
    pair, scale = args[0] if args else None, given.get("scale")
    if not isinstance(pair, list) or len(pair) != 2 or not isinstance(scale, float):
        return None
    first = {**layer, "name": f"{name_of(layer)}_scaled"}
    part = layer_record(first, "Rescaling", [pair[1]], scale=scale, offset=0.0)
    return [part, layer_record(layer, "Add", [[pair[0], tensor(first["name"], shape_of(pair[1]))]])]


def _channel_scale(layer: Record, args: Sequence[Any], given: Mapping[str, Any]) -> Lowered:
    """ConvNeXt's factor for each channel."""
    shape = shape_of(args[0]) if args and is_tensor(args[0]) else []
    shape = shape or [None, None, None, given.get("projection_dim")]  # Keras 2 names no shapes
    start = given.get("init_values")
    if not 2 <= len(shape) <= 5 or not _is_number(start):
        return None
    axes = "abcde"[: len(shape)]
    constant = {"module": "keras.initializers", "class_name": "Constant"}
    made = layer_record(
        layer,
        "EinsumDense",
        [args[0]],
        equation=f"{axes},{axes[-1]}->{axes}",
        output_shape=shape[1:],
        kernel_initializer={**constant, "config": {"value": start}, "registered_name": None},
    )
    trainable = {**made["config"], "trainable": layer["config"].get("trainable", True)}
    return [{**made, "config": trainable, "saved_class": layer["class_name"]}]


def _axes(value: Any) -> list[int]:
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, int)]


def _is_number(value: Any) -> bool:
    """Whether the value is a number that a layer can hold, its inverse too."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return value == 0 or 1e-30 < abs(value) < 1e30


OPERATIONS: dict[str, Callable[..., Lowered]] = {
    **dict.fromkeys([*MERGES, "Divide", "TrueDivide"], _merged),
    **dict.fromkeys(ACTIVATIONS, _activation),
    "Negative": _negative,
    "Gelu": _gelu,
    "Softmax": _softmax,
    "LeakyRelu": _leaky,
    "Elu": _elu,
    "Clip": _clipped,
    "Concatenate": _concatenated,
    "Reshape": _reshaped,
    "Transpose": _permuted,
    "Mean": _pooled("Average"),
    "Max": _pooled("Max"),
}
PRIVATE: dict[str, Callable[..., Lowered]] = {
    "CustomScaleLayer": _scaled_sum,
    "LayerScale": _channel_scale,
}
"""Layers of `keras.applications` that Keras does not offer to anybody else."""
