"""Runs that were asked for together, such as the folds of a cross-validation: one parent each."""

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, insert, select, update

from kt_core.runs.connected import append_row, new_id
from kt_core.runs.ledger import LISTED, as_seen, insert_run, storable
from kt_core.runs.queue import Queue
from kt_core.runs.record import Group, Run, Wish
from kt_core.runs.schema import epochs, groups, runs

APART = 1e-4  # seconds between the members' times of creation: they wait in their order


class Groups(Queue):
    """Groups of runs in the store. Each member is a run like any other."""

    def create_group(
        self,
        document: Mapping[str, Any],
        members: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]],
        *,
        params: Mapping[str, Any],
        draft: str | None = None,
        owner: str = "",
        waits: bool = True,
    ) -> str:
        """Queue a run for each (place, document) of `members`, all or none; the group's id.

        `document` and `params` say what was asked for. With `waits` False they are kept like runs
        that were stopped before they began: whoever resumes them trains them.
        """
        group, now = new_id(), time.time()
        whole = {"id": group, "kind": "k_fold", "draft": draft, "owner": owner, "created": now}
        with self._write() as connection:
            said = {"name": storable(str(document.get("name") or "")), "document": document}
            connection.execute(insert(groups).values(**whole, **said, params=params))
            for number, (place, each) in enumerate(members):
                mine: dict[str, Any] = {
                    "draft": draft,
                    "owner": owner,
                    "group": group,
                    "place": place,
                }
                created = now + APART * number
                run = insert_run(connection, each, **mine, created=created)
                if not waits:
                    stopped = {"state": "stopped", "finished": created}
                    connection.execute(update(runs).where(runs.c.id == run).values(**stopped))
                    append_row(connection, run, kind="state", state="stopped", attempt=0)
        return group

    def group(self, group: str) -> Group | None:
        """The group of that id, or None."""
        found = self._groups(groups.c.id == group)
        return found[0] if found else None

    def groups(self, limit: int = 100, *, draft: str | None = None) -> list[Group]:
        """The newest groups first."""
        return self._groups(*([groups.c.draft == draft] if draft is not None else []), limit=limit)

    def members(self, group: str) -> list[Run]:
        """The group's runs in their order, as they are (see `as_seen`), without documents."""
        query = select(*LISTED).where(runs.c.group == group)
        return [as_seen(run) for run in self._runs(query.order_by(runs.c.created, runs.c.id))]

    def wish_group(self, group: str, wish: Wish) -> int:
        """Tell all members what is wanted; how many it concerned."""
        return sum(self.wish(run.id, wish) for run in self.members(group))

    def resume_group(self, group: str) -> list[str]:
        """Let every member go on that waits or was broken off; finished ones stay. Their ids."""
        unfinished = [run for run in self.members(group) if run.state != "finished"]
        return [run.id for run in unfinished if self.resume(run.id)]

    def last_values(self, among: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Run -> the figures that Keras logged in its last finished epoch."""
        last = and_(epochs.c.run == runs.c.id, epochs.c.epoch == runs.c.epochs_done - 1)
        query = select(epochs.c.run, epochs.c.figures).join(runs, last)
        with self._read() as connection:
            found = connection.execute(query.where(runs.c.id.in_(list(among))))
            return {run: figures["values"] for run, figures in found.all()}

    def _groups(self, *where: Any, limit: int = 1) -> list[Group]:
        query = select(groups).where(*where).order_by(groups.c.created.desc()).limit(limit)
        with self._read() as connection:
            return [Group(**row) for row in connection.execute(query).mappings().all()]
