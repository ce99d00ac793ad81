"""Poolings: the mean or the largest of what a window reads."""

import numpy as np

from kt_core.engine.explain_calls import Call
from kt_core.engine.explain_windows import Window, adaptive_window, whole_window, window
from kt_core.engine.sums.products import terms
from kt_core.engine.sums.sum import At, Sum, first


def average(call: Call, at: At) -> Sum:
    values, places = _read(call, at)
    said = {"count": values.size, **terms(values, values, places)}
    return Sum("mean", float(values.mean()), said)


def largest(call: Call, at: At) -> Sum:
    values, places = _read(call, at)
    found = int(values.argmax())
    said = {"count": values.size, "source": places[found], **terms(values, values, places)}
    return Sum("largest", float(values[found]), said)


def _read(call: Call, at: At) -> tuple[np.ndarray, list[list[int]]]:
    """The values a pooling reads in its channel, padding left out, and their places."""
    turned = call.layer.data_format == "channels_first"
    x = np.moveaxis(first(call), 0, -1) if turned else first(call)
    space, channel = (at[1:], at[0]) if turned else (at[:-1], at[-1])
    where = _window(call, space, x.shape[:-1])
    inside = where.inside
    values = where.read(x[..., [channel]])[..., 0][inside]
    places = [
        [axis[n] for axis, n in zip(where.places, each, strict=True)]
        for each in np.argwhere(inside).tolist()
    ]
    return values, [[channel, *place] if turned else [*place, channel] for place in places]


def _window(call: Call, space: At, sizes: tuple[int, ...]) -> Window:
    name = type(call.layer).__name__
    if name.startswith("Global"):
        return whole_window(sizes)
    made = adaptive_window if name.startswith("Adaptive") else window
    return made(call.layer, space, sizes)
