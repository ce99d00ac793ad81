"""Into which bar of a histogram each example falls: one rule for bars, bins and who is behind."""

import math
from dataclasses import dataclass

import numpy as np

TENTHS = 10
STEPS = 30
"""Bars of a histogram of values at most, as far as round steps allow."""
LARGE = 1e6


def shares_of_ten(share: np.ndarray) -> np.ndarray:
    """The tenth (0..9) that each share (n,) is in; one that is the end of two is in the lower.

    These are the bins of `sklearn.calibration.calibration_curve` with the strategy "uniform".
    """
    return np.searchsorted(np.linspace(0, 1, TENTHS + 1)[1:-1], share)


def round_step(values: np.ndarray) -> float:
    """A step of 1, 2 or 5 times a power of ten that parts the values' range in at most STEPS, or
    two more, since steps are counted from zero; for values without a range at least 1."""
    largest = float(np.abs(values).max(initial=0.0))
    least = float(np.ptp(values)) / STEPS if len(values) else 0.0
    if least <= 0:
        return largest if largest > LARGE else 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


def errors_of(true: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Predicted minus true values (n,), in numbers that hold the difference of any float32."""
    return predicted.astype("float64") - true.astype("float64")


def steps_of(values: np.ndarray, *, step: float) -> np.ndarray:
    """The step that each value (n,) is in: `k` from k * step (included) to (k + 1) * step."""
    return np.floor(np.asarray(values, dtype="float64") / step).astype("int64")


def tenths(share: np.ndarray, hit: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many of the shares (n,) are in each tenth, (10,): of the hits, and of the others."""
    places = shares_of_ten(share)
    both = (np.bincount(places[some], minlength=TENTHS) for some in (hit, ~hit))
    right, wrong = both
    return right, wrong


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """Bars of a histogram: `counts` (k,) of the steps from number `first` on, `step` wide."""

    step: float
    first: int
    counts: np.ndarray


def stepped(values: np.ndarray) -> Steps:
    """How many of the values (n,) are in each round step, from the lowest to the highest."""
    if not len(values):
        return Steps(1.0, 0, np.zeros(0, dtype=int))
    step = round_step(values)
    places = steps_of(values, step=step)
    first = int(places.min())
    return Steps(step, first, np.bincount(places - first))
