"""Attention with heads: projections, the mixture of each head, and the output's own sum.

Vaswani et al. (2017); with groups of queries that share keys, Ainslie et al. (2023).
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kt_core.engine.explain_calls import Call
from kt_core.engine.sums.attention import Looks, causal, pictures, seen, softmax
from kt_core.engine.sums.products import dot
from kt_core.engine.sums.sum import At, Reason, Sum, named, numbers


@dataclass(frozen=True, slots=True, eq=False)
class Headed:
    """`queries` (queries, heads, features) and `keys` (keys, heads, features), projected;
    `gate` (heads, features) of the chosen query, or None."""

    looks: Looks
    queries: np.ndarray
    keys: np.ndarray
    gate: np.ndarray | None
    number: int


def heads(call: Call, at: At) -> Sum | Reason:
    """The output's sum over all heads and features, and each head's mixture taken apart."""
    space = call.inputs[0].shape.rank - 2
    place, rest = at[:space], at[space:]
    found = look(call, place)
    if isinstance(found, str):
        return found
    mixed = np.einsum("ns,sne->ne", found.looks.weights[:, found.number], found.looks.values)
    gated = mixed if found.gate is None else mixed * found.gate
    dense = call.layer._output_dense
    kernel = np.moveaxis(numbers(dense.kernel), (0, 1), (-2, -1))[rest]
    bias = None if dense.bias is None else float(numbers(dense.bias)[rest])
    places = np.argwhere(np.ones(gated.shape, bool)).tolist()
    made = dot(gated.ravel(), kernel.ravel(), bias, places)
    said = {
        **made.said,
        "query": found.number,
        "heads": len(gated),
        "parts": [_part(found, head, gated, kernel) for head in range(len(gated))],
        **seen(found.looks, found.number),
    }
    return Sum("heads", made.value, said, pictures(found.looks))


def look(call: Call, place: At) -> Headed | Reason:
    """All heads at the place's own row of the axes that attention does not go along."""
    given, layer = named(call), call.layer
    query, value = given["query"], given["value"]
    key = value if given.get("key") is None else given["key"]
    axes = _axes(layer, query)
    free = tuple(slice(None) if n in axes else each for n, each in enumerate(place))
    sizes = [query.shape[axis + 1] for axis in axes]
    number = int(np.ravel_multi_index([place[axis] for axis in axes], sizes))
    q = _projected(layer._query_dense, query, free)
    k, v = (
        _repeated(layer, _projected(dense, each, free))
        for dense, each in ((layer._key_dense, key), (layer._value_dense, value))
    )
    scores = np.einsum("tne,sne->nts", q, k) / math.sqrt(q.shape[-1])
    if len(axes) > 1 and _limited(call):
        return "masked_axes"
    allowed = _allowed(call, scores.shape[1:])
    looks = Looks(_weights(call, scores, allowed), scores, allowed, v)
    gate = getattr(layer, "_gate_dense", None)
    gates = None if gate is None else 1 / (1 + np.exp(-_projected(gate, query, free)[number]))
    return Headed(looks, q, k, gates, number)


def _part(found: Headed, head: int, gated: np.ndarray, kernel: np.ndarray) -> dict[str, Any]:
    """One head's share in the value, and its most important feature taken apart."""
    shares = gated[head] * kernel[head]
    feature, row = int(np.abs(shares).argmax()), found.looks.weights[head, found.number]
    keys = [[n] for n in range(len(row))]
    mixture = dot(found.looks.values[:, head, feature], row, None, keys)
    best = int(row.argmax())
    q, k = found.queries[found.number, head], found.keys[best, head]
    score = dot(q, k, None, [[n] for n in range(len(q))])
    scale = 1 / math.sqrt(len(q))
    return {
        "head": head,
        "share": float(shares.sum()),
        "feature": feature,
        "mixture": {**mixture.said, "value": mixture.value},
        "gate": None if found.gate is None else float(found.gate[head, feature]),
        "key": best,
        "weight": float(row[best]),
        "score": {"how": "dot", **score.said, "scale": scale, "value": score.value * scale},
    }


def _axes(layer: Any, query: Any) -> list[int]:
    """The axes attention goes along, counted without the batch."""
    axes = getattr(layer, "_attention_axes", None) or range(1, query.shape.rank - 1)
    return sorted(axis - 1 for axis in axes)


def _projected(dense: Any, values: Any, free: tuple[Any, ...]) -> np.ndarray:
    """(positions, heads, features) before an activation."""
    x = numbers(values)[0][free]
    made = np.tensordot(x, numbers(dense.kernel), axes=([-1], [0]))
    made = made if dense.bias is None else made + numbers(dense.bias)
    return made.reshape(-1, *made.shape[-2:])


def _repeated(layer: Any, projected: np.ndarray) -> np.ndarray:
    """Every head its keys, where several queries share them."""
    return np.repeat(projected, getattr(layer, "num_repeats", 1), axis=1)


def _limited(call: Call) -> bool:
    given = named(call)
    asked = given.get("use_causal_mask") or given.get("attention_mask") is not None
    return bool(asked or _window(call.layer) or any(mask is not None for mask in call.masks))


def _allowed(call: Call, shape: tuple[int, int]) -> np.ndarray | None:
    """What each query may look at, (queries, keys); None for everything."""
    if not _limited(call):
        return None
    given, (queries, keys) = named(call), shape
    allowed = np.ones(shape, bool)
    for name, turned in (("query", True), ("value", False), ("key", False)):
        mask = _mask_of(call, given.get(name))
        if mask is not None:
            allowed &= mask[:, np.newaxis] if turned else mask
    if given.get("use_causal_mask"):
        allowed &= causal(queries, keys)
    if width := _window(call.layer):
        allowed &= np.abs(np.arange(queries)[:, np.newaxis] - np.arange(keys)) < width
    if given.get("attention_mask") is not None:
        allowed &= numbers(given["attention_mask"])[0].astype(bool)
    return allowed


def _mask_of(call: Call, values: Any) -> np.ndarray | None:
    places = (n for n, each in enumerate(call.inputs) if each is values)
    mask = call.mask(next(places, len(call.inputs)))
    return None if mask is None else numbers(mask)[0].astype(bool)


def _window(layer: Any) -> int:
    return getattr(layer, "_sliding_window", None) or getattr(layer, "sliding_window", None) or 0


def _weights(call: Call, scores: np.ndarray, allowed: np.ndarray | None) -> np.ndarray:
    """softmax over what may be looked at.

    A query that may look at nothing looks at everything alike, or, where Keras works out the
    weights themselves (it does for dropout, or when they are asked for), at nothing.
    """
    if allowed is None:
        return softmax(scores)
    some = allowed.any(axis=-1, keepdims=True)
    weights = softmax(np.where(allowed, scores, np.where(some, -np.inf, 0.0)))
    explicit = call.layer.dropout > 0 or named(call).get("return_attention_scores")
    return np.where(allowed, weights, 0.0) if explicit else weights
