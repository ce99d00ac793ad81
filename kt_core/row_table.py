"""Rows of a table of text as a model's input: columns found by name, each bad cell named.

What a column was made of in training (a word's column of 0 and 1, a mark for a missing number) is
made again from the table's own columns, as `kt_core.data.own.tables` did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kt_core.data.own.columns import MISSING, number
from kt_core.data.own.csv_text import Text, read_text
from kt_core.data.own.encoding import ABSENT, OTHER, WORD
from kt_core.limits import ROWS_AT_ONCE
from kt_core.problems import Problem, ProblemError

SHOWN = 10  # names in a sentence
Row = np.ndarray | ProblemError


@dataclass(frozen=True, slots=True)
class Rows:
    """One entry for each row: its numbers, float64 (columns,), or what is wrong with it.

    `extra` are columns of the table that the model does not use, `named` is false where the table
    has no line of names and its columns were taken in order. `other` counts the cells of each
    column that hold none of the words the model knows, and count as "other" to it.
    """

    rows: tuple[Row, ...]
    encoding: str
    separator: str
    extra: tuple[str, ...]
    named: bool
    other: Mapping[str, int]


def read_rows(path: Path, columns: Sequence[str]) -> Rows:
    """The rows in a file of text for a model with these columns.

    Raises ProblemError: no table, columns missing, no rows or more than ROWS_AT_ONCE.
    """
    text = read_text(path)
    if not text.rows:
        raise ProblemError(Problem("own_table_empty"))
    head = [cell.strip() for cell in text.rows[0]]
    named = not _is_row(head, columns)
    body = text.rows[1:] if named else text.rows
    if not 0 < len(body) <= ROWS_AT_ONCE:
        values = {"count": len(body), "limit": ROWS_AT_ONCE}
        raise ProblemError(Problem("rows_too_many" if body else "rows_none", values=values))
    places = _places(head) if named else {name: at for at, name in enumerate(columns)}
    wanted = [_wanted(name, places) for name in columns]
    if missing := [name for name, each in zip(columns, wanted, strict=True) if each is None]:
        raise ProblemError(_lacking(missing, head))
    sources = [each for each in wanted if each]
    reader = _Reader(sources, len(head) if named else len(columns), _commas(text, sources, body))
    rows = tuple(reader.row(cells, at) for at, cells in enumerate(body, start=1))
    used = {each.place for each in sources}
    extra = tuple(name for at, name in enumerate(head) if at not in used) if named else ()
    return Rows(rows, text.encoding, text.separator, extra, named, reader.other)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a number comes from: the cell at `place`, whether it is `word`, whether it is empty, or
    whether it is a word that no other source names."""

    column: str
    place: int
    word: str | None = None
    absent: bool = False
    other: bool = False

    @property
    def plain(self) -> bool:
        """Whether the cell itself is the number."""
        return self.word is None and not self.absent and not self.other


def _is_row(cells: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether the first line is a row already: only numbers, as many as there are columns, and no
    column has such a name."""
    numbers = all(number(cell, comma=False) is not None for cell in cells)
    return numbers and len(cells) == len(columns) and not set(cells) & set(columns)


def _places(head: Sequence[str]) -> dict[str, int]:
    """Each name's first place; also in lower case without blanks, where nobody has that name."""
    exact = {name: at for at, name in reversed(list(enumerate(head)))}
    loose = {_loose(name): at for name, at in reversed(exact.items())}
    return {**loose, **exact}


def _loose(name: str) -> str:
    return "".join(name.lower().split()).replace("_", "")


def _wanted(name: str, places: Mapping[str, int]) -> _Source | None:
    if (at := _place(name, places)) is not None:
        return _Source(name, at)
    for ending in (ABSENT, OTHER):
        column = name.removesuffix(ending)
        if name.endswith(ending) and (at := _place(column, places)) is not None:
            return _Source(column, at, absent=ending == ABSENT, other=ending == OTHER)
    for cut in range(len(name)):  # the name of a column may hold the sign itself
        if name.startswith(WORD, cut) and (at := _place(name[:cut], places)) is not None:
            return _Source(name[:cut], at, word=name[cut + len(WORD) :])
    return None


def _place(name: str, places: Mapping[str, int]) -> int | None:
    return places.get(name, places.get(_loose(name)))


def _lacking(missing: Sequence[str], head: Sequence[str]) -> Problem:
    values = {
        "missing": list(missing[:SHOWN]),
        "count": len(missing),
        "found": [name[:60] for name in head[:SHOWN]],
    }
    return Problem("rows_columns_missing", values=values)


def _commas(
    text: Text, sources: Sequence[_Source], body: Sequence[Sequence[str]]
) -> frozenset[int]:
    """Places of columns with a decimal comma: all their cells are numbers only so."""
    if text.separator == ",":
        return frozenset()
    found = set()
    for at in {each.place for each in sources if each.plain}:
        cells = [row[at].strip() for row in body if at < len(row)]
        given = [cell for cell in cells if cell.lower() not in MISSING and "," in cell]
        if given and all(number(cell, comma=True) is not None for cell in given):
            found.add(at)
    return frozenset(found)


class _Reader:
    def __init__(self, sources: Sequence[_Source], width: int, commas: frozenset[int]):
        self.sources, self.width, self.commas = sources, width, commas
        self.flagged = {each.place for each in sources if each.absent}
        self.open = {each.place: each.column for each in sources if each.other}
        self.other = dict.fromkeys(self.open.values(), 0)
        self.words: dict[int, list[str]] = {}
        for each in sources:
            if each.word is not None:
                self.words.setdefault(each.place, []).append(each.word)

    def row(self, cells: Sequence[str], at: int) -> Row:
        """The numbers of one row, or what is wrong with its length or with its first bad cells."""
        if len(cells) != self.width:
            values = {"row": at, "found": len(cells), "expected": self.width}
            return ProblemError(Problem("row_length", values=values))
        found = [self._value(each, cells[each.place].strip()) for each in self.sources]
        bad = {
            each.column: cells[each.place].strip()[:60]
            for each, value in zip(self.sources, found, strict=True)
            if value is None
        }
        if bad:
            return ProblemError(*(self._fault(name, cell, at) for name, cell in bad.items()))
        for source, value in zip(self.sources, found, strict=True):
            if source.other and value:
                self.other[source.column] += 1
        return np.array(found, dtype="float64")

    def _value(self, source: _Source, cell: str) -> float | None:
        empty = cell.lower() in MISSING
        if source.absent:
            return float(empty)
        if source.other or source.word is not None:
            return self._word(source, cell, empty)
        if empty:
            return 0.0 if source.place in self.flagged else None
        value = number(cell, comma=source.place in self.commas)
        return value if value is not None and np.isfinite(value) else None

    def _word(self, source: _Source, cell: str, empty: bool) -> float | None:
        """Whether the cell is the source's word, or one that nobody knows where there is a place
        for those; None for one that should be known."""
        if empty:
            return 0.0 if source.place in self.flagged else None
        known = cell in self.words.get(source.place, ())
        if source.other:
            return float(not known)
        return float(cell == source.word) if known or source.place in self.open else None

    def _fault(self, name: str, cell: str, at: int) -> Problem:
        place = next(each.place for each in self.sources if each.column == name)
        values = {"row": at, "column": name, "given": cell}
        if cell.lower() in MISSING:
            return Problem("row_cell_empty", values=values)
        if known := self.words.get(place):
            return Problem("row_cell_word", values={**values, "known": known[:SHOWN]})
        return Problem("row_cell_number", values=values)
