"""Whether one training does better than another, beyond what chance explains: on the same rows
held out, answered by both, and over repeated seeds."""

import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from kt_core.runs import folder

Verdict = Literal["helped", "hurt", "cannot_tell", "other_rows"]

ALPHA = 0.05
FLIPS = 4999
T_95 = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262)
"""Two-sided 95 % points of Student's t with 1, 2, ... degrees of freedom."""
ENOUGH = 3
"""Pairs of seeds from which the spread between them can be judged."""


@dataclass(frozen=True, slots=True)
class RowErrors:
    """A run's errors on the rows held out: rows int64 (n,), errors float (n,), lower is better."""

    rows: np.ndarray
    errors: np.ndarray


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two trainings compared. `before` and `after` are mean errors, `gain` their difference
    (positive: better afterwards) with half its 95 % interval, `p` the chance of such a difference
    between equals, NaN where only the interval is known. `rows` were answered by both; `better` of
    them by the second only, `worse` by the first only. `pairs` counts pairs of seeds. `shares`:
    errors are shares of mistakes."""

    verdict: Verdict
    rows: int = 0
    pairs: int = 1
    before: float = math.nan
    after: float = math.nan
    gain: float = math.nan
    half: float = math.nan
    p: float = 1.0
    better: int = 0
    worse: int = 0
    shares: bool = True


def row_errors(run: str) -> RowErrors | None:
    """What a finished run left of its rows held out, or None."""
    try:
        with (folder(run) / "validation.npz").open("rb") as file:
            arrays = np.load(file, allow_pickle=False)
            return RowErrors(arrays["rows"], arrays["errors"].astype("float64"))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return None


def compare(first: RowErrors, second: RowErrors) -> Comparison:
    """The second against the first, on the rows that both have answered.

    Right or wrong: McNemar's exact test (Dietterich 1998). Distances: a permutation test that
    flips the signs of the pairs' differences.
    """
    rows, at, other = np.intersect1d(first.rows, second.rows, return_indices=True)
    if len(rows) < max(len(first.rows), len(second.rows)):
        return Comparison("other_rows", rows=len(rows))
    if not len(rows):
        return Comparison("other_rows")
    before, after = first.errors[at], second.errors[other]
    shares = bool(np.isin(before, (0, 1, np.inf)).all() and np.isin(after, (0, 1, np.inf)).all())
    if shares:
        before, after = np.minimum(before, 1), np.minimum(after, 1)
    better, worse = int((after < before).sum()), int((after > before).sum())
    counted = shares or not (np.isfinite(before).all() and np.isfinite(after).all())
    p = sign_test(better, worse) if counted else flip_test(before - after)
    gain, half = _interval(before, after)
    ahead = better > worse if counted else gain > 0
    verdict: Verdict = "cannot_tell" if p >= ALPHA else "helped" if ahead else "hurt"
    means: dict[str, Any] = {
        "before": float(before.mean()),
        "after": float(after.mean()),
        "gain": gain,
    }
    counts: dict[str, Any] = {"rows": len(rows), "better": better, "worse": worse}
    return Comparison(verdict, **counts, **means, half=half, p=p, shares=shares)


def sign_test(better: int, worse: int) -> float:
    """The two-sided chance of so uneven a split, if both sides were equally likely."""
    count, least = better + worse, min(better, worse)
    tail = sum(math.comb(count, k) for k in range(least + 1))
    return min(1.0, 2 * tail / 2**count) if count else 1.0


def flip_test(differences: np.ndarray) -> float:
    """The two-sided chance of so large a mean difference, if each sign were a coin's fall."""
    if not len(differences) or not differences.any():
        return 1.0
    draw, seen = np.random.RandomState(0), abs(differences.sum())
    larger = 0
    for start in range(0, FLIPS, 500):
        count = min(500, FLIPS - start)
        signs = draw.randint(0, 2, size=(count, len(differences))) * 2 - 1
        larger += int((np.abs(signs @ differences) >= seen * (1 - 1e-12)).sum())
    return (larger + 1) / (FLIPS + 1)


def _interval(before: np.ndarray, after: np.ndarray) -> tuple[float, float]:
    """The mean difference and half its 95 % interval, from the spread of the pairs."""
    if not (np.isfinite(before).all() and np.isfinite(after).all()) or len(before) < 2:
        return math.nan, math.nan
    differences = before - after
    spread = float(differences.std(ddof=1))
    return float(differences.mean()), 1.96 * spread / math.sqrt(len(differences))


def over_seeds(pairs: Sequence[Comparison], *, train: int) -> Comparison:
    """Several pairs, each with a seed (and so a draw of the rows) of its own, as one.

    From three pairs on, the corrected resampled t-test of Nadeau and Bengio (2003): the parts
    trained on overlap (`train` rows each, 0 where not known), so the spread over pairs alone would
    promise too much.
    """
    gains = np.array([pair.gain for pair in pairs])
    if len(pairs) < ENOUGH or not np.isfinite(gains).all():
        return pairs[0]
    rows = float(np.mean([pair.rows for pair in pairs]))
    variance = float(gains.var(ddof=1)) * (1 / len(pairs) + rows / (train or rows))
    half = T_95[min(len(pairs) - 1, len(T_95)) - 1] * math.sqrt(variance)
    gain = float(gains.mean())
    verdict: Verdict = "cannot_tell"
    if abs(gain) > half:
        verdict = "helped" if gain > 0 else "hurt"
    return Comparison(
        verdict,
        rows=sum(pair.rows for pair in pairs),
        pairs=len(pairs),
        before=float(np.mean([pair.before for pair in pairs])),
        after=float(np.mean([pair.after for pair in pairs])),
        gain=gain,
        half=half,
        p=_p_of_three(abs(gain), half) if len(pairs) == ENOUGH else math.nan,
        better=sum(pair.better for pair in pairs),
        worse=sum(pair.worse for pair in pairs),
        shares=all(pair.shares for pair in pairs),
    )


def _p_of_three(gain: float, half: float) -> float:
    """The two-sided chance of so large a mean gain over three pairs: Student's t with 2 degrees
    of freedom, whose distribution has a closed form."""
    if not half:
        return 0.0 if gain else 1.0
    t = gain / half * T_95[1]
    return 1 - t / math.sqrt(t * t + 2)
