"""Drafts: the document a person is editing, with its undo history, safe from F5 and restarts."""

import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from kt_core.problems import Problem, ProblemError
from kt_core.runs.connected import Connected, new_id
from kt_core.runs.record import Draft
from kt_core.runs.schema import drafts, plain, versions

KEPT_VERSIONS = 200


class Drafts(Connected):
    """Drafts in the store."""

    def create_draft(self, document: Mapping[str, Any], *, owner: str = "") -> str:
        """Keep `document` as a new draft; returns its id."""
        draft, now = new_id(), time.time()
        with self._write() as connection:
            row = {"id": draft, "owner": owner, "position": 0, "revision": 0}
            connection.execute(insert(drafts).values(**row, created=now, saved=now))
            connection.execute(insert(versions).values(draft=draft, version=0, document=document))
        return draft

    def draft(self, draft: str) -> Draft:
        """The draft as it is now. Raises ProblemError("draft_unknown")."""
        with self._read() as connection:
            return _draft(connection, draft)

    def save_draft(
        self, draft: str, document: Mapping[str, Any], *, revision: int | None = None
    ) -> Draft:
        """Add a version; what could be redone is gone. An equal document adds nothing.

        With `revision`, raises ProblemError("draft_changed") when somebody saved in between.
        """
        with self._write() as connection:
            now = _draft(connection, draft, lock=True)
            if revision is not None and revision != now.revision:
                raise ProblemError(Problem("draft_changed", values={"draft": draft}))
            if plain(document) != now.document:
                _add_version(connection, draft, document)
            return _draft(connection, draft)

    def undo_draft(self, draft: str) -> Draft:
        """Step back to the version before; the first one stays."""
        return self._step(draft, -1)

    def redo_draft(self, draft: str) -> Draft:
        """Step to the version that was undone last; without one nothing changes."""
        return self._step(draft, 1)

    def _step(self, draft: str, by: int) -> Draft:
        with self._write() as connection:
            now = _draft(connection, draft, lock=True)
            if now.can_undo if by < 0 else now.can_redo:
                _move(connection, draft, drafts.c.position + by)
            return _draft(connection, draft)


def _draft(connection: Connection, draft: str, *, lock: bool = False) -> Draft:
    query = select(drafts).where(drafts.c.id == draft)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise ProblemError(Problem("draft_unknown", values={"draft": draft[:80]}))
    mine, position = versions.c.draft == draft, row["position"]
    first, last = connection.execute(
        select(func.min(versions.c.version), func.max(versions.c.version)).where(mine)
    ).one()
    document = select(versions.c.document).where(mine, versions.c.version == position)
    return Draft(
        id=draft,
        owner=row["owner"],
        document=connection.execute(document).scalar_one(),
        revision=row["revision"],
        saved=row["saved"],
        can_undo=first < position,
        can_redo=last > position,
    )


def _add_version(connection: Connection, draft: str, document: Mapping[str, Any]) -> None:
    mine = versions.c.draft == draft
    position = connection.execute(
        select(drafts.c.position).where(drafts.c.id == draft)
    ).scalar_one()
    connection.execute(delete(versions).where(mine, versions.c.version > position))
    new = position + 1
    connection.execute(insert(versions).values(draft=draft, version=new, document=document))
    connection.execute(delete(versions).where(mine, versions.c.version <= new - KEPT_VERSIONS))
    _move(connection, draft, new)


def _move(connection: Connection, draft: str, position: Any) -> None:
    new = {"position": position, "revision": drafts.c.revision + 1, "saved": time.time()}
    connection.execute(update(drafts).where(drafts.c.id == draft).values(**new))
