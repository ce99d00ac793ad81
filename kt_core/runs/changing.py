"""Changes of runs in the store: asked for by people, taken up by workers, none ever lost."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select, update

from kt_core.runs.connected import Connected, append_row
from kt_core.runs.record import LIVE
from kt_core.runs.schema import plain, runs

Changes = list[dict[str, Any]]
Said = Callable[[Mapping[str, Any], Changes, dict[str, Any]], Mapping[str, Any]]


class Changing(Connected):
    """The changes of each run, a list in its row; `kt_core.changes` says what they mean."""

    def set_changes(self, run: str, before: Sequence[Any] | None, after: Sequence[Any]) -> bool:
        """Put `after` in the place of `before`; False when somebody changed the list in between."""
        with self._write() as connection:
            if _changes(connection, run) != plain(list(before or ())):
                return False
            connection.execute(update(runs).where(runs.c.id == run).values(changes=list(after)))
        return True

    def changes(self, run: str) -> Changes:
        """All changes of the run in the order in which they were asked for."""
        with self._read() as connection:
            return connection.execute(select(runs.c.changes).where(runs.c.id == run)).scalar() or []

    def take_changes(self, run: str, attempt: int, epoch: int, said: Said) -> Changes | None:
        """All changes, those that waited now holding from `epoch` (0-based) on, or with the latest
        that holds already; each is told by a live row with the values that
        `said(document, changes, change)` gives.

        None when this attempt is superseded or has ended; then nothing was written.
        """
        if all(change["epoch"] is not None for change in self.changes(run)):
            return self.changes(run)
        with self._write() as connection:
            mine = (runs.c.id == run, runs.c.attempt == attempt, runs.c.state.in_(LIVE))
            document = connection.execute(
                select(runs.c.document).where(*mine).with_for_update()
            ).scalar()
            if document is None:
                return None
            found = [dict(change) for change in _changes(connection, run)]
            new = [change for change in found if change["epoch"] is None]
            held = [change["epoch"] for change in found if change["epoch"] is not None]
            for change in new:  # each builds on those before: none of them holds earlier
                change["epoch"] = max([epoch, *held])
            connection.execute(update(runs).where(runs.c.id == run).values(changes=found))
            for change in new:
                values = plain(dict(said(document, found, change)))
                row = {"epoch": change["epoch"], "change": change["id"], "values": values}
                append_row(connection, run, kind="change", attempt=attempt, **row)
        return found


def _changes(connection: Connection, run: str) -> Changes:
    """The list, with the run's row locked until the commit."""
    query = select(runs.c.changes).where(runs.c.id == run).with_for_update()
    return connection.execute(query).scalar() or []
