"""Whole numbers turned into numbers by a table, or into ones and zeros."""

import numpy as np

from kt_core.engine.explain_calls import Call
from kt_core.engine.sums.activations import FUNCTIONS
from kt_core.engine.sums.products import dot
from kt_core.engine.sums.sum import At, Reason, Sum, first, named, numbers, places_of


def looked_up(call: Call, at: At) -> Sum:
    row = int(call.inputs[0][0][at[:-1]])
    table = numbers(call.layer.embeddings)
    rows, column = len(table), at[-1]
    if not -rows <= row < rows:  # TensorFlow on a CPU refuses it, on a GPU it is 0
        return Sum("padding", 0.0)
    return Sum("looked_up", float(table[row, column]), {"row": row, "column": column})


def looked_up_or_back(call: Call, at: At) -> Sum:
    """A row of the table; or called with `reverse`, how well a vector fits each row."""
    layer = call.layer
    if not named(call).get("reverse"):
        return looked_up(call, at)
    kernel = numbers(layer.embeddings).T if layer.tie_weights else numbers(layer.reverse_embeddings)
    x = first(call)[at[:-1]]
    found = dot(x, kernel[:, at[-1]], None, places_of(x.shape))
    cap = layer.logit_soft_cap
    if cap is None:
        return found
    value = FUNCTIONS["tanh"](found.value / cap) * cap
    return Sum("dot", value, {**found.said, "before": found.value, "cap": float(cap)})


def categories(call: Call, at: At) -> Sum | Reason:
    """One place for each category: whether it is there, or how often."""
    if named(call).get("count_weights") is not None:
        return "weighted_counts"
    return _counted(first(call), at, call.layer.output_mode)


def bins(call: Call, at: At) -> Sum:
    """The number of the bin a value falls into, or a one at its place."""
    layer, x = call.layer, first(call)
    limits = np.asarray(layer.bin_boundaries, "float32").astype("float64")
    found = np.digitize(x, limits)
    if layer.output_mode != "int":
        return _counted(found, at, layer.output_mode)
    number, ends = int(found[at]), [None, *limits.tolist(), None]
    said = {"x": float(x[at]), "low": ends[number], "high": ends[number + 1]}
    return Sum("bin", float(number), {**said, "bins": len(limits) + 1})


def _counted(x: np.ndarray, at: At, mode: str) -> Sum:
    """How often a category is among the numbers that the place at[:-1] is about.

    Keras drops a last axis of 1 for one_hot, and goes over the first axis for the other modes.
    """
    if mode == "one_hot" and x.ndim and x.shape[-1] == 1:
        x = x[..., 0]
    asked = x[at[:-1]] if mode == "one_hot" or not x.ndim else np.moveaxis(x, 0, -1)[at[:-1]]
    times = int(np.sum(asked == at[-1]))
    value = float(times if mode == "count" else times > 0)
    said = {"category": at[-1], "times": times, "of": int(np.size(asked)), "how": mode}
    return Sum("counted", value, said)
