"""A run's folder: every file is written aside, synced and renamed, so none is ever half there."""

import errno
import os
import re
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kt_core.home import home
from kt_core.problems import Problem, ProblemError

LEFT = 4 * 2**20
"""Bytes that files leave to the run store on a disk that is nearly full."""
_ASIDE = ".kt-aside-"
_RUN_ID = re.compile(r"[a-z2-7]{16,40}")


def is_run_id(text: str) -> bool:
    """Whether `text` can be the id of a run or draft; nothing else may become a path."""
    return _RUN_ID.fullmatch(text) is not None


def folder(run_id: str) -> Path:
    """The run's folder, made when it is not there. Raises ProblemError for a strange id."""
    if not is_run_id(run_id):
        raise ProblemError(Problem("run_unknown", values={"run": run_id[:80]}))
    found = home() / run_id
    with disk_full_explained(found):
        found.mkdir(mode=0o700, exist_ok=True)
    return found


def write_atomic(path: Path, content: bytes | Callable[[Path], object]) -> None:
    """Put `content` at `path` whole or not at all, even if the process is killed meanwhile.

    A callable is given another path in the same folder, with the same ending, to write to.
    Raises ProblemError("disk_full"), already when little room would be left: the store needs
    that to say so. What was at `path` before is then still there.
    """
    aside = path.with_name(f"{_ASIDE}{secrets.token_hex(6)}-{path.name}")
    try:
        with disk_full_explained(path):
            _leave_some(path, len(content) if isinstance(content, bytes) else 0)
            aside.write_bytes(content) if isinstance(content, bytes) else content(aside)
            _sync(aside, os.O_RDWR)
            aside.replace(path)
            _sync(path.parent, os.O_RDONLY)
    finally:
        aside.unlink(missing_ok=True)


def _leave_some(path: Path, size: int) -> None:
    if shutil.disk_usage(path.parent).free < size + LEFT:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def sweep(place: Path, *, older: float = 0.0) -> int:
    """Remove what killed writers left in `place` and below; returns how many files.

    Files changed in the last `older` seconds stay: their writer may be alive.
    """
    swept, before = 0, time.time() - older
    for path in place.rglob(f"{_ASIDE}*"):
        with suppress(OSError):
            if path.stat().st_mtime <= before:
                path.unlink()
                swept += 1
    return swept


@contextmanager
def disk_full_explained(path: Path) -> Iterator[None]:
    """Turn "no space left" from inside the block into ProblemError("disk_full")."""
    try:
        yield
    except OSError as error:
        if not is_disk_full(error):
            raise
        values = {"path": str(path), "detail": str(error)}
        raise ProblemError(Problem("disk_full", values=values)) from error


def is_disk_full(error: BaseException) -> bool:
    """Whether the disk or the quota is the reason; HDF5 tells it in words only."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    said = str(error).lower()
    return "no space left on device" in said or "errno = 28" in said


def _sync(path: Path, flags: int) -> None:
    """Wait until the disk has it. Windows has no way to sync a folder, and needs none."""
    with suppress(PermissionError):
        descriptor = os.open(path, flags)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
