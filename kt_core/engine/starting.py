"""Starts the engine's processes for the host: forked from the zygote, or spawned afresh."""

import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kt_core.engine.channel import Channel
from kt_core.runs.process import kill

Task = Mapping[str, Any]
ROOT = Path(__file__).resolve().parents[2]
LAST_WORD_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Started:
    """A process of ours: its name (`kt_core.runs.process`), and a channel if it talks."""

    handle: dict[str, Any]
    channel: Channel | None

    def end(self) -> None:
        """End it at once, and hang up."""
        kill(self.handle)
        if self.channel is not None:
            self.channel.close()


class NotReady(OSError):
    """No process can be started just now: the imports are still running, or have to again."""


class Starter(Protocol):
    """How processes begin; the rest of the engine does not care which it is."""

    ready: threading.Event

    @property
    def broken(self) -> str | None:
        """How the imports keep ending (a signal, an exit code), when they never succeed."""

    def start(self, task: Task, *, talks: bool) -> Started:
        """A new process doing `task`. Raises OSError (NotReady: try again later)."""

    def exit_code(self, handle: Mapping[str, Any]) -> int | None:
        """How a process that is gone ended, minus the signal that killed it; None if unknown."""

    def tend(self) -> None:
        """Called now and then by the host: collect what ended, replace what died."""

    def pids(self) -> set[int]:
        """Children of this process that `tend` collects."""

    def note(self, codes: Mapping[int, int]) -> None:
        """Exit codes that somebody else has collected."""

    def close(self) -> None:
        """Start nothing any more. Workers go on."""


def starter(modules: Sequence[str]) -> Starter:
    """Forks where that is safe, unless KT_START=spawn."""
    from kt_core.engine.forks import Forks
    from kt_core.engine.spawns import Spawns

    safe = sys.platform == "linux" and os.environ.get("KT_START") != "spawn"
    return Forks(modules) if safe else Spawns()


def environment() -> dict[str, str]:
    """Ours, with this package importable whatever the working folder is."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONUTF8": "1",
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", _log_level()),
    }


def _log_level() -> str:
    """TensorFlow's: without an NVIDIA driver, its complaint about that is all that 2 adds to 3."""
    return "2" if Path("/dev/nvidiactl").exists() or sys.platform == "win32" else "3"
