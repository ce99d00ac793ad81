"""What fits some layers better than their values: gates over time, weights of heads, rows alike."""

from collections.abc import Iterator
from typing import Any

import keras
import numpy as np

from kt_core.engine.explain_calls import Call
from kt_core.engine.sums.attention import Looks, pictures, plain_looks
from kt_core.engine.sums.both_ways import HALVES, halves
from kt_core.engine.sums.heads import look
from kt_core.engine.sums.recurrent import over_time, refused, walk

ROWS = 12
NEAR = 5
Arrays = dict[str, np.ndarray]


def insides(call: Call) -> tuple[dict[str, Any], Arrays]:
    """For recurrent layers `series`, of each `series_<n>` (steps, units); for attention `heads`,
    with `weights` (heads, queries, keys); for embeddings `nearest`. Nothing for the others."""
    kind = type(call.layer).__name__
    if kind in ("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupedQueryAttention"):
        return _looks(call)
    if kind in ("Embedding", "ReversibleEmbedding") and call.inputs[0].dtype.is_integer:
        return {"nearest": nearest(call)}, {}
    found = list(series(call))
    said = {"series": [{"half": half, "name": name} for half, name, _ in found]}
    arrays = {f"series_{n}": values for n, (_, _, values) in enumerate(found)}
    return (said, arrays) if found else ({}, {})


def series(call: Call) -> Iterator[tuple[str, str, np.ndarray]]:
    """Which half ("" without halves) and what it is, with its values (steps, units)."""
    parts = {"": call}
    if isinstance(call.layer, keras.layers.Bidirectional) and not call.layer.stateful:
        parts = dict(zip(HALVES, halves(call), strict=True))
    for half, part in parts.items():
        layer = part.layer
        simple = isinstance(layer, keras.layers.RNN) and not hasattr(layer.cell, "rank")
        if simple and refused(part) is None:
            yield from ((half, name, values) for name, values in over_time(walk(part)))


def nearest(call: Call) -> list[dict[str, Any]]:
    """For the first rows that were looked up: those of the table with the largest cosine."""
    table = np.asarray(keras.ops.convert_to_numpy(call.layer.embeddings)).astype("float64")
    length = np.sqrt(np.square(table).sum(axis=1, keepdims=True))
    unit = table / np.where(length == 0, 1.0, length)
    given = np.ravel(keras.ops.convert_to_numpy(call.inputs[0])[0]).tolist()
    rows = [row for row in dict.fromkeys(map(int, given)) if 0 <= row < len(table)]
    return [{"row": row, "near": _near(unit, row)} for row in rows[:ROWS]]


def _near(unit: np.ndarray, row: int) -> list[dict[str, Any]]:
    cosines = unit @ unit[row]
    order = [int(each) for each in np.argsort(-cosines, kind="stable") if each != row]
    return [{"row": each, "cosine": float(cosines[each])} for each in order[:NEAR]]


def _looks(call: Call) -> tuple[dict[str, Any], Arrays]:
    """At the first place of the axes that attention does not go along."""
    first = tuple([0] * (call.inputs[0].shape.rank - 2))
    if not hasattr(call.layer, "_query_dense"):
        return _pictured(plain_looks(call, first[1:]))
    found = look(call, first)
    return ({}, {}) if isinstance(found, str) else _pictured(found.looks)


def _pictured(looks: Looks) -> tuple[dict[str, Any], Arrays]:
    return {"heads": len(looks.weights)}, pictures(looks)
