"""Columns of text as numbers: a word becomes a column of 0 and 1, of many words the most frequent.

`kt_core.row_table` makes the same of a table that is tried later, from the names given here.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kt_core.data.own.columns import MANY_WORDS, Column
from kt_core.limits import DATA_VALUES
from kt_core.problems import Problem, ProblemError

WORD, ABSENT, OTHER = " = ", " is missing", " is other"
USUAL = 20
"""Words that are kept of a column with many, unless a person says another number."""


def kept_words(
    inputs: Sequence[Column], learned: np.ndarray, most: Any
) -> dict[str, tuple[str, ...]]:
    """The most frequent words of each column with many, the most frequent first.

    Counted in the rows `learned` (places in the table) alone, so that nothing of the test decides.
    `most` maps columns to how many are kept, from 1 to MANY_WORDS. Raises ProblemError.
    """
    given = most if isinstance(most, Mapping) else {}
    found = {}
    for each in inputs:
        if each.kind != "many":
            continue
        count = given.get(each.name, USUAL)
        if type(count) is not int or not 1 <= count <= MANY_WORDS:
            values = {"name": each.name, "given": str(count)[:40], "limit": MANY_WORDS}
            raise ProblemError(Problem("own_most_words", values=values))
        counts = Counter(each.cells[row] for row in learned.tolist() if each.cells[row])
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        found[each.name] = tuple(ranked[:count])
    return found


def matrix(
    inputs: Sequence[Column], rows: np.ndarray, *, flag: bool, kept: Mapping[str, Sequence[str]]
) -> tuple[np.ndarray, tuple[str, ...]]:
    """The inputs as numbers, float32 (rows, columns), and the name of each column.

    A missing number is 0, with a column beside it that says so where `flag`. Words that are not
    `kept` share one column. Raises ProblemError for too many numbers.
    """
    parts: list[np.ndarray] = []
    names: list[str] = []
    for each in inputs:
        if each.numbers is not None:
            parts.append(np.nan_to_num(each.numbers[rows], nan=0.0))
            names.append(each.name)
        else:
            own, called = _words(each, rows, kept.get(each.name))
            parts += own
            names += called
        if flag and each.missing:
            parts.append(np.array([not cell for cell in each.cells])[rows].astype("float64"))
            names.append(f"{each.name}{ABSENT}")
    if (volume := len(parts) * int(rows.sum())) > DATA_VALUES:
        told = {"count": int(rows.sum()), "millions": volume // 10**6}
        raise ProblemError(
            Problem("own_too_many_values", values={**told, "limit": DATA_VALUES // 10**6})
        )
    return np.stack(parts, axis=1).astype("float32"), tuple(names)


def _words(
    found: Column, rows: np.ndarray, kept: Sequence[str] | None
) -> tuple[list[np.ndarray], list[str]]:
    """A column for each word, and for all that are not kept one that says so."""
    cells = np.array(found.cells, dtype=object)[rows]
    words = [word for word, _ in found.words] if kept is None else list(kept)
    parts = [(cells == word).astype("float64") for word in words]
    names = [f"{found.name}{WORD}{word}" for word in words]
    if kept is None:
        return parts, names
    other = (cells != "") & ~np.isin(cells.astype(str), words)
    return [*parts, other.astype("float64")], [*names, f"{found.name}{OTHER}"]


def words_report(
    columns: Sequence[Column],
    inputs: Sequence[Column],
    rows: np.ndarray,
    kept: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Of each column with many words: how many are `kept`, how many rows are "other"; which of
    these columns are left out."""
    said = []
    for each in inputs:
        if each.name in kept:
            cells = np.array(each.cells, dtype=object)[rows]
            other = (cells != "") & ~np.isin(cells.astype(str), kept[each.name])
            told = {"name": each.name, "different": len(each.words), "other": int(other.sum())}
            said.append({**told, "kept": len(kept[each.name])})
    names = {each.name for each in inputs}
    left = [each.name for each in columns if each.kind == "many" and each.name not in names]
    return {"many": said, "many_left": left} if said or left else {}
