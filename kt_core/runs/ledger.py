"""Runs: created, found, and changed only by compare-and-set on (state, attempt)."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, insert, null, select, update

from kt_core.problems import Problem
from kt_core.runs.connected import Connected, append_row, new_id
from kt_core.runs.process import life
from kt_core.runs.record import AT_WORK, ENDED, LIVE, Run, State, Wish
from kt_core.runs.schema import runs

SILENT_SECONDS = 15
LISTED = [null().label("document") if c.name == "document" else c for c in runs.c]


class Ledger(Connected):
    """Runs in the store."""

    def create_run(
        self,
        document: Mapping[str, Any],
        *,
        draft: str | None = None,
        owner: str = "",
        handle: Mapping[str, Any] | None = None,
        **fork: Any,
    ) -> str:
        """Queue a run of `document`; returns its id.

        With `handle` it is attempt 1 of that process already, and no dispatcher takes it.
        `fork`: the `parent` run that it was forked from, to try a `remedy`.
        """
        origin: dict[str, Any] = {"draft": draft, "owner": owner, "handle": handle}
        with self._write() as connection:
            return insert_run(connection, document, **origin, **fork)

    def run(self, run: str) -> Run | None:
        """The run as it is (see `as_seen`), or None."""
        found = self._runs(select(runs).where(runs.c.id == run))
        return as_seen(found[0]) if found else None

    def runs(
        self,
        limit: int = 100,
        *,
        draft: str | None = None,
        state: State | Iterable[State] | None = None,
        owner: str | None = None,
        grouped: bool = True,
        parent: str | None = None,
    ) -> list[Run]:
        """The newest runs first, as they are (see `as_seen`), without their documents.

        `grouped` False leaves out those that belong to a group.
        """
        where = [
            *([] if grouped else [runs.c.group.is_(None)]),
            *([runs.c.draft == draft] if draft is not None else []),
            *([runs.c.state.in_(_several(state))] if state is not None else []),
            *([runs.c.owner == owner] if owner is not None else []),
            *([runs.c.parent == parent] if parent is not None else []),
        ]
        newest = runs.c.created.desc()
        found = self._runs(select(*LISTED).where(*where).order_by(newest, runs.c.id).limit(limit))
        return [as_seen(run) for run in found]

    def wish(self, run: str, wish: Wish) -> bool:
        """Tell the run's worker what is wanted; one that has not started stops at once.

        False when the run has ended already (or never was).
        """
        if wish == "stop" and self.change(run, states=("queued",), state="stopped", wish=wish):
            return True
        new = {"wish": wish, "wished": time.time()}
        return self._update(runs.c.id == run, runs.c.state.in_(LIVE), **new)

    def resume(
        self, run: str, *, epochs: int | None = None, handle: Mapping[str, Any] | None = None
    ) -> bool:
        """Let a paused run go on, or queue an ended one again from its last full epoch.

        `epochs` is how many it shall have in all, by default as planned. With `handle` the new
        attempt is that process' at once. False when the run is at work or waits already.
        """
        found = self.run(run)
        if found is None:
            return False
        if found.state in LIVE and found.wish == "pause":
            return self._update(runs.c.id == run, runs.c.wish == "pause", wish="run")
        if found.state not in ENDED:
            return False
        return self._requeue(found, _again(found, epochs), handle=handle)

    def retry(self, run: Run, why: Problem) -> bool:
        """Queue a run again whose process is gone; `why` stays with the row that says so.

        What the person wished stays wished: a paused run waits again.
        """
        kept = {"wish": run.wish, "wished": run.wished, "retries": run.retries + 1}
        return self._requeue(run, kept, why=why.to_json())

    def begin_again(self, run: str, attempt: int) -> int | None:
        """Let the process of an attempt that could not go on make the next one at once.

        Its number, or None when the run is not that attempt's any more.
        """
        found = self.run(run)
        if found is None or found.attempt != attempt or found.state not in LIVE:
            return None
        kept = {"retries": found.retries, "start_epoch": found.start_epoch}
        done = self._requeue(found, kept, handle=found.handle)
        return attempt + 1 if done else None

    def _requeue(
        self,
        run: Run,
        new: Mapping[str, Any],
        *,
        handle: Mapping[str, Any] | None = None,
        why: Mapping[str, Any] | None = None,
    ) -> bool:
        attempt = run.attempt + 1 if handle else run.attempt
        fresh = {"state": "queued", "wish": "run", "wished": None, "handle": handle, "why": why}
        values = {**fresh, "attempt": attempt, "finished": None, "heartbeat": None, **new}
        same = (runs.c.id == run.id, runs.c.attempt == run.attempt)
        with self._write() as connection:
            done = connection.execute(
                update(runs).where(*same, runs.c.state != "queued").values(**values)
            )
            if done.rowcount == 1:
                said = {"why": why} if why else {}
                append_row(
                    connection, run.id, kind="state", state="queued", attempt=attempt, **said
                )
        return done.rowcount == 1

    def change(
        self, run: str, *, states: State | Iterable[State], attempt: int | None = None, **new: Any
    ) -> bool:
        """Set columns if the run still is in one of `states` (and at `attempt`); else False.

        A new `state` also appends a live row with every other value given, such as `steps`;
        `why` may be a Problem. `started` and `finished` are filled in; `goes_on` says that the
        run was running before, and keeps `started`.
        """
        values = _completed(new)
        columns = {name: value for name, value in values.items() if name in runs.c}
        where = [runs.c.id == run, runs.c.state.in_(_several(states))]
        if attempt is not None:
            where.append(runs.c.attempt == attempt)
        with self._write() as connection:
            done = connection.execute(
                update(runs).where(*where).values(**columns).returning(runs.c.attempt)
            ).scalar()
            if done is not None and "state" in new:
                row = {**{key: values[key] for key in new if key != "result"}, "attempt": done}
                append_row(connection, run, **{"kind": "state", **row})
        return done is not None

    def waiting(self) -> list[Run]:
        """Queued runs nobody has taken, oldest first, without documents."""
        where = (runs.c.state == "queued", runs.c.handle.is_(None))
        return self._runs(select(*LISTED).where(*where).order_by(runs.c.created))

    def taken(self) -> list[Run]:
        """Runs with a process that should be alive, as the store says, without documents."""
        where = (runs.c.state.in_(LIVE), runs.c.handle.is_not(None) | runs.c.state.in_(AT_WORK))
        return self._runs(select(*LISTED).where(*where).order_by(runs.c.created))

    def claim(self, run: Run, handle: Mapping[str, Any]) -> int | None:
        """Take a waiting run: its new attempt, or None when somebody was faster."""
        attempt, same = run.attempt + 1, runs.c.attempt == run.attempt
        free = (runs.c.id == run.id, runs.c.state == "queued", runs.c.handle.is_(None), same)
        return attempt if self._update(*free, attempt=attempt, handle=handle) else None

    def place(self, run: str, attempt: int, handle: Mapping[str, Any] | None) -> bool:
        """Note which process works on the attempt; None gives a queued run back to the queue."""
        return self._update(runs.c.id == run, runs.c.attempt == attempt, handle=handle)

    def beat(self, run: str, attempt: int) -> Wish | None:
        """Say that the attempt's process lives; its wish, or None when it should not live."""
        mine = (runs.c.id == run, runs.c.attempt == attempt, runs.c.state.in_(LIVE))
        query = update(runs).where(*mine).values(heartbeat=time.time()).returning(runs.c.wish)
        with self._write(durable=False) as connection:
            return connection.execute(query).scalar()

    def _update(self, *where: ColumnElement[bool], **new: Any) -> bool:
        with self._write() as connection:
            return connection.execute(update(runs).where(*where).values(**new)).rowcount == 1

    def _runs(self, query: Select[Any]) -> list[Run]:
        with self._read() as connection:
            found = connection.execute(query).mappings().all()
        return [Run(**{**row, "document": row["document"] or {}}) for row in found]


