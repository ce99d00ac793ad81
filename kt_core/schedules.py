"""The learning rate at each step, as Keras' six schedules compute it, without importing Keras."""

import math
from collections.abc import Callable, Mapping
from typing import Any

from kt_core import catalog
from kt_core.experiment import Component

Params = Mapping[str, Any]


def rate(schedule: Component, step: float) -> float | None:
    """The learning rate at `step` (counted from 0); None where it can't be worked out."""
    entry, compute = catalog.find("schedule", schedule.kind), RATES.get(schedule.kind)
    if entry is None or compute is None:
        return None
    try:
        return float(compute({**catalog.defaults(entry), **schedule.params}, step))
    except (TypeError, ValueError, ArithmeticError, IndexError, KeyError):
        return None


def _cosine(params: Params, step: float) -> float:
    start, peak = params["initial_learning_rate"], params["initial_learning_rate"]
    warmup = params["warmup_steps"] if params["warmup_target"] is not None else 0
    if params["warmup_target"] is not None:
        peak = params["warmup_target"]
    if step < warmup:
        return start + (peak - start) * step / warmup
    done = min(step - warmup, params["decay_steps"]) / params["decay_steps"]
    return peak * _wave(done, params["alpha"])


def _restarts(params: Params, step: float) -> float:
    done, length, height = step, params["first_decay_steps"], 1.0
    if params["t_mul"] == 1:
        height, done = params["m_mul"] ** (done // length), done % length
    while done >= length and length > 0:
        done, length, height = done - length, length * params["t_mul"], height * params["m_mul"]
    share = height * 0.5 * (1 + math.cos(math.pi * done / length))
    return params["initial_learning_rate"] * ((1 - params["alpha"]) * share + params["alpha"])


def _wave(done: float, alpha: float) -> float:
    return (1 - alpha) * 0.5 * (1 + math.cos(math.pi * done)) + alpha


def _exponential(params: Params, step: float) -> float:
    return params["initial_learning_rate"] * params["decay_rate"] ** _periods(params, step)


def _inverse(params: Params, step: float) -> float:
    return params["initial_learning_rate"] / (1 + params["decay_rate"] * _periods(params, step))


def _periods(params: Params, step: float) -> float:
    periods = step / params["decay_steps"]
    return math.floor(periods) if params["staircase"] else periods


def _piecewise(params: Params, step: float) -> float:
    passed = sum(step > boundary for boundary in params["boundaries"])
    return params["values"][passed]


def _polynomial(params: Params, step: float) -> float:
    steps = params["decay_steps"]
    if params["cycle"]:
        steps *= max(1, math.ceil(step / steps))
    left = 1 - min(step, steps) / steps
    start, end = params["initial_learning_rate"], params["end_learning_rate"]
    return (start - end) * left ** params["power"] + end


RATES: Mapping[str, Callable[[Params, float], float]] = {
    "CosineDecay": _cosine,
    "CosineDecayRestarts": _restarts,
    "ExponentialDecay": _exponential,
    "InverseTimeDecay": _inverse,
    "PiecewiseConstantDecay": _piecewise,
    "PolynomialDecay": _polynomial,
}
