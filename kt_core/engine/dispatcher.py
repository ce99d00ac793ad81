"""Hands queued runs to the executor, and says what became of runs whose process is gone."""

import logging
import time
from collections.abc import Sequence

from kt_core.engine.budget import Budget
from kt_core.engine.trouble import explain_exit
from kt_core.executors import Executor, Job
from kt_core.problems import Problem
from kt_core.runs import AT_WORK, LIVE, Run, Store
from kt_core.runs.ledger import SILENT_SECONDS
from kt_core.runs.process import identity, life
from kt_core.runs.queue import at_work, in_order

logger = logging.getLogger(__name__)

STOP_SECONDS = 60.0
"""A worker that was asked to stop has this long; then it is ended."""
RETRY_SECONDS = 5.0
RETRIES = 2
"""How often a run is started again after its worker died, without anybody asking."""
ASKED = ("SIGTERM", "SIGINT", "SIGHUP")
"""Signals by which somebody ends a process on purpose."""


class Dispatcher:
    """One `tick` may run at any time, twice, and after any crash: the store decides."""

    def __init__(
        self, store: Store, executor: Executor, *, call: str, budget: Budget | None = None
    ):
        self._store, self._executor, self._call = store, executor, call
        self._budget = budget or Budget(store)
        self._me = {**identity(), "kind": "claim"}
        self._not_before = 0.0

    def tick(self) -> int:
        """Settle what is gone, place what waits; returns how many runs are not ended."""
        taken = self._store.taken()
        active = [run for run in taken if not self._settled(run)]
        active = self._within_memory(active)
        waiting = self._store.waiting()
        if waiting and time.monotonic() >= self._not_before:
            self._place(waiting, active)
        return len(active) + len(waiting)

    def _settled(self, run: Run) -> bool:
        """Whether the run's process is gone, which is then written down."""
        if run.handle is None:
            return self._silent(run) and self._mark(run, Problem("worker_gone"))
        if run.handle.get("kind") == "claim":
            return self._unclaimed(run)
        found = self._executor.poll(run.handle)
        if found == "gone":
            return self._gone(run)
        if found == "running" and _overdue(run):
            logger.warning("run %s did not stop in time and is ended", run.id)
            self._executor.kill(run.handle)
        return False

    def _within_memory(self, active: Sequence[Run]) -> list[Run]:
        """The active runs without those that have taken too much memory, which are ended."""
        ended = set()
        for run, why in self._budget.look(active):
            logger.warning("run %s takes too much memory and is ended: %s", run.id, why.values)
            change = {"state": "failed", "why": why}
            if self._store.change(run.id, states=LIVE, attempt=run.attempt, **change):
                self._executor.kill(run.handle or {})
                ended.add(run.id)
        return [run for run in active if run.id not in ended]

    def _unclaimed(self, run: Run) -> bool:
        """Give back a run that a dispatcher claimed and died before placing."""
        assert run.handle is not None
        alive = life(run.handle) != "gone" and run.handle != self._me
        return not alive and self._store.place(run.id, run.attempt, None)

    def _silent(self, run: Run) -> bool:
        return time.time() - (run.heartbeat or run.created) > SILENT_SECONDS

    def _gone(self, run: Run) -> bool:
        assert run.handle is not None
        code = self._executor.exit_code(run.handle)
        if code == -9 and self._executor.out_of_memory(run.handle):
            return self._mark(run, self._budget.starved(run))
        return self._mark(run, explain_exit(code))

    def _mark(self, run: Run, why: Problem) -> bool:
        """The worker may have said better in between; then its word stands."""
        if _worth_another_try(run, why) and self._store.retry(run, why):
            logger.info("run %s attempt %s: once more (%s)", run.id, run.attempt, why.code)
            return True
        new: dict[str, object] = {"state": "interrupted", "why": why}
        if run.wish == "stop":
            new = {"state": "stopped"}
        elif _for_memory(why) or _twice(run):
            new = {"state": "failed", "why": why}
        if self._store.change(run.id, states=LIVE, attempt=run.attempt, **new):
            logger.info("run %s attempt %s: %s (%s)", run.id, run.attempt, new["state"], why.code)
        return True

    def _place(self, waiting: Sequence[Run], active: Sequence[Run]) -> None:
        """Nobody overtakes a run that waits for memory: it would wait for ever."""
        begun, there = at_work(active), list(active)
        room = self._executor.room(len(begun))
        served = self._store.served(waiting) if room > 0 else {}
        for run in in_order(waiting, active=begun, served=served) if room > 0 else ():
            if room <= 0 or not self._budget.room(run, there):
                return
            if self._submit(run):
                there.append(run)
                room -= 1

    def _submit(self, run: Run) -> bool:
        attempt = self._store.claim(run, self._me)
        if attempt is None:
            return False
        job = Job(run.id, attempt, self._store.url, self._call)
        try:
            handle = self._executor.submit(job)
        except OSError:
            logger.exception("run %s could not be started; it stays in the queue", run.id)
            self._store.place(run.id, attempt, None)
            self._not_before = time.monotonic() + RETRY_SECONDS
            return False
        self._store.place(run.id, attempt, handle)
        logger.info("run %s attempt %s: %s", run.id, attempt, dict(handle))
        return True


def _worth_another_try(run: Run, why: Problem) -> bool:
    """A worker of ours that died of something that may pass: not memory, not a person's signal."""
    mine = run.handle is not None and run.handle.get("kind") == "local"
    ended = run.wish == "stop" or _for_memory(why)
    asked = why.values.get("signal") in ASKED
    return mine and not ended and not asked and run.retries < RETRIES and not _twice(run)


def _for_memory(why: Problem) -> bool:
    """It would need as much again."""
    return why.code.startswith("memory_")


def _twice(run: Run) -> bool:
    """Whether two attempts in a row have died in the same epoch."""
    return run.retries > 0 and run.epochs_done <= run.start_epoch


def _overdue(run: Run) -> bool:
    asked = run.wish == "stop" and run.wished is not None and run.state in (*AT_WORK, "queued")
    return asked and time.time() - (run.wished or 0.0) > STOP_SECONDS
