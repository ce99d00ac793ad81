"""Live rows from the run store to every browser that watches: one reader per watched run, each
new row encoded once, nothing read when nobody watches."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Protocol

from kt_core.runs import ENDED as ENDED_STATES

logger = logging.getLogger(__name__)

QUEUE = 256  # messages a viewer may lag behind before it is dropped; it comes back with its cursor
PAGE = 400  # rows in one message of history
EAGER, IDLE, ENDED = 0.05, 0.25, 1.0  # seconds between two looks into the store
SILENCE = 15.0  # seconds without a row after which a viewer is told that the channel lives
CALMING = 1.1  # growth of the eager pause, per look, while no rows come


class RowStore(Protocol):
    """What the channel needs of the run store; called in threads."""

    def rows(self, run: str, from_: int = 0) -> list[dict[str, Any]]:
        """The live rows of a run with `seq >= from_`, in order of `seq`."""


class ViewerDropped(Exception):
    """A viewer did not keep up, or the store could not be read: it has to come back."""


class Viewer:
    """One browser's end of the channel: messages wait here until they are sent."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[str | None] = asyncio.Queue()

    def offer(self, message: str) -> bool:
        """Queues the message; False when the viewer is too far behind and was dropped."""
        if self._queue.qsize() >= QUEUE:
            self.drop()
            return False
        self._queue.put_nowait(message)
        return True

    def drop(self) -> None:
        """Forgets what waits and makes the next `take` raise ViewerDropped."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    async def take(self) -> str:
        """The next message, an empty one after a long silence. Raises ViewerDropped."""
        try:
            message = await asyncio.wait_for(self._queue.get(), SILENCE)
        except TimeoutError:
            return _message([])
        if message is None:
            raise ViewerDropped
        return message


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows as messages for the browser, and the cursor that follows them."""

    messages: tuple[str, ...]
    end: int
    ended: bool


class _Tail:
    """The one reader of a watched run."""

    def __init__(self, store: RowStore, run: str):
        self.viewers: set[Viewer] = set()
        self.cursor = 0
        self.failed = False
        self._store, self._run = store, run
        self._pause = EAGER
        self._task: asyncio.Task[None] | None = None

    def start(self, seen: _Rows) -> None:
        """Begins to read behind the rows the first viewer has seen; later calls do nothing."""
        if self._task is None:
            self.cursor = seen.end
            self._pause = ENDED if seen.ended else EAGER
            self._task = asyncio.create_task(self._follow())

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _follow(self) -> None:
        try:
            while True:
                await asyncio.sleep(self._pause)
                self._tell(await asyncio.to_thread(_read, self._store, self._run, self.cursor))
        except Exception:
            logger.exception("the live rows of run %s could not be read", self._run)
            self.failed = True
            for viewer in self.viewers:
                viewer.drop()

    def _tell(self, news: _Rows) -> None:
        if not news.messages:
            self._pause = max(self._pause, min(IDLE, self._pause * CALMING))
            return
        self.cursor = news.end
        self._pause = ENDED if news.ended else EAGER
        for message in news.messages:
            self.viewers = {viewer for viewer in self.viewers if viewer.offer(message)}


class Hub:
    """All watched runs of this process. Belongs to one event loop."""

    def __init__(self, store: RowStore):
        self._store = store
        self._tails: dict[str, _Tail] = {}

    @property
    def watched(self) -> frozenset[str]:
        """The runs that are being read right now."""
        return frozenset(self._tails)

    @asynccontextmanager
    async def watch(self, run: str, *, from_: int = 0) -> AsyncIterator[AsyncIterator[str]]:
        """Messages with all rows of `run` from `from_` on: old ones first, new ones as they come.

        A message is `{"rows": [...]}`. A row may come twice: its `seq` tells. Iterating raises
        ViewerDropped when the viewer can't keep up.
        """
        viewer, tail = Viewer(), self._tail(run)
        tail.viewers.add(viewer)  # before the history is read, so that no row falls in between
        try:
            yield self._stream(viewer, tail, run, from_)
        finally:
            tail.viewers.discard(viewer)
            if not tail.viewers and self._tails.get(run) is tail:
                del self._tails[run]
                await tail.stop()

    def _tail(self, run: str) -> _Tail:
        tail = self._tails.get(run)
        if tail is None or tail.failed:
            tail = self._tails[run] = _Tail(self._store, run)
        return tail

    async def _stream(
        self, viewer: Viewer, tail: _Tail, run: str, from_: int
    ) -> AsyncIterator[str]:
        history = await asyncio.to_thread(_read_history, self._store, run, from_)
        tail.start(history)
        parts = [history]
        if tail.cursor > history.end:  # told to others before this viewer was there
            parts.append(await asyncio.to_thread(_read, self._store, run, history.end))
        for message in (message for rows in parts for message in rows.messages):
            yield message
        while True:
            yield await viewer.take()


def _read(store: RowStore, run: str, from_: int) -> _Rows:
    return _encode(store.rows(run, from_=from_), from_)


def _read_history(store: RowStore, run: str, from_: int) -> _Rows:
    """The row before the cursor is read too: without one the cursor is ahead of the run, and the
    reader that starts here must not skip what comes."""
    rows = store.rows(run, from_=max(0, from_ - 1)) or store.rows(run, from_=0)
    return _encode(rows, from_)


def _encode(rows: list[dict[str, Any]], from_: int) -> _Rows:
    lines = [_line(row) for row in rows if row["seq"] >= from_]
    pages = [lines[start : start + PAGE] for start in range(0, len(lines), PAGE)]
    states = [row["state"] for row in rows if row["kind"] == "state"]
    return _Rows(
        messages=tuple(_message(page) for page in pages),
        end=rows[-1]["seq"] + 1 if rows else 0,
        ended=bool(states) and states[-1] in ENDED_STATES,
    )


def _message(lines: list[str]) -> str:
    return '{"rows":[' + ",".join(lines) + "]}"


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
