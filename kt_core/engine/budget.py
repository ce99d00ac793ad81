"""The memory of this machine among runs: what each needs and takes, and who has taken too much."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Any

import psutil

from kt_core.engine.trouble import explain_memory
from kt_core.memory import DEFAULT
from kt_core.problems import Problem, ProblemError
from kt_core.room import ceilings, given_bytes
from kt_core.runs import Run, Store
from kt_core.runs.process import life

logger = logging.getLogger(__name__)

RESERVE = 0.04
"""Less than this share of the machine's memory free: the largest run is ended."""
LOOK_SECONDS = 2.0
GROWN = 1.02
ROUGHLY = 100_000_000
"""Bytes; how much memory is free is written down no more exactly, and so not all the time."""

Estimate = Callable[[Mapping[str, Any]], dict[str, Any]]


class Budget:
    """Says whether there is room for a run, and watches the memory of the workers.

    `estimate(document)` answers as `kt_core.engine.need.need`, and may take a while; `tell()` is
    called when an answer has come. Without it every run counts as of middling size.
    """

    def __init__(
        self, store: Store, estimate: Estimate | None = None, tell: Callable[[], None] = print
    ):
        limits = ceilings()
        self.together, self.each = limits.together, limits.each
        self._reserve = 0 if given_bytes("KT_MEMORY") else int(RESERVE * limits.machine)
        self._store, self._estimate, self._tell = store, estimate, tell
        self._asked: set[str] = set()
        self._taken: dict[str, int] = {}
        self._looked = 0.0

    def room(self, run: Run, active: Iterable[Run]) -> bool:
        """Whether the run may begin beside the active ones. What it waits for is written down.

        A run alone may always begin: an estimate can err, and its worker is watched.
        """
        if not self._estimated(run):
            return False
        others = list(active)
        if not others:
            return True
        promised = sum(max(needed(one), self._taken.get(one.id, 0)) for one in others)
        growing = sum(max(0, needed(one) - self._taken.get(one.id, 0)) for one in others)
        free = min(self.together - promised, psutil.virtual_memory().available - growing)
        if needed(run) <= free:
            self._note(run, free=None)
            return True
        self._note(run, free=max(0, free) // ROUGHLY * ROUGHLY)
        return False

    def look(self, active: Iterable[Run]) -> list[tuple[Run, Problem]]:
        """Measure the workers; which of them have taken too much, and why that is too much."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return []
        self._looked = time.monotonic()
        at_work = [run for run in active if (run.handle or {}).get("kind") == "local"]
        self._taken = {run.id: self._measured(run) for run in at_work}
        over = [run for run in at_work if self._taken[run.id] > self.each]
        if not over and psutil.virtual_memory().available < self._reserve:
            over = sorted(at_work, key=lambda run: self._taken[run.id])[-1:]
        return [(run, self._too_much(run)) for run in over]

    def starved(self, run: Run) -> Problem:
        """Why the system ended the run's worker for want of memory, and what to reduce."""
        taken = max(self._taken.get(run.id, 0), (run.memory or {}).get("peak", 0), needed(run))
        return explain_memory(run, taken=taken, there=psutil.virtual_memory().total)

    def _too_much(self, run: Run) -> Problem:
        return explain_memory(run, taken=self._taken[run.id], there=self.each)

    def _measured(self, run: Run) -> int:
        """Bytes that this worker alone holds; a new peak is written down."""
        taken = private_bytes(run.handle or {})
        if taken > GROWN * (run.memory or {}).get("peak", 0):
            self._note(run, peak=taken)
        return taken

    def _note(self, run: Run, **new: Any) -> None:
        """Keep it with the run if it is news. A full disk is no reason to end a run."""
        known = {**(run.memory or {}), **new}
        known = {key: value for key, value in known.items() if value is not None}
        if known != (run.memory or {}):
            with suppress(ProblemError):
                self._store.note_memory(run.id, run.attempt, known)

    def _estimated(self, run: Run) -> bool:
        """Whether the run's need is known; if not, it is found out by a thread."""
        if self._estimate is None or "need" in (run.memory or {}):
            return True
        if run.id not in self._asked:
            self._asked.add(run.id)
            threading.Thread(target=self._find_out, args=(run,), daemon=True).start()
        return False

    def _find_out(self, run: Run) -> None:
        assert self._estimate is not None
        found: dict[str, Any] = {"need": DEFAULT}
        try:
            whole = self._store.run(run.id)
            found = self._estimate(whole.document) if whole else found
        except (OSError, TimeoutError, ProblemError):
            logger.info("the memory of run %s can't be estimated", run.id)
        finally:
            self._note(run, **found)
            self._asked.discard(run.id)
            self._tell()


def needed(run: Run) -> int:
    """Bytes the run is expected to take: as estimated, or as an earlier attempt has taken."""
    known = run.memory or {}
    return max(known.get("need", DEFAULT), known.get("peak", 0))


def private_bytes(handle: Mapping[str, Any]) -> int:
    """Memory that would be free if the process were not there; what it shares does not count."""
    with suppress(psutil.Error, OSError):
        if life(handle) == "running":
            return int(psutil.Process(int(handle["pid"])).memory_full_info().uss)
    return 0
