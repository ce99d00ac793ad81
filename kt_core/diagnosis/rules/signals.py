"""Do signals and gradients pass through the layers, and do the layers' units do something?"""

import math
from collections.abc import Mapping
from typing import Any

from kt_core.checks.level import Level
from kt_core.diagnosis import network, remedies
from kt_core.diagnosis.evidence import Evidence
from kt_core.diagnosis.finding import Confidence, Finding, Remedy
from kt_core.diagnosis.judging import (
    first_loss,
    has_large_inputs,
    is_harmed,
    is_stuck,
)
from kt_core.diagnosis.thresholds import Limits
from kt_core.experiment import Node
from kt_core.problems import Severity


def equal_units(e: Evidence, limit: Limits) -> Finding | None:
    """All units of a layer start alike, so they learn alike."""
    found = network.equal_starts(e.view)
    if not found or e.count < 1:
        return None
    names = [node.name for _, node in found]
    stuck = is_stuck(e, limit)
    remedy = remedies.default_starts(e, found)
    numbers = {"layers": names, "layer": names[0], "count": len(names)}
    return Finding("equal_units", "error" if stuck else "warning", "sure", "start", numbers, remedy)


def linear_network(e: Evidence, _limit: Limits) -> Finding | None:
    """Several layers that together compute no more than a single one."""
    if e.count < 1 or not network.is_linear(e.view):
        return None
    layers = network.hidden(e.view)
    numbers = {"layers": [node.name for _, node in layers], "count": len(layers) + 1}
    remedy = remedies.activate(e, layers, "relu")
    return Finding("linear_network", "warning", "sure", "layers", numbers, remedy)


def dead_units(e: Evidence, limit: Limits) -> Finding | None:
    """Most units of a layer never answer: their gradient is zero, so they stay dead."""
    dead = {} if _shrinks(e, limit) else _lasting(e, limit)
    biased = [each for each in network.biases(e.view) if each[2] <= limit["dead_bias"]]
    stuck = is_stuck(e, limit)
    severity: Severity = "error" if stuck else "warning"
    if dead:
        name, share = max(dead.items(), key=lambda pair: pair[1])
        numbers: dict[str, Any] = {"layer": name, "dead_share": share, "count": len(dead)}
        remedy = remedies.revive(e, [each[:2] for each in biased])
        because = "measured_bias" if biased else "measured"
        return Finding("dead_units", severity, "sure", because, numbers, remedy)
    if biased and stuck and not e.layers:
        _, node, value = biased[0]
        numbers = {"layer": node.name, "bias": value, "count": len(biased)}
        remedy = remedies.revive(e, [each[:2] for each in biased])
        return Finding("dead_units", severity, "likely", "bias", numbers, remedy)
    return None


def vanishing_gradients(e: Evidence, limit: Limits) -> Finding | None:
    """Nothing is learned, and the first layers hear nothing of the error."""
    if not is_stuck(e, limit):
        return None
    squashing = network.with_activation(e.view, network.SATURATING)
    small = _small_starts(e, limit)
    remedy = _remedy(e, limit, squashing, small)
    numbers: dict[str, Any]
    if (pair := _faded(e, limit)) is not None:
        first, last = pair
        numbers = {"first": first, "last": last, "ratio": first / last if last else 0.0}
        return Finding("vanishing_gradients", "error", "sure", "measured", numbers, remedy)
    if network.has_shortcuts(e.view):
        return None
    confidence: Confidence = "possible" if e.layers else "likely"
    if len(squashing) >= limit["saturating_layers"]:
        numbers = {"count": len(squashing), "layer": squashing[0][1].name}
        return Finding("vanishing_gradients", "error", confidence, "layers", numbers, remedy)
    if _shrinks(e, limit):
        numbers = {"count": len(small), "layer": small[0][1].name, "deviation": small[0][2]}
        return Finding("vanishing_gradients", "error", confidence, "start", numbers, remedy)
    return None


def exploding_gradients(e: Evidence, limit: Limits) -> Finding | None:
    """Values or gradients have grown on their way through the layers."""
    if not is_harmed(e, limit) or has_large_inputs(e, limit):
        return None
    large = [each for each in network.deviations(e.view) if each[2] >= limit["large_start"]]
    remedy = remedies.default_starts(e, [each[:2] for each in large]) or remedies.clip(e)
    start = {"layer": large[0][1].name, "deviation": large[0][2]} if large else {}
    times, norm = first_loss(e), _largest_gradient(e)
    if large and not math.isfinite(e.logged_loss[0]):
        return Finding("exploding_gradients", "error", "likely", "start_broken", start, remedy)
    grown = times is not None and times >= limit["exploded_loss"]
    blown = math.isfinite(e.train_loss[0]) and not is_stuck(e, limit)
    if norm is not None and norm >= limit["exploding_norm"] and (grown or blown):
        numbers = {**start, "norm": norm, "times": times}
        because = "measured_start" if large else "measured"
        return Finding("exploding_gradients", "error", "sure", because, numbers, remedy)
    if grown and not is_stuck(e, limit):
        because = "start" if large else "loss"
        confidence: Confidence = "likely" if large else "possible"
        numbers = {**start, "times": times, "first": e.train_loss[0]}
        return Finding("exploding_gradients", "error", confidence, because, numbers, remedy)
    return None


def _small_starts(e: Evidence, limit: Limits) -> list[tuple[Level, Node, float]]:
    return [each for each in network.deviations(e.view) if each[2] < limit["small_start"]]


def _shrinks(e: Evidence, limit: Limits) -> bool:
    """Whether signals shrink at so many layers that units seem dead which only hear nothing."""
    return len(_small_starts(e, limit)) >= limit["saturating_layers"] - 1


def _remedy(e: Evidence, limit: Limits, squashing: list, small: list) -> Remedy | None:
    """ReLU where sigmoids squash, else Keras' own start weights."""
    if len(squashing) >= limit["saturating_layers"] - 1:
        return remedies.activate(e, squashing, "relu")
    return remedies.default_starts(e, [each[:2] for each in small])


def _lasting(e: Evidence, limit: Limits) -> Mapping[str, float]:
    """Layers of which too many units were dead in the last measurements, with the newest share."""
    rows = e.layer_figures("dead_share")[-int(limit["dead_rows"]) :]
    if len(rows) < limit["dead_rows"]:
        return {}
    often = set.intersection(
        *({name for name, share in row.items() if share > limit["dead_share"]} for row in rows)
    )
    return {name: rows[-1][name] for name in often}


def _faded(e: Evidence, limit: Limits) -> tuple[float, float] | None:
    """Gradient norms of the first and the last layer, when the first one's has faded away."""
    order = [node.name for level in e.view.levels for node in level.nodes]
    rows = [row for row in e.layer_figures("gradient_norm") if len(row) > 1]
    pairs = []
    for row in rows[-int(limit["faded_rows"]) :]:
        known = [row[name] for name in order if name in row] or list(row.values())
        pairs.append((known[0], known[-1]))
    faded = [
        first < limit["vanishing_norm"] and first < limit["vanishing_ratio"] * last
        for first, last in pairs
    ]
    return pairs[-1] if len(faded) >= limit["faded_rows"] and all(faded) else None


def _largest_gradient(e: Evidence) -> float | None:
    norms = [value for row in e.layer_figures("gradient_norm") for value in row.values()]
    finite = [value for value in norms if math.isfinite(value)]
    return max(finite) if finite else None
