"""What is inside a model for one example: its layers, their values, weights and favourites."""

import math
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core.data.pictures import grey
from kt_core.data.preparation import scale
from kt_core.engine.explain_calls import Call
from kt_core.engine.explain_insides import insides
from kt_core.engine.explain_maps import convolutions
from kt_core.engine.explain_subject import Looked
from kt_core.engine.explain_weights import weights
from kt_core.engine.sums import sum_of
from kt_core.problems import Problem, ProblemError

KEPT = 2_000_000
"""Numbers of one layer's values, or of one weight, that are handed on."""
EXAMPLES = 1_000
BEST = 9
AT_ONCE = 4_000_000_000
"""Numbers that a network may hand on altogether while favourites are looked for."""

Arrays = dict[str, np.ndarray]


def about(looked: Looked) -> tuple[dict[str, Any], Arrays]:
    """What the model answers to the example, and its layers in order with their shapes."""
    conv = set(convolutions(looked))
    said = {
        "modality": looked.modality,
        "size": list(looked.size) if looked.modality == "image" else None,
        "numbers": looked.numbers.tolist(),
        "are_classes": looked.are_classes,
        "classes": list(looked.classes),
        "by_pixel": looked.by_pixel,
        "narrow": looked.narrow,
        "explainable": looked.subject.labels != "input",
        "columns": list(looked.subject.columns or ()),
        "layers": [{**_described(call), "conv": call.path in conv} for call in looked.traced[1]],
    }
    return said, {"picture": _picture(looked)}


def layer(looked: Looked, path: str) -> tuple[dict[str, Any], Arrays]:
    """A layer's values for the example, `values`, its weights, `weight_0` and so on, laid out as
    `explain_weights` says, and what `explain_insides` finds.

    A ConvLSTM that gives its last state only has all of them in `over_time` (steps, ..., filters).
    Of what is larger than KEPT numbers the first channels are handed on; `said["of"]` counts all.
    """
    call = looked.until(tf.constant(looked.x[np.newaxis]), path)
    values = _numbers(call.output)[0] if _gives_numbers(call) else np.zeros(0)
    inside, found = insides(call)
    arrays = {"values": _cut(values), **{name: _cut(each) for name, each in found.items()}}
    if "series" not in inside and (steps := _over_time(call)) is not None:
        arrays["over_time"] = _cut(steps)
    known = weights(call, looked.traced[1])
    arrays |= {f"weight_{number}": _cut(array) for number, (_, array) in enumerate(known)}
    said = {"of": list(values.shape), "weights": [each for each, _ in known]}
    return {**_described(call), **said, **inside}, arrays


def value(looked: Looked, path: str, at: list[int] | None) -> tuple[dict[str, Any], Arrays]:
    """The arithmetic of one value of a layer; without `at` of its largest one.

    `at` has a step before its other axes where a recurrent layer hands on its last state only.
    """
    call = looked.until(tf.constant(looked.x[np.newaxis]), path)
    if not _gives_numbers(call):
        return {**_described(call), "at": [], "form": "none", "reason": "words"}, {}
    steps = _over_time(call)
    values = _numbers(call.output)[0] if steps is None else steps
    place = tuple(at) if at is not None else _largest(values)
    inside = len(place) == values.ndim and all(
        0 <= each < size for each, size in zip(place, values.shape, strict=False)
    )
    if not inside:
        raise ProblemError(Problem("why_place_unknown", values={"at": list(place)}))
    found = sum_of(call, place)
    said = {**_described(call), "at": list(place), "keras": float(values[place])}
    if isinstance(found, str):
        return {**said, "form": "none", "reason": found}, {}
    return {**said, **found.said, "form": found.form, "value": found.value}, found.arrays


def favourites(looked: Looked, path: str) -> tuple[dict[str, Any], Arrays]:
    """Which test examples activate each unit of a layer most: `rows` and `means` (units, 9).

    A unit is a channel or feature (the last axis); how active it is, is its mean over space or
    time. The first 1,000 examples are looked at. Raises ProblemError without the data set.
    """
    if looked.data is None:
        raise ProblemError(Problem("why_no_data"))
    x = looked.data.x_test[: _examples(looked)]
    means = np.concatenate(
        [
            _unit_means(_numbers(looked.until(tf.constant(_scaled(looked, part)), path).output))
            for part in np.split(x, range(looked.batch, len(x), looked.batch))
        ]
    )
    order = np.argsort(-means, axis=0, kind="stable")[:BEST]
    best = np.take_along_axis(means, order, axis=0)
    return {"examples": len(x)}, {"rows": order.T.copy(), "means": best.T.astype("float32")}


def _unit_means(values: np.ndarray) -> np.ndarray:
    """How active each unit is: the mean over space or time, (n, units)."""
    if values.ndim < 2:
        return values[:, np.newaxis]
    return values.mean(axis=tuple(range(1, values.ndim - 1)))


def _examples(looked: Looked) -> int:
    assert looked.data is not None
    total = sum(math.prod(each.shape) for call in looked.traced[1] for each in call.outputs)
    return max(BEST, min(EXAMPLES, AT_ONCE // max(1, total), len(looked.data.x_test)))


def _scaled(looked: Looked, x: np.ndarray) -> np.ndarray:
    return scale(x, looked.subject.statistics)


def _described(call: Call) -> dict[str, Any]:
    shapes = [list(each.shape[1:]) for each in call.inputs]
    return {
        "path": call.path,
        "kind": type(call.layer).__name__,
        "inputs": shapes,
        "shape": list(call.output.shape[1:]) if call.outputs else [],
        "params": int(call.layer.count_params()) if isinstance(call.layer, keras.Layer) else 0,
        "steps": _steps(call),
    }


def _gives_numbers(call: Call) -> bool:
    """Some layers give words, or nothing that is a tensor."""
    return bool(call.outputs) and call.output.dtype != tf.string


def _steps(call: Call) -> int | None:
    """How many steps a recurrent layer goes through that hands on its last state only."""
    layer = call.layer
    if not isinstance(layer, keras.layers.RNN) or layer.return_sequences or layer.stateful:
        return None
    return int(call.inputs[0].shape[1])


def _over_time(call: Call) -> np.ndarray | None:
    """The states behind every step, (steps, units), of a recurrent layer that keeps the last."""
    layer = call.layer
    if _steps(call) is None:
        return None
    layer.return_sequences = True
    try:
        found = keras.tree.flatten(layer(*call.arguments[0], **call.arguments[1]))[0]
    finally:
        layer.return_sequences = False
    return _numbers(found)[0]


def _cut(array: np.ndarray) -> np.ndarray:
    """At most KEPT numbers: the first channels, or where that is one, all zeros left out."""
    if array.size <= KEPT or array.ndim == 0:
        return array.astype("float32")
    per = array.size // array.shape[-1]
    return array[..., : max(1, KEPT // per)].astype("float32")


def _largest(values: np.ndarray) -> tuple[int, ...]:
    return tuple(int(each) for each in np.unravel_index(int(values.argmax()), values.shape))


def _numbers(values: Any) -> np.ndarray:
    return np.asarray(keras.ops.convert_to_numpy(values)).astype("float32")


def _picture(looked: Looked) -> np.ndarray:
    """The example as a picture uint8 (height, width, channels), or a row in its own units."""
    raw = looked.in_units(looked.x)
    if looked.modality == "table":
        return raw
    return grey(raw, largest=(looked.subject.opened.preparation or {}).get("largest") or 255)
