"""What a search for a learning rate has found: the curve, a suggestion, and taking it over.

Source: L. N. Smith, "Cyclical Learning Rates for Training Neural Networks" (2015, WACV 2017,
https://arxiv.org/abs/1506.01186), section 3.3: one short training in which the rate grows, and a
look at where the loss begins to fall and where it stops falling.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from kt_core import catalog, edits
from kt_core.catalog.canonical import canonical
from kt_core.problems import Where

STEPS = 300
LOWEST, HIGHEST = 1e-7, 10.0
REACH = 9
"""Losses to both sides that the smoothed curve takes in: it does not lag behind."""
DIVERGED = 4.0
"""The search ends when the smoothed loss is so many times the lowest one, and nearer to the first
loss than to the lowest."""
FALL = 0.05
"""Less than this share of the first loss is no fall: noise looks like that."""
EDGE = 0.1
"""Below this share of the steps a fall is not looked for: the first losses are of a cold start."""

APART = 3.0
"""A suggestion stays so many times below the rate of the lowest loss, beyond which it grows."""

Reason = Literal["steepest", "near_lowest", "no_fall", "too_short", "not_finite"]


@dataclass(frozen=True)
class RateSearch:
    """The search's curve; `suggested` is None where no rate can be named, and `reason` says why.

    `rates`: what was tried, ascending; `losses`: of one batch each, `smoothed`: their mean over
    neighbours. `lowest`: the rate at which the smoothed loss is lowest; `ended`: the rate at which
    the search ended early, since the loss had grown or was no number, else None.
    """

    rates: tuple[float, ...]
    losses: tuple[float, ...]
    smoothed: tuple[float, ...]
    reason: Reason
    suggested: float | None = None
    lowest: float | None = None
    ended: float | None = None


def planned_rates(
    steps: int = STEPS, lowest: float = LOWEST, highest: float = HIGHEST
) -> np.ndarray:
    """The rate of each step, float64 (steps,): each the same factor above the one before."""
    return np.geomspace(lowest, highest, steps)


def smoothed(losses: Sequence[float]) -> np.ndarray:
    """Each loss as the mean of its neighbours' (n,); the window is narrower at the ends."""
    found = np.asarray(losses, dtype=float)
    total = np.concatenate([[0.0], np.cumsum(found)])
    at = np.arange(len(found))
    half = np.minimum(np.minimum(at, len(found) - 1 - at), REACH)
    return (total[at + half + 1] - total[at - half]) / (2 * half + 1)


def has_diverged(losses: Sequence[float]) -> bool:
    """Whether to end: the last losses are far above the lowest ones, or no numbers."""
    if not np.isfinite(losses[-1]):
        return True
    if len(losses) < EDGE * STEPS + 2 * REACH:
        return False
    whole = np.convolve(losses, np.full(REACH, 1 / REACH), mode="valid")  # no narrow windows
    first, best, last = whole[0], whole.min(), whole[-1]
    return last - best > (DIVERGED - 1) * abs(best) and last > (first + best) / 2


def judged(rates: Sequence[float], losses: Sequence[float]) -> RateSearch:
    """The curve with a suggestion: where the smoothed loss falls fastest against log(rate).

    A last loss that is no number ends the search and is left out.
    """
    ended = float(rates[len(losses) - 1]) if len(losses) and has_diverged(losses) else None
    kept = [loss for loss in losses if np.isfinite(loss)]
    tried = [float(rate) for rate in rates[: len(kept)]]
    curve = smoothed(kept) if kept else np.zeros(0)
    told: dict[str, Any] = {"rates": tuple(tried), "losses": tuple(kept), "ended": ended}
    told["smoothed"] = tuple(curve.tolist())
    first = round(EDGE * STEPS)
    if len(kept) < 2 * first:
        return RateSearch(**told, reason="not_finite" if ended else "too_short")
    lowest = first + int(np.argmin(curve[first:-REACH]))
    told["lowest"] = tried[lowest]
    start = float(np.median(curve[:first]))
    if start - curve[lowest] < FALL * abs(start):
        return RateSearch(**told, reason="no_fall")
    slopes = np.gradient(curve, np.log(tried))[first : lowest + 1]
    steepest, most = tried[first + int(np.argmin(slopes))], tried[lowest] / APART
    reason: Reason = "steepest" if steepest <= most else "near_lowest"
    return RateSearch(**told, reason=reason, suggested=float(f"{min(steepest, most):.2g}"))


INITIAL: Mapping[str, str] = {"CosineDecay": "warmup_target"}
"""Schedules whose height is another parameter than `initial_learning_rate`, when it is given."""


def with_rate(document: Mapping[str, Any], rate: float) -> dict[str, Any]:
    """The document whose optimizer begins with that rate: as a number, or as the height of its
    schedule, of which everything else stays."""
    optimizer = canonical("optimizer", document.get("optimizer") or "Adam")
    where: Where = ("optimizer", "params", "learning_rate")
    changed = edits.put(dict(document), ("optimizer",), optimizer)
    given = optimizer["params"].get("learning_rate")
    if not isinstance(given, Mapping) or catalog.find("schedule", given["kind"]) is None:
        return edits.put(changed, where, rate)
    params = given["params"]
    if given["kind"] == "PiecewiseConstantDecay":
        highest = max(params["values"])
        return edits.put(
            changed,
            (*where, "params", "values"),
            [float(f"{each * rate / highest:.3g}") for each in params["values"]],
        )
    peak = INITIAL.get(given["kind"], "")
    name = peak if params.get(peak) is not None else "initial_learning_rate"
    return edits.put(changed, (*where, "params", name), rate)