def insert_run(
    connection: Connection,
    document: Mapping[str, Any],
    *,
    handle: Mapping[str, Any] | None = None,
    **more: Any,
) -> str:
    """Queue a run of `document` in the caller's transaction, with further columns; its id."""
    run, fit = new_id(), document.get("fit")
    row = {
        "id": run,
        "name": storable(str(document.get("name") or "")),
        "document": document,
        "state": "queued",
        "attempt": 1 if handle else 0,
        "wish": "run",
        "handle": handle,
        "created": time.time(),
        "epochs_done": 0,
        "epochs_planned": fit.get("epochs", 1) if isinstance(fit, Mapping) else None,
        **more,
    }
    connection.execute(insert(runs).values(**row))
    append_row(connection, run, kind="state", state="queued", attempt=row["attempt"])
    return run


def as_seen(run: Run, *, now: float | None = None) -> Run:
    """The run as a reader should see it: `interrupted` when its process died unnoticed.

    Nothing is written: the next engine host does that.
    """
    silent = (time.time() if now is None else now) - (run.heartbeat or run.created)
    if run.state not in AT_WORK or silent <= SILENT_SECONDS:
        return run
    if run.handle is not None and life(run.handle) != "gone":
        return run
    return replace(run, state="interrupted", why=Problem("worker_gone").to_json())


def _completed(new: Mapping[str, Any]) -> dict[str, Any]:
    """`new` with the times and counts that follow from it."""
    values, state = dict(new), new.get("state")
    if isinstance(values.get("why"), Problem):
        values["why"] = values["why"].to_json()
    if state in ENDED:
        values["finished"] = time.time()
    if state == "running":
        values["heartbeat"] = time.time()
        values["finished"] = values["why"] = None
        if "goes_on" not in values:
            values["started"] = values["heartbeat"]
    if "epochs" in values:
        values["epochs_planned"] = values["epochs"]
    return values


def _again(run: Run, epochs: int | None) -> dict[str, Any]:
    """What a person's wish to go on changes: how many epochs, and the count of retries."""
    if epochs is None or epochs == run.epochs_planned:
        return {"retries": 0}
    fit = {**(run.document.get("fit") or {}), "epochs": epochs}
    document = {**run.document, "fit": fit}
    return {"retries": 0, "document": document, "epochs_planned": epochs}


def _several(states: State | Iterable[State]) -> list[str]:
    return [states] if isinstance(states, str) else list(states)


def storable(text: str) -> str:
    """`text` without what some database refuses: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
