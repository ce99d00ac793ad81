"""Limits around a process that reads a file from anywhere: after the imports, before the file."""

import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

import psutil

from kt_core.engine.jobs import Limits
from kt_core.limits import LARGE

PER_CORE = 128 * 2**20  # address space each native thread reserves (stack and arena), in bytes
_KEPT = (
    "PATH", "LANG", "LANGUAGE", "TZ", "SYSTEMROOT", "PYTHONPATH",
    "KT_HOME", "KT_PARTS", "KT_MEMORY", "KT_RUN_MEMORY", LARGE,
)  # fmt: skip
_KEPT_STARTS = ("LC_", "TF_", "KERAS_BACKEND", "OMP_", "CUDA_")


def protections() -> dict[str, bool]:
    """Each protection by name, and whether it works on this system."""
    limits = sys.platform != "win32"
    return {
        "own_process": True,
        "wall_time": True,
        "clean_environment": True,
        "own_folder": True,
        "memory": limits and sys.platform != "darwin",
        "cpu_time": limits,
        "open_files": limits,
        "file_size": limits,
        "no_core_dump": limits,
        "no_file_access": False,
        "no_network": False,
    }


def confine(limits: Limits, folder: Path, *, keeps: Iterable[str] = ()) -> None:
    """Bind this process for the rest of its life; nothing here can be undone by it."""
    _empty_environment(folder, keeps)
    os.chdir(folder)
    if sys.platform != "win32":
        _set_limits(limits)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(limits.wall + 2)  # the host ends it sooner, unless the host is dead


def _empty_environment(folder: Path, keeps: Iterable[str]) -> None:
    kept = {*_KEPT, *keeps}
    for name in list(os.environ):
        if name not in kept and not name.startswith(_KEPT_STARTS):
            del os.environ[name]
    for name in ("TMPDIR", "TEMP", "TMP"):
        os.environ[name] = str(folder)
    if "HOME" not in kept:
        os.environ["HOME"] = str(folder)


def _set_limits(limits: Limits) -> None:
    import resource

    room = limits.memory + PER_CORE * (os.cpu_count() or 1)
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: limits.cpu,
        resource.RLIMIT_FSIZE: limits.file_size,
        resource.RLIMIT_NOFILE: limits.files,
    }
    if sys.platform != "darwin":  # macOS accepts it and does not heed it
        wanted[resource.RLIMIT_AS] = psutil.Process().memory_info().vms + room
    for kind, most in wanted.items():
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (most, most))
