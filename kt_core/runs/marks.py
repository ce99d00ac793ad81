"""Test examples that people believe to be labelled wrongly: notes beside the data, never in it."""

import time
from dataclasses import dataclass

from sqlalchemy import delete, select

from kt_core.runs.connected import Connected, upsert
from kt_core.runs.ledger import storable
from kt_core.runs.schema import marks

KEYS = ["data", "row", "person"]


@dataclass(frozen=True, slots=True)
class Mark:
    """One person's word on one example: `row` of `x_test`, `label` the class number it should be
    (None: not said), `note` as typed, `created` in seconds since 1970."""

    row: int
    person: str
    label: int | None
    note: str
    created: float


class Marking(Connected):
    """Marks in the store; each person has one for each example, the last one counts."""

    def mark(self, data: str, row: int, *, person: str, label: int | None, note: str) -> None:
        """Keep the person's mark of that test example, in place of an earlier one."""
        values = {"label": label, "note": storable(note), "created": time.time()}
        with self._write() as connection:
            upsert(connection, marks, KEYS, data=data, row=row, person=person, **values)

    def unmark(self, data: str, row: int, *, person: str) -> None:
        """Take the person's own mark back; there may be none."""
        mine = (marks.c.data == data, marks.c.row == row, marks.c.person == person)
        with self._write() as connection:
            connection.execute(delete(marks).where(*mine))

    def marks(self, data: str) -> list[Mark]:
        """Everybody's marks in one data set, by row."""
        columns = (marks.c.row, marks.c.person, marks.c.label, marks.c.note, marks.c.created)
        query = select(*columns).where(marks.c.data == data)
        with self._read() as connection:
            found = connection.execute(query.order_by(marks.c.row, marks.c.created))
            return [Mark(**row) for row in found.mappings()]
