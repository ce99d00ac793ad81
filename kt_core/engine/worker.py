"""A training worker: it beats, trains, and leaves a sentence when it fails."""

import faulthandler
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, TextIO

import psutil

from kt_core import reserve
from kt_core.engine.beat import Beat
from kt_core.engine.room import Room, Stopped, Superseded
from kt_core.engine.trouble import explain_memory, explain_training, log_exception
from kt_core.problems import Problem, ProblemError
from kt_core.runs import LIVE, Store, folder

TELL_SECONDS = 60.0
"""How long a failed worker tries to say so when the store cannot be written."""


def work(
    task: Mapping[str, Any],
    train: Callable[..., Any],
    *,
    log: TextIO | None = None,
    own_process: bool = False,
) -> int:
    """Train the attempt that the task names; returns the process' exit code.

    `own_process` says that nothing but this training lives here: it may end the process.

    When the disk was full, the next attempt follows in this process as soon as there is room.
    Tracebacks go to `log`, else to stderr (which in a worker is the run's log).
    """
    store, attempt = Store(task["store_url"]), int(task["attempt"])
    reserve.hold()
    while True:
        beat = Beat(store, task["run"], attempt, own_process=own_process)
        found = _attempted(store, beat, train, log)
        if isinstance(found, int):
            return found
        next_one = _next_attempt(store, task["run"], attempt, found)
        if next_one is None:
            return 3
        attempt = next_one


def _attempted(
    store: Store, beat: Beat, train: Callable[..., Any], log: TextIO | None
) -> int | Problem:
    """The exit code, or the full disk that ended the attempt."""
    run, attempt = beat.run, beat.attempt
    try:
        beat.start()
        if beat.wish == "gone":
            return 3
        train(run, attempt, store.url, beat=beat)
    except Exception as error:  # noqa: BLE001 - whatever it is, the run says so
        log_exception(log)
        why = explain_training(error)
        if why.code == "disk_full":
            return why
        return _failed(store, run, attempt, _with_memory(store, run, why))
    finally:
        beat.stop()
    return 0


def _next_attempt(store: Store, run: str, attempt: int, why: Problem) -> int | None:
    """Wait for room on the disk, then make the run's next attempt ours; None if it is not ours."""
    room = Room(store, run, attempt)
    try:
        room.wait(why)
        return room.keep(lambda: store.begin_again(run, attempt))
    except Stopped:
        room.keep(lambda: store.change(run, states=LIVE, attempt=attempt, state="stopped"))
    except Superseded:
        pass
    return None


def open_log(run: str, attempt: int) -> None:
    """Send all this process prints, native code's words too, to the end of the run's log."""
    log = os.open(folder(run) / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    faulthandler.enable(file=sys.stderr, all_threads=False)
    began = time.strftime("%Y-%m-%d %H:%M:%S")
    print(f"--- attempt {attempt}, process {os.getpid()}, {began}", flush=True)


def _with_memory(store: Store, run: str, why: Problem) -> Problem:
    """A want of memory with its figures: how much it was, of how much, and what to reduce."""
    if why.code != "out_of_memory":
        return why
    with suppress(ProblemError):
        if (found := store.run(run)) is not None:
            memory = psutil.virtual_memory()
            taken = max(psutil.Process().memory_info().rss, (found.memory or {}).get("need", 0))
            better = explain_memory(found, taken=taken, there=memory.total)
            return replace(why, code=better.code, values={**why.values, **better.values})
    return why


def _failed(store: Store, run: str, attempt: int, why: Problem) -> int:
    """Write down why, and keep trying for a while: the reason may be a full disk."""
    deadline = time.monotonic() + TELL_SECONDS
    while True:
        try:
            store.change(run, states=LIVE, attempt=attempt, state="failed", why=why)
            return 1
        except ProblemError:
            if time.monotonic() > deadline:
                raise
            time.sleep(2.0)
