"""Bidirectional: one layer reads forwards, one backwards, and their values are merged."""

from collections.abc import Callable, Mapping
from typing import Any

import keras

from kt_core.engine.explain_calls import Call
from kt_core.engine.sums.sum import At, Reason, Sum, keras_value, states_given
from kt_core.engine.sums.wrapping import Inside

HALVES = ("forward", "backward")


def both_ways(call: Call, at: At, inside: Inside) -> Sum | Reason:
    """The halves that the value is made of, each worked out, and how they are merged."""
    layer, parts = call.layer, halves(call)
    back = (len_of(call) - 1 - at[0], *at[1:]) if layer.return_sequences else at
    width = parts[0].output.shape[-1]
    asked = {"forward": (parts[0], at), "backward": (parts[1], back)}
    if layer.merge_mode is None:  # the layer gives two outputs, and the first is looked at
        del asked["backward"]
    elif layer.merge_mode == "concat":
        which = HALVES[at[-1] // width]
        part, place = asked[which]
        asked = {which: (part, (*place[:-1], at[-1] % width))}
    found = {name: inside(part, place) for name, (part, place) in asked.items()}
    if reason := next((each for each in found.values() if isinstance(each, str)), None):
        return reason
    sums = {name: each for name, each in found.items() if isinstance(each, Sum)}
    said = {
        "merge": layer.merge_mode or "none",
        "halves": [
            {**each.said, "half": name, "form": each.form, "value": each.value,
             "keras": keras_value(*asked[name])}
            for name, each in sums.items()
        ],
    }  # fmt: skip
    arrays = {
        f"{half}.{name}": array
        for half, each in sums.items()
        for name, array in each.arrays.items()
    }
    merged = MERGED[layer.merge_mode]([each.value for each in sums.values()])
    return Sum("both_ways", merged, said, arrays)


def halves(call: Call) -> list[Call]:
    """The calls of the two layers inside, forwards first."""
    given = states_given(call)
    middle = len(given) // 2
    return [
        _half(call, layer, states)
        for layer, states in (
            (call.layer.forward_layer, given[:middle]),
            (call.layer.backward_layer, given[middle:]),
        )
    ]


def len_of(call: Call) -> int:
    """How many steps the input has."""
    return int(call.inputs[0].shape[1])


def _half(call: Call, layer: Any, states: list[Any]) -> Call:
    arguments = {"initial_state": states} if states else {}
    inputs = (call.inputs[0], *states)
    mask = {"mask": call.mask()} if call.mask() is not None and not states else {}
    values = keras.tree.flatten(layer(call.inputs[0], **arguments, **mask, training=False))
    return Call(call.path, layer, inputs, tuple(values), ((call.inputs[0],), arguments), call.masks)


MERGED: Mapping[str | None, Callable[[list[float]], float]] = {
    None: lambda values: values[0],
    "concat": lambda values: values[0],
    "sum": sum,
    "ave": lambda values: sum(values) / 2,
    "mul": lambda values: values[0] * values[1],
}
