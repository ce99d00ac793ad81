"""Which process is meant: (pid, start time, boot id), so that a reused pid fools nobody."""

import os
import platform
import signal
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import psutil

Life = Literal["running", "gone", "unknown"]


def identity(pid: int | None = None) -> dict[str, Any]:
    """The JSON name of a living process (default: this one).

    Raises ProcessLookupError when there is no such process.
    """
    pid = os.getpid() if pid is None else pid
    started = _started(pid)
    if started is None:
        raise ProcessLookupError(pid)
    return {"pid": pid, "started": started, "boot": boot_id(), "node": platform.node()}


def named(pid: int) -> dict[str, Any]:
    """As `identity`; a process that has ended already gets a name that nobody answers to."""
    try:
        return identity(pid)
    except ProcessLookupError:
        return {"pid": pid, "started": -1, "boot": boot_id(), "node": platform.node()}


def kill(handle: Mapping[str, Any]) -> None:
    """End the process that `identity` named, and its group, at once; harmless if it is gone."""
    if life(handle) != "running":
        return
    pid = int(handle["pid"])
    with suppress(OSError, psutil.Error):
        if hasattr(os, "killpg") and os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        else:
            psutil.Process(pid).kill()


def life(handle: Mapping[str, Any]) -> Life:
    """Whether the process that `identity` named is alive; `unknown` on another machine."""
    if handle.get("boot") != boot_id():
        return "gone" if handle.get("node") == platform.node() else "unknown"
    started = _started(int(handle["pid"]))
    return "running" if started is not None and started == handle["started"] else "gone"


@lru_cache
def boot_id() -> str:
    """Changes when the machine starts anew."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    return f"{platform.node()}-{round(psutil.boot_time() / 60)}"


def _started(pid: int) -> int | None:
    """The start time in the system's own ticks, None for no process or a dead one (zombie)."""
    if Path("/proc/self/stat").exists():
        return _started_linux(pid)
    try:
        process = psutil.Process(pid)
        dead = process.status() == psutil.STATUS_ZOMBIE
        return None if dead else round(process.create_time())
    except psutil.NoSuchProcess:
        return None


def _started_linux(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return None
    fields = stat[stat.rindex(b")") + 2 :].split()  # the name may hold blanks and brackets
    return None if fields[0] in (b"Z", b"X") else int(fields[19])
