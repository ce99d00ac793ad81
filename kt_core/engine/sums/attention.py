"""Attention: which positions a query looks at, and the value as their weighted mixture."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kt_core.engine.explain_calls import Call
from kt_core.engine.sums.products import dot
from kt_core.engine.sums.sum import At, Sum, named, numbers

FAR = np.float32(1e9)
"""Taken off the score of a position that may not be looked at, in float32."""


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """How every query looks at every key: `weights` and `scores` (heads, queries, keys), what may
    be looked at (queries, keys) or None for all, and the keys' values (keys, heads, features)."""

    weights: np.ndarray
    scores: np.ndarray
    allowed: np.ndarray | None
    values: np.ndarray


def attention(call: Call, at: At) -> Sum:
    """Attention and AdditiveAttention: one head, the values as they come."""
    query, _, key = inputs_of(call)
    looks = plain_looks(call, at[:-2])
    number, feature = at[-2:]
    mask = _mask_of(call, query)
    if mask is not None and not mask[number]:
        return Sum("masked_out", 0.0, {"mask": None})
    row = looks.weights[0, number]
    found = dot(looks.values[:, 0, feature], row, None, [[n] for n in range(len(row))])
    best = int(row.argmax())
    free = at[:-2]
    score = _score(call.layer, numbers(query)[0][free][number], numbers(key)[0][free][best])
    said = {"query": number, **found.said, "heads": 1, "key": best, "score": score}
    return Sum("attention", found.value, {**said, **seen(looks, number)}, pictures(looks))


def plain_looks(call: Call, free: At = ()) -> Looks:
    """At the place `free` of the axes before those of the positions."""
    query, value, key = inputs_of(call)
    q, v, k = (numbers(each)[0][free] for each in (query, value, key))
    scores = _scores(call.layer, q, k)
    allowed = _allowed(call, value, scores.shape)
    kept = scores
    if allowed is not None:
        far = (scores.astype("float32") - FAR).astype("float64")
        kept = np.where(allowed, scores, far)
    return Looks(softmax(kept)[np.newaxis], scores[np.newaxis], allowed, v[:, np.newaxis])


def inputs_of(call: Call) -> tuple[Any, Any, Any]:
    """Query, value and key; the value is the key where none is given."""
    return call.inputs[0], call.inputs[1], call.inputs[2 if len(call.inputs) > 2 else 1]


def softmax(scores: np.ndarray) -> np.ndarray:
    """Along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def seen(looks: Looks, query: int) -> dict[str, Any]:
    """How many keys there are, and how many of them the query may look at."""
    keys = looks.weights.shape[-1]
    may = keys if looks.allowed is None else int(looks.allowed[query].sum())
    return {"keys": keys, "may": may}


def pictures(looks: Looks) -> dict[str, np.ndarray]:
    """The weights of all heads, and what may be looked at."""
    found = {"weights": looks.weights}
    return found if looks.allowed is None else {**found, "allowed": looks.allowed}


def causal(queries: int, keys: int) -> np.ndarray:
    """A position may look at itself and those before it."""
    return np.arange(queries)[:, np.newaxis] >= np.arange(keys)


def _scores(layer: Any, q: np.ndarray, k: np.ndarray) -> np.ndarray:
    """(queries, keys), before the mask."""
    if _how(layer) == "dot":
        return q @ k.T * _scale(layer)
    both = np.tanh(_inner(layer) * (q[:, np.newaxis] + k[np.newaxis]))
    return (_outer(layer) * both).sum(axis=-1)


def _score(layer: Any, q: np.ndarray, k: np.ndarray) -> dict[str, Any]:
    """The score of one query and one key taken apart."""
    places = [[n] for n in range(len(q))]
    if _how(layer) == "dot":
        found, scale = dot(q, k, None, places), _scale(layer)
        return {"how": "dot", **found.said, "scale": scale, "value": found.value * scale}
    weights = np.broadcast_to(_outer(layer), q.shape)
    found = dot(np.tanh(_inner(layer) * (q + k)), weights, None, places)
    return {"how": "tanh", **found.said, "scale": 1.0, "value": found.value}


def _how(layer: Any) -> str:
    additive = type(layer).__name__ == "AdditiveAttention"
    return "tanh" if additive else {"dot": "dot", "concat": "tanh"}[layer.score_mode]


def _scale(layer: Any) -> float:
    return 1.0 if layer.scale is None else float(numbers(layer.scale))


def _inner(layer: Any) -> float:
    """What stands inside tanh: concat's scale."""
    return 1.0 if type(layer).__name__ == "AdditiveAttention" else _scale(layer)


def _outer(layer: Any) -> np.ndarray:
    """What the tanh of each feature is multiplied with."""
    if type(layer).__name__ == "AdditiveAttention":
        return np.ones(()) if layer.scale is None else numbers(layer.scale)
    return numbers(layer.concat_score_weight)


def _allowed(call: Call, value: Any, shape: tuple[int, ...]) -> np.ndarray | None:
    mask = _mask_of(call, value)
    allowed = None if mask is None else np.broadcast_to(mask, shape)
    if named(call).get("use_causal_mask"):
        ahead = causal(*shape)
        allowed = ahead if allowed is None else allowed & ahead
    return allowed


def _mask_of(call: Call, values: Any) -> np.ndarray | None:
    """The mask (positions,) that came with one of the inputs."""
    place = next(n for n, each in enumerate(call.inputs) if each is values)
    mask = call.mask(place)
    return None if mask is None else numbers(mask)[0].astype(bool)
