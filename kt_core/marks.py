"""Marks of wrongly labelled test examples: checked before they are kept, and as a table."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

from kt_core.data import Card
from kt_core.data.identity import fingerprint
from kt_core.data.sets import labels
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Store
from kt_core.runs.marks import Mark
from kt_core.runs.tables import FORMULA
from kt_core.texts import text

LONGEST = 500  # characters of a note
COLUMNS = ("row", "is", "should_be", "note", "marked_by", "when")


def mark(
    store: Store, facts: Card, row: int, *, person: str, label: int | None = None, note: str = ""
) -> None:
    """Keeps the person's mark of the test example `row`. Raises ProblemError for what can't be."""
    values: dict[str, Any] = {"row": row, "title": facts.title}
    if not 0 <= row < facts.test:
        raise ProblemError(Problem("mark_no_such_row", values={**values, "rows": facts.test}))
    if label is not None and not 0 <= label < len(facts.classes):
        raise ProblemError(Problem("mark_no_such_class", values={**values, "given": label}))
    if len(note := note.strip()) > LONGEST:
        told = {"given": len(note), "most": LONGEST}
        raise ProblemError(Problem("mark_note_long", values={**values, **told}))
    store.mark(fingerprint(facts.kind), row, person=person, label=label, note=note)


def unmark(store: Store, facts: Card, row: int, *, person: str) -> None:
    """Takes the person's mark of the test example `row` back."""
    store.unmark(fingerprint(facts.kind), row, person=person)


def of(store: Store, facts: Card) -> dict[int, list[Mark]]:
    """Row of `x_test` -> its marks, the earliest first."""
    found: dict[int, list[Mark]] = {}
    for each in store.marks(fingerprint(facts.kind)):
        found.setdefault(each.row, []).append(each)
    return found


def table(facts: Card, found: Iterable[Mark], *, person: str = "") -> list[dict[str, Any]]:
    """A line for each mark, by the names in COLUMNS; `person` is "you" there, and others are told
    apart by a few letters that don't give their names away. `is` is None when the set is away."""
    given = _given(facts)
    return [
        {
            "row": each.row,
            "is": None if given is None else _named(facts, given[each.row]),
            "should_be": None if each.label is None else facts.classes[each.label],
            "note": each.note,
            "marked_by": "you" if each.person == person else short(each.person),
            "when": datetime.fromtimestamp(each.created, UTC).isoformat(timespec="seconds"),
        }
        for each in found
    ]


def csv_text(rows: Iterable[dict[str, Any]]) -> str:
    """The table as comma-separated values; nothing in it is computed by a spreadsheet."""
    return "".join(_csv_lines(rows))


def short(person: str) -> str:
    """A few letters that tell people apart without giving their names."""
    return hashlib.sha256(person.encode()).hexdigest()[:6]


def _csv_lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    for line in [dict(zip(COLUMNS, COLUMNS, strict=True)), *rows]:
        buffer = io.StringIO()
        csv.writer(buffer, lineterminator="\n").writerow([_cell(line[name]) for name in COLUMNS])
        yield buffer.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip().startswith(FORMULA):
        return f"'{value}"
    return "" if value is None else value


def _given(facts: Card) -> np.ndarray | None:
    try:
        return labels(facts.kind, part="test")
    except ProblemError:  # the data set is not on this machine any more
        return None


def _named(facts: Card, value: Any) -> Any:
    if facts.labels:
        chosen = [name for name, each in zip(facts.labels, value, strict=True) if each]
        return ", ".join(chosen) or text("labels.none")
    return facts.classes[int(value)] if facts.classes else float(np.ravel(value)[0])
