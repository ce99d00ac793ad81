"""Weighted sums told term by term, the largest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from kt_core.engine.sums.sum import Sum

SHOWN = 12
"""Parts of a long sum that are told one by one, the largest first; the rest is told as a sum."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Numbers (n,) with their weights (n,) and places; all products are taken `times` as much."""

    x: np.ndarray
    weights: np.ndarray
    places: Sequence[Sequence[int]]
    times: float = 1.0


def dot(x: np.ndarray, weights: np.ndarray, bias: float | None, places: Any) -> Sum:
    products = x * weights
    said = {"bias": bias, "total": float(products.sum()), "count": int(products.size)}
    said |= terms(products, x, places, weights)
    return Sum("dot", float(products.sum()) + (bias or 0.0), said)


def terms(
    parts: np.ndarray, x: np.ndarray, places: Any, weights: np.ndarray | None = None
) -> dict[str, Any]:
    """The largest parts one by one, and what the others sum up to."""
    order = np.argsort(-np.abs(parts), kind="stable")
    terms = []
    for place in order[:SHOWN].tolist():
        one = {"at": list(places[place]), "x": float(x[place])}
        if weights is not None:
            one |= {"weight": float(weights[place]), "product": float(parts[place])}
        terms.append(one)
    rest = float(parts[order[SHOWN:]].sum())
    return {"terms": terms, "others": max(0, len(order) - SHOWN), "rest": rest}


def mixed(sources: Mapping[str, Source], bias: float | None) -> Sum:
    """A sum of products from several sources, each term with the name of its own in `from`."""
    parts = [each.x * each.weights * each.times for each in sources.values()]
    every = np.concatenate(parts)
    x = np.concatenate([each.x for each in sources.values()])
    weights = np.concatenate([each.weights for each in sources.values()])
    places = [[*place, name] for name, each in sources.items() for place in each.places]
    found = terms(every, x, places, weights)
    for one in found["terms"]:
        one["from"] = one["at"].pop()
    totals = {name: float(part.sum()) for name, part in zip(sources, parts, strict=True)}
    said = {"bias": bias, "totals": totals, "count": int(every.size), **found}
    return Sum("mixed", sum(totals.values()) + (bias or 0.0), said)
