"""Layers around other layers: the arithmetic is that of the layer inside."""

from collections.abc import Callable

from kt_core.engine.explain_calls import Call, mask_of
from kt_core.engine.sums.sum import At, Reason, Sum

Inside = Callable[[Call, At], Sum | Reason]


def each_time(call: Call, at: At, inside: Inside) -> Sum | Reason:
    """TimeDistributed: the layer inside, at one step of time."""
    step = at[0]
    mask = call.mask()
    inputs = (call.inputs[0][:, step],)
    masks = (None if mask is None else mask[:, step],)
    part = Call(call.path, call.layer.layer, inputs, (call.output[:, step],), (inputs, {}), masks)
    found = inside(part, at[1:])
    if isinstance(found, str):
        return found
    return Sum(found.form, found.value, {**found.said, "step": step}, found.arrays)


def wrapped(call: Call, at: At, inside: Inside) -> Sum | Reason:
    """SpectralNormalization: when it predicts it is the layer inside with the kernel it scaled."""
    args, kwargs = call.arguments
    given = {key: value for key, value in kwargs.items() if key != "training"}
    part = Call(call.path, call.layer.layer, call.inputs, call.outputs, (args, given), call.masks)
    return inside(part, at)


def piped(call: Call, at: At, inside: Inside) -> Sum | Reason:
    """Pipeline: the last of its layers, on what the others make of the input."""
    x, part = call.inputs[0], None
    for layer in call.layer.layers:
        more = {"training": False} if layer._call_has_training_arg else {}
        masks, values = (mask_of(x),), layer(x, **more)
        part = Call(call.path, layer, (x,), (values,), ((x,), more), masks)
        x = values
    if part is None:
        return "empty"
    found = inside(part, at)
    if isinstance(found, str):
        return found
    said = {**found.said, "last_of": len(call.layer.layers), "last": type(part.layer).__name__}
    return Sum(found.form, found.value, said, found.arrays)
