"""Who trains next: by priority, then in turn among the people who wait, then by age."""

import heapq
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import func, select, update

from kt_core.runs.ledger import Ledger
from kt_core.runs.record import Run
from kt_core.runs.schema import runs

HIGHEST = 1000
"""Priorities lie between minus this and this; 0 is everybody's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a waiting run stands: `position` 1 of `waiting` is next.

    `ahead_of_mine` counts the owner's own runs before it; `at_work` how many runs train now.
    """

    run: Run
    position: int
    waiting: int
    ahead_of_mine: int
    at_work: int


class Queue(Ledger):
    """The waiting runs of the store, in the order in which they will be trained."""

    def queue(self) -> list[Place]:
        """The waiting runs, next first."""
        busy = at_work(self.taken())
        waiting = self.waiting()
        order = list(in_order(waiting, active=busy, served=self.served(waiting)))
        mine = Counter[str]()
        found = []
        for position, run in enumerate(order, start=1):
            found.append(Place(run, position, len(order), mine[run.owner], len(busy)))
            mine[run.owner] += 1
        return found

    def place_of(self, run: str) -> Place | None:
        """Where the run stands in the queue, or None when it does not wait."""
        return next((place for place in self.queue() if place.run.id == run), None)

    def served(self, waiting: Iterable[Run]) -> dict[str, float]:
        """When a run of each owner among `waiting` last began, seconds since 1970."""
        owners = {run.owner for run in waiting}
        query = select(runs.c.owner, func.max(runs.c.started)).where(
            runs.c.owner.in_(owners), runs.c.started.is_not(None)
        )
        with self._read() as connection:
            found = connection.execute(query.group_by(runs.c.owner)).all()
        return dict(map(tuple, found))

    def set_priority(self, run: str, priority: int) -> bool:
        """Let a run be trained before (or, below 0, after) those of lower priority."""
        if abs(priority) > HIGHEST:
            raise ValueError(priority)
        return self._update(runs.c.id == run, priority=priority)

    def note_memory(self, run: str, attempt: int, memory: Mapping[str, Any]) -> bool:
        """Keep what is known of the memory that an attempt needs (bytes, see `Run.memory`)."""
        mine = (runs.c.id == run, runs.c.attempt == attempt)
        with self._write(durable=False) as connection:
            done = connection.execute(update(runs).where(*mine).values(memory=dict(memory)))
        return done.rowcount == 1


def in_order(
    waiting: Iterable[Run], *, active: Iterable[Run], served: Mapping[str, float]
) -> Iterator[Run]:
    """The waiting runs, next first.

    Higher priority goes first. Among equals it is the turn of the person with the fewest runs at
    work, then of the one whose last run began the longest ago (`served`, by owner), then of the
    oldest run. So nobody waits for all the runs of somebody else.
    """
    busy, last = Counter(run.owner for run in active), dict(served)
    by_priority = sorted(waiting, key=lambda run: -run.priority)
    for _, equals in groupby(by_priority, key=lambda run: run.priority):
        yield from _in_turn(equals, busy, last)


def _in_turn(equals: Iterable[Run], busy: Counter[str], last: dict[str, float]) -> Iterator[Run]:
    """One run of each person in turn; `busy` and `last` are kept up to date."""
    lines: dict[str, deque[Run]] = defaultdict(deque)
    for run in sorted(equals, key=lambda run: (run.created, run.id)):
        lines[run.owner].append(run)

    def turn(owner: str) -> tuple[int, float, float, str, str]:
        first = lines[owner][0]
        return busy[owner], last.get(owner, 0.0), first.created, first.id, owner

    heads, now = [turn(owner) for owner in lines], time.time()
    heapq.heapify(heads)
    while heads:
        *_, owner = heapq.heappop(heads)
        yield lines[owner].popleft()
        busy[owner] += 1
        last[owner] = now
        if lines[owner]:
            heapq.heappush(heads, turn(owner))


def at_work(taken: Sequence[Run]) -> list[Run]:
    """The runs that use a processor: a paused one only keeps its memory."""
    return [run for run in taken if run.state != "paused"]
