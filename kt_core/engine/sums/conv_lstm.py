"""ConvLSTM: an LSTM whose sums are convolutions, for one place of one channel at one step."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from kt_core.engine.explain_calls import Call
from kt_core.engine.explain_windows import Window, window
from kt_core.engine.sums.gates import applied, name_of
from kt_core.engine.sums.products import Source, mixed
from kt_core.engine.sums.recurrent import mask_over_time, order, progress
from kt_core.engine.sums.sum import At, Reason, Sum, numbers, states_given

GATES = "ifgo"


def conv_lstm(call: Call, at: At) -> Sum | Reason:
    """The states before the step are Keras' own; the sums of the step are made by hand.

    `at` is (step, *place, filter), steps in the layer's order, or without a step of its last one.
    """
    layer = call.layer
    if layer.stateful:
        return "stateful"
    steps = list(order(layer, call.inputs[0].shape[1]))
    number, place = (at[0], at[1:]) if len(at) > layer.cell.rank + 1 else (len(steps) - 1, at)
    turned = layer.cell.data_format == "channels_first"
    at_last = (*place[1:], place[0]) if turned else place
    states, outputs = _states(call, steps)
    before, behind = ([_last(each, turned) for each in states[n]] for n in (number, number + 1))
    said = {"cell": "ConvLSTM", "unit": at_last[-1], "masked": outputs[number] is None, "below": 0}
    said |= progress(call, number, steps[number], len(steps))
    names = zip("hc", range(2), strict=True)
    lines = [[float(_last(each, turned)[at_last]) for each in pair] for pair in states[1:]]
    arrays = {f"line_{name}": np.array([line[n] for line in lines]) for name, n in names}
    if outputs[number] is None:
        return Sum("recurrent", _held(call, outputs, number, at_last, turned), said, arrays)
    x = _last(call.inputs[0][:, steps[number]], turned)
    value, apart = _taken_apart(layer.cell, x, before, at_last)
    ends = [[float(each[at_last]) for each in pair] for pair in (before, behind)]
    said |= {**apart, "before": ends[0], "behind": ends[1], "reset_after": False}
    return Sum("recurrent", value, said, arrays)


def _states(call: Call, steps: list[int]) -> tuple[list[list[Any]], list[Any]]:
    """The states before the first and behind every step, and the outputs, None where masked."""
    layer, mask = call.layer, mask_over_time(call)
    states, outputs = [states_given(call) or layer.get_initial_state(batch_size=1)], []
    for step in steps:
        output, behind = None, states[-1]
        if mask is None or mask[step]:
            output, behind = layer.cell(call.inputs[0][:, step], states[-1], training=False)
        states.append(list(behind))
        outputs.append(output)
    return states, outputs


def _held(call: Call, outputs: list[Any], number: int, at: At, turned: bool) -> float:
    """The output of a step that a mask leaves out: that of the step before, or 0."""
    if call.layer.zero_output_for_mask:
        return 0.0
    known = [each for each in outputs[:number] if each is not None]
    return float(_last(known[-1], turned)[at]) if known else 0.0


def _last(values: Any, turned: bool) -> np.ndarray:
    """The first example with its channels last."""
    found = numbers(values)[0]
    return np.moveaxis(found, 0, -1) if turned else found


def _taken_apart(
    cell: Any, x: np.ndarray, states: list[np.ndarray], at: At
) -> tuple[float, dict[str, Any]]:
    (h, c), channel = states, at[-1]
    again = SimpleNamespace(kernel_size=cell.kernel_size, strides=1, padding="same")
    windows = window(cell, at[:-1], x.shape[:-1]), window(again, at[:-1], h.shape[:-1])
    gates = {}
    for n, name in enumerate(GATES):
        column = n * cell.filters + channel
        sources = {
            key: _source(values, where, numbers(kernel)[..., column])
            for key, values, where, kernel in (
                ("x", x, windows[0], cell.kernel),
                ("h", h, windows[1], cell.recurrent_kernel),
            )
        }
        bias = None if cell.bias is None else float(numbers(cell.bias)[column])
        made = mixed(sources, bias)
        function = cell.activation if name == "g" else cell.recurrent_activation
        value = float(applied(function, np.array([made.value]))[0])
        ends = {"before": made.value, "value": value, "function": name_of(function)}
        gates[name] = {"name": name, **made.said, **ends}
    i, f, g, o = (gates[name]["value"] for name in GATES)
    memory = f * c[at] + i * g
    squashed = float(applied(cell.activation, np.array([memory]))[0])
    ends = {"function": name_of(cell.activation), "squashed": squashed}
    return o * squashed, {"gates": list(gates.values()), **ends}


def _source(values: np.ndarray, where: Window, kernel: np.ndarray) -> Source:
    """A patch and its weights in one line, padding left out."""
    inside, channels = where.inside, range(values.shape[-1])
    spots = [
        [axis[n] for axis, n in zip(where.places, each, strict=True)]
        for each in np.argwhere(inside).tolist()
    ]
    places = [[*spot, channel] for spot in spots for channel in channels]
    return Source(where.read(values)[inside].ravel(), kernel[inside].ravel(), places)
