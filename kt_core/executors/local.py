"""Runs on this machine: processes that the engine forks or spawns."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from kt_core.cores import usable_cores
from kt_core.executors.job import Handle, Job, Life
from kt_core.executors.log import log_tail
from kt_core.runs.process import kill, life

Start = Callable[[Mapping[str, Any]], dict[str, Any]]
ExitCode = Callable[[Handle], int | None]


class Local:
    """At most `slots` runs at once. `start` starts a task and names its process."""

    def __init__(self, start: Start, exit_code: ExitCode, *, slots: int | None = None):
        self._start, self._exit_code = start, exit_code
        self.slots = slots or default_slots()

    def room(self, active: int) -> int:
        return max(0, self.slots - active)

    def submit(self, job: Job) -> dict[str, Any]:
        process = self._start(job.task())
        return {**process, "kind": "local", "run": job.run, "memory_kills": memory_kills()}

    def poll(self, handle: Handle) -> Life:
        return life(handle)

    def kill(self, handle: Handle) -> None:
        kill(handle)

    def exit_code(self, handle: Handle) -> int | None:
        return self._exit_code(handle)

    def out_of_memory(self, handle: Handle) -> bool:
        before, now = handle.get("memory_kills"), memory_kills()
        return before is not None and now is not None and now > before

    def log(self, handle: Handle) -> str:
        return log_tail(handle["run"])


def default_slots() -> int:
    """One run per core that we may use. What fits into memory besides is the budget's business."""
    return usable_cores()


def memory_kills() -> int | None:
    """How many processes this system has ended for want of memory since it started, if it says."""
    with suppress(OSError):
        for line in Path("/proc/vmstat").read_text("ascii").splitlines():
            name, _, count = line.partition(" ")
            if name == "oom_kill":
                return int(count)
    return None


def slots_of(url: str) -> int | None:
    """The `slots` of `local://?slots=2`; None for the default. Raises ValueError."""
    from urllib.parse import parse_qs, urlsplit

    parts = urlsplit(url)
    if parts.scheme != "local":
        raise ValueError(url)
    slots = parse_qs(parts.query, strict_parsing=bool(parts.query)).get("slots")
    if slots is None:
        return None
    if int(slots[0]) < 1:
        raise ValueError(url)
    return int(slots[0])
