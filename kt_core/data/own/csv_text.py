"""The text of a table from anywhere: its encoding and separator found, its cells as they stand."""

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from kt_core.limits import TABLE_BYTES, TABLE_COLUMNS, TABLE_FIELD, TABLE_ROWS
from kt_core.problems import Problem, ProblemError

ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp1252")
SEPARATORS = (",", ";", "\t", "|")
MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
FOREIGN = (
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
    (b"SQLite format 3", "SQLite"),
    (b"PAR1", "Parquet"),
)
SAMPLE_LINES = 50


@dataclass(frozen=True, slots=True)
class Table:
    """Column names and rows of text cells, as many in each row; what was found on the way.

    `renamed` are names given to columns without a name of their own; `ragged` counts rows that
    were too short or too long and are left out.
    """

    columns: tuple[str, ...]
    rows: list[list[str]]
    encoding: str
    separator: str
    renamed: tuple[str, ...] = ()
    ragged: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """The lines of a table that are not empty, as cells, however many each has."""

    rows: list[list[str]]
    encoding: str
    separator: str


def read_text(path: Path) -> Text:
    """The cells of a file of text, its encoding and separator found. Raises ProblemError."""
    content = path.read_bytes()
    _refuse_foreign(content)
    encoding, text = _decoded(content, None)
    separator = _separator(text)
    return Text(_rows(text, separator), encoding, separator)


def read_table(path: Path, *, encoding: str | None = None, separator: str | None = None) -> Table:
    """The table in a file of text; what isn't given is found.

    Raises ProblemError: no text, too large, no rows, no second column, rows of different lengths.
    """
    return table_of(path.read_bytes(), encoding=encoding, separator=separator)


def table_of(content: bytes, *, encoding: str | None = None, separator: str | None = None) -> Table:
    """The same for the bytes of such a file."""
    _refuse_foreign(content)
    used, text = _decoded(content, encoding)
    found = separator or _separator(text)
    return _table(text, used, found)


def _refuse_foreign(content: bytes) -> None:
    if not content.strip():
        raise ProblemError(Problem("own_table_empty"))
    if len(content) > TABLE_BYTES:
        values = {"megabytes": -(-len(content) // 10**6), "limit": TABLE_BYTES // 10**6}
        raise ProblemError(Problem("own_table_large", values=values))
    for magic, name in FOREIGN:
        if content.startswith(magic):
            raise ProblemError(Problem("own_table_foreign", values={"found": name}))
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<", b"{", b"[")):
        name = "HTML" if start.startswith(b"<") else "JSON"
        raise ProblemError(Problem("own_table_foreign", values={"found": name}))


def _decoded(content: bytes, wanted: str | None) -> tuple[str, str]:
    if wanted is not None and wanted not in ENCODINGS:
        values = {"given": wanted[:40], "choices": list(ENCODINGS)}
        raise ProblemError(Problem("own_table_encoding", values=values))
    marked = next((name for mark, name in MARKS if content.startswith(mark)), None)
    tried = [wanted] if wanted else [marked] if marked else [e for e in ENCODINGS if e != "utf-16"]
    for encoding in tried:
        try:
            text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text and (wanted or _is_likely(encoding, text)):
            return encoding, text
    raise ProblemError(
        Problem("own_table_encoding", values={"given": wanted or "", "choices": list(ENCODINGS)})
    )


def _is_likely(encoding: str, text: str) -> bool:
    """Accented letters read as Chinese stand inside words of Latin letters; Chinese does not."""
    if encoding not in ("gb18030", "big5"):
        return True
    foreign = re.findall(r"[^\x00-\x7f]", text)
    within = re.findall(r"(?<=[A-Za-z])[^\x00-\x7f]|[^\x00-\x7f](?=[A-Za-z])", text)
    return len(within) <= 0.5 * len(foreign)


def _separator(text: str) -> str:
    """The one that cuts most lines into the same number of cells, the more cells the better."""
    lines = [line for line in text.splitlines()[:SAMPLE_LINES] if line.strip()]
    best, most = SEPARATORS[0], (0.0, 0)
    for separator in SEPARATORS:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
        cells, times = counts.most_common(1)[0]
        rank = (times / len(lines) if cells > 1 else 0.0, cells)
        if rank > most:
            best, most = separator, rank
    return best


def _table(text: str, encoding: str, separator: str) -> Table:
    if separator not in SEPARATORS:
        raise ProblemError(Problem("own_table_separator", values={"given": separator[:10]}))
    rows = _rows(text, separator)
    if _has_no_header(rows):
        rows = [[""] * len(rows[0]), *rows]
    names, renamed = _names(rows[0])
    if len(names) < 2:
        raise ProblemError(Problem("own_table_one_column", values={"name": names[0]}))
    if len(names) > TABLE_COLUMNS:
        values = {"count": len(names), "limit": TABLE_COLUMNS}
        raise ProblemError(Problem("own_table_columns", values=values))
    whole = [row for row in rows[1:] if len(row) == len(names)]
    ragged = len(rows) - 1 - len(whole)
    if len(whole) < 2:
        raise ProblemError(Problem("own_table_rows", values={"count": len(whole)}))
    if ragged > 0.05 * len(whole):
        raise ProblemError(
            Problem("own_table_ragged", values={"count": ragged, "cells": len(names)})
        )
    return Table(names, whole, encoding, separator, renamed, ragged)


def _has_no_header(rows: list[list[str]]) -> bool:
    """Whether the first row is one like the others: a number in each column of numbers.

    Whole numbers of four digits or more, all different, may be years or codes as names.
    """
    first, others = rows[0], [row for row in rows[1:SAMPLE_LINES] if len(row) == len(rows[0])]
    columns = [at for at in range(len(first)) if others and all(_is_number(r[at]) for r in others)]
    heads = [first[at] for at in columns]
    names = all(head.isdecimal() and len(head) > 3 for head in heads) and len({*heads}) > 1
    return bool(heads) and all(map(_is_number, heads)) and not names


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?", cell) is not None


def _rows(text: str, separator: str) -> list[list[str]]:
    before = csv.field_size_limit(TABLE_FIELD)
    try:
        rows = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(cell.strip() for cell in row):
                rows.append([printable(cell) for cell in row])
            if len(rows) > TABLE_ROWS + 1:
                raise ProblemError(Problem("own_table_many_rows", values={"limit": TABLE_ROWS}))
        if rows and len(row) != len(rows[0]) and any("\n" in cell for cell in row):
            detail = "a quotation mark that is never closed"
            raise ProblemError(Problem("own_table_broken", values={"detail": detail}))
        return rows
    except csv.Error as error:
        raise ProblemError(Problem("own_table_broken", values={"detail": str(error)})) from error
    finally:
        csv.field_size_limit(before)


def _names(cells: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Each column's name once; the second of a name and those without one get a number."""
    found: list[str] = []
    renamed = []
    for number, cell in enumerate(cells, start=1):
        base = cell[:100] or f"column {number}"
        name = next(n for n in (base, *(f"{base} ({i})" for i in range(2, 3000))) if n not in found)
        if name != cell:
            renamed.append(name)
        found.append(name)
    return tuple(found), tuple(renamed)


def printable(text: str) -> str:
    """The text on one line: what doesn't print becomes a blank, those at both ends go."""
    return text if text.isprintable() and text == text.strip() else _cleaned(text)


def _cleaned(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text).strip()
