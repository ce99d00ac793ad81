"""How much a figure changes when the test part is drawn again, with replacement, from itself.

Efron, "Bootstrap methods: another look at the jackknife" (1979); percentile intervals.
"""

from collections.abc import Iterator

import numpy as np

SEED = 0
RESAMPLES, FEWEST = 500, 100
WORK = 20_000_000
"""Numbers that are gone through at most: large test parts are resampled less often."""
AT_ONCE = 2**19
LEVEL = (2.5, 97.5)  # percentiles


def resamples(numbers: int) -> int:
    """How often to draw again when one resample goes through so many numbers."""
    return int(min(RESAMPLES, max(FEWEST, WORK // max(1, numbers))))


def counts(examples: int, *, times: int) -> Iterator[np.ndarray]:
    """How often each example is drawn: float64 (examples, k) for some resamples at a time, `times`
    in all; the same ones in every run."""
    generator = np.random.default_rng(SEED)
    portion = max(1, AT_ONCE // examples)
    for start in range(0, times, portion):
        columns = [
            np.bincount(generator.integers(0, examples, examples), minlength=examples)
            for _ in range(min(portion, times - start))
        ]
        yield np.stack(columns, axis=1).astype("float64")


def tables(confusion: np.ndarray, *, times: int) -> Iterator[np.ndarray]:
    """Confusion matrices of resamples, int64 (k, classes, classes), `times` in all: to draw
    examples anew is to draw the counts of a matrix from a multinomial distribution."""
    generator = np.random.default_rng(SEED)
    total = int(confusion.sum())
    cells = confusion.ravel() / total
    portion = max(1, AT_ONCE // confusion.size)
    for start in range(0, times, portion):
        drawn = generator.multinomial(total, cells, size=min(portion, times - start))
        yield drawn.reshape(-1, *confusion.shape)


def ends(found: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper end of the interval along the first axis, NaN where there is no figure."""
    known = np.isfinite(found).any(axis=0)
    safe = np.where(known, found, 0.0)
    low, high = np.nanpercentile(safe, LEVEL, axis=0)
    return np.where(known, low, np.nan), np.where(known, high, np.nan)
