"""Exceptions and dead processes as problems: memory, disk, time, signals, or their own text."""

import errno
import re
import signal
import traceback
from contextlib import suppress
from typing import TextIO

from kt_core.engine.runtime import recognised
from kt_core.home import home
from kt_core.memory import largest_part, readable
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Run
from kt_core.runs.folder import is_disk_full

LONGEST = 4000  # characters of an exception's own text
SOURCE = re.compile(r"\s*File \"")


def log_exception(log: TextIO | None = None) -> None:
    """Print the exception that is being handled. A log on a full disk ends nobody."""
    with suppress(OSError):
        traceback.print_exc(file=log)


def explain_training(error: BaseException) -> Problem:
    """Why a run failed."""
    if isinstance(error, ProblemError):
        return error.problems[0]
    return _known(error) or Problem("training_failed", values={"detail": detail(error)})


def explain_job(error: BaseException) -> Problem:
    """Why a question could not be answered."""
    if isinstance(error, MemoryError) or (
        isinstance(error, OSError) and error.errno in (errno.EFBIG, errno.ENOMEM)
    ):
        return Problem("job_too_large", values={"detail": detail(error)})
    return _known(error) or Problem("job_failed", values={"detail": detail(error)})


def explain_exit(code: int | None) -> Problem:
    """Why a worker is gone: `code` is its exit code, minus the signal that killed it, or None."""
    if code is None or code == 0:
        return Problem("worker_gone")
    name = signal_name(code)
    if name in ("SIGKILL", "SIGTERM", "SIGINT", "SIGHUP"):
        return Problem("worker_killed", values={"signal": name})
    return Problem("worker_crashed", values={"reason": exit_name(code)})


def explain_memory(run: Run, *, taken: int, there: int) -> Problem:
    """Why a run was too large, and what to reduce: bytes it has taken, and bytes it may take."""
    values = {"taken": readable(taken), "there": readable(there)}
    return Problem(f"memory_{largest_part(run.memory)}", values=values)


def explain_job_exit(code: int | None, *, seconds: float) -> Problem:
    """Why a throw-away process ended without an answer."""
    name = signal_name(code) if code is not None else None
    if name in ("SIGXCPU", "SIGALRM"):
        return Problem("job_too_slow", values={"seconds": seconds})
    return Problem("job_crashed", values={"reason": exit_name(code)})


def signal_name(code: int) -> str | None:
    """The name of the signal in a negative exit code."""
    with suppress(ValueError):
        return signal.Signals(-code).name if code < 0 else None
    return f"signal {-code}"


def exit_name(code: int | None) -> str:
    """An exit code as people know it: a signal's name, a number, or a question mark."""
    if code is None:
        return "?"
    return signal_name(code) or f"exit code {code}"


def detail(error: BaseException) -> str:
    """An exception's own words, for those who want to see them.

    Without the lines of Keras' source that TensorFlow puts before what it has to say.
    """
    lines = _words(error).splitlines()
    kept = [line for line in lines if line.strip() and not SOURCE.match(line)]
    return "\n".join(kept)[:LONGEST]


def _words(error: BaseException) -> str:
    return "".join(traceback.format_exception_only(error)).strip()


def _known(error: BaseException) -> Problem | None:
    said = {"detail": detail(error)}
    if isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError":
        return Problem("out_of_memory", values=said)
    if is_disk_full(error):
        return Problem("disk_full", values={"path": str(home()), **said})
    return recognised(_words(error), said["detail"])
