"""Processes as fresh interpreters: slower than forks, and right on every system."""

import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from kt_core.engine.channel import Channel, write
from kt_core.engine.starting import LAST_WORD_SECONDS, Started, Task, environment
from kt_core.runs.process import named


class Spawns:
    """A fresh interpreter for every process."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.ready.set()
        self.broken: str | None = None
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._codes: dict[int, int] = {}

    def start(self, task: Task, *, talks: bool) -> Started:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kt_core.engine.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if talks else subprocess.DEVNULL,
            env=environment(),
            **_detached(),
        )
        assert process.stdin is not None
        self._running[process.pid] = process
        handle = named(process.pid)
        write(process.stdin, task)
        if talks:
            assert process.stdout is not None
            return Started(handle, Channel(process.stdout, process.stdin))
        process.stdin.close()
        return Started(handle, None)

    def exit_code(self, handle: Mapping[str, Any]) -> int | None:
        process = self._running.get(handle["pid"])
        if process is not None:  # its last threads may take a moment more
            with suppress(subprocess.TimeoutExpired):
                process.wait(LAST_WORD_SECONDS)
        self.tend()
        return self._codes.get(handle["pid"])

    def tend(self) -> None:
        for pid, process in list(self._running.items()):
            code = process.poll()
            if code is not None:
                self._codes[pid] = code
                del self._running[pid]

    def pids(self) -> set[int]:
        return set(self._running)

    def note(self, codes: Mapping[int, int]) -> None:
        self._codes.update(codes)

    def close(self) -> None:
        self.ready.clear()
        self.tend()


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
