"""What the columns of a table are: numbers, words, dates, or nothing to learn from."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-", "--", "#n/a", "missing"})
MANY_WORDS = 50
REPEATED = 2
"""How often words must be there on average, so that a column of many is no free text."""
FEW_NUMBERS = 20
DATES = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%d.%m.%Y",
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
)
Kind = Literal["number", "words", "many", "date", "text", "constant", "identifier"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of text cells as what it is.

    `numbers`: float64 (rows,) with NaN where the cell is missing, for numbers, and for dates as
    seconds since 1970. `words`: the different cells with their counts, for words; where they are
    many, the most frequent first.
    """

    name: str
    kind: Kind
    cells: tuple[str, ...]
    missing: int
    numbers: np.ndarray | None = None
    words: tuple[tuple[str, int], ...] = ()

    @property
    def learnable(self) -> bool:
        """Whether it can be an input as it stands, or be predicted."""
        return self.kind in ("number", "words")

    @property
    def fits_input(self) -> bool:
        """Whether it can be an input, if only by its most frequent words."""
        return self.learnable or self.kind == "many"


def column(name: str, cells: Sequence[str]) -> Column:
    """The column of these cells."""
    cleaned = tuple("" if cell.lower() in MISSING else cell for cell in cells)
    given = [cell for cell in cleaned if cell]
    missing = len(cleaned) - len(given)
    counts = Counter(given)
    if len(counts) < 2:
        return Column(name, "constant", cleaned, missing)
    numbers = _numbers(cleaned)
    if numbers is not None:
        kind: Kind = "identifier" if _counts_rows(numbers, missing) else "number"
        return Column(name, kind, cleaned, missing, numbers)
    dates = _dates(cleaned)
    if dates is not None:
        return Column(name, "date", cleaned, missing, dates)
    words = tuple(sorted(counts.items()))
    if len(counts) <= MANY_WORDS:
        return Column(name, "words", cleaned, missing, words=words)
    if len(given) >= REPEATED * len(counts):
        ranked = tuple(sorted(words, key=lambda each: (-each[1], each[0])))
        return Column(name, "many", cleaned, missing, words=ranked)
    return Column(name, "text", cleaned, missing)


def is_class_number(found: Column) -> bool:
    """Whether the numbers may be classes: a few whole ones."""
    if found.numbers is None or found.kind != "number":
        return False
    given = found.numbers[~np.isnan(found.numbers)]
    return len(np.unique(given)) <= FEW_NUMBERS and bool((given == np.round(given)).all())


def _numbers(cells: Sequence[str]) -> np.ndarray | None:
    """The cells as numbers, with a decimal point or everywhere with a decimal comma."""
    for comma in (False, True):
        found = [number(cell, comma=comma) for cell in cells]
        if None not in found:
            return np.array(found, dtype="float64")
    return None


def number(cell: str, *, comma: bool) -> float | None:
    """The number a cell holds, with a decimal point or comma; NaN for an empty one, else None."""
    if not cell:
        return math.nan
    text = cell.replace(".", "").replace(",", ".") if comma else cell
    if comma and ("," not in cell or "_" in cell) and not cell.lstrip("+-").isdecimal():
        return None
    try:
        value = float(text)
    except ValueError:
        return None
    return value if "_" not in text and text.isascii() else None


def _dates(cells: Sequence[str]) -> np.ndarray | None:
    given = [cell for cell in cells if cell]
    for shape in DATES:
        try:
            found = {cell: seconds(datetime.strptime(cell, shape)) for cell in set(given)}
        except ValueError:
            continue
        return np.array([found.get(cell, math.nan) for cell in cells])
    return None


def seconds(moment: datetime) -> float:
    """Seconds since 1970 as the clock showed them, wherever this machine stands."""
    return (moment - datetime(1970, 1, 1)).total_seconds()


def _counts_rows(numbers: np.ndarray, missing: int) -> bool:
    """Whether the numbers only count the rows: 0, 1, 2, ... or 1, 2, 3, ..."""
    steps = np.diff(numbers)
    return not missing and len(numbers) > FEW_NUMBERS and bool((steps == 1).all())
