"""Runs in this very process: for the command line and for tests."""

from typing import Any

from kt_core.executors.job import Handle, Job, Life
from kt_core.executors.log import log_tail
from kt_core.runs.folder import folder
from kt_core.runs.process import identity


class Inline:
    """`submit` trains, and comes back when the run has ended. One at a time.

    What is printed stays on the terminal; only tracebacks go to the run's log.
    """

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._running: set[str] = set()

    def room(self, active: int) -> int:
        return max(0, 1 - active)

    def submit(self, job: Job) -> dict[str, Any]:
        from kt_core.engine.child import function
        from kt_core.engine.worker import work

        name = f"{job.run}.{job.attempt}"
        self._running.add(name)
        try:
            with (folder(job.run) / "log.txt").open("a", encoding="utf-8") as log:
                self._codes[name] = work(job.task(), function(job.call), log=log)
        finally:
            self._running.discard(name)
        return {**identity(), "kind": "inline", "run": job.run, "attempt": job.attempt}

    def poll(self, handle: Handle) -> Life:
        return "running" if _name(handle) in self._running else "gone"

    def kill(self, handle: Handle) -> None:
        """There is nothing to end from outside: `submit` has come back or is in charge."""

    def exit_code(self, handle: Handle) -> int | None:
        return self._codes.get(_name(handle))

    def out_of_memory(self, handle: Handle) -> bool:  # noqa: ARG002
        return False

    def log(self, handle: Handle) -> str:
        return log_tail(handle["run"])


def _name(handle: Handle) -> str:
    return f"{handle['run']}.{handle['attempt']}"
