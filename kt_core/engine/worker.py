"""A training worker: it beats, hears the person's wish, and leaves a sentence when it fails."""

import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any, Literal, TextIO

import psutil

from kt_core import reserve
from kt_core.engine.room import Room, Stopped, Superseded
from kt_core.engine.trouble import explain_memory, explain_training, log_exception
from kt_core.problems import Problem, ProblemError
from kt_core.runs import LIVE, Store, folder

BEAT_SECONDS = 1.0
LEAVE_SECONDS = 5.0
"""An attempt that is not its run's any more has this long to leave by itself."""
FINISH_SECONDS = 120.0
"""The same for one whose run has ended: it may still be writing files."""
TELL_SECONDS = 60.0
"""How long a failed worker tries to say so when the store cannot be written."""


class Beat:
    """Says every second that the worker lives, and keeps what the person wishes.

    `wish` is "run", "stop", "pause", or "gone": the run belongs to somebody else now or has
    ended, so leave and write nothing.
    """

    def __init__(self, store: Store, run: str, attempt: int):
        self._store, self._run, self._attempt = store, run, attempt
        self._done = threading.Event()
        self._unwanted_since: float | None = None
        self.wish: Literal["run", "stop", "pause", "gone"] = "run"

    def start(self) -> None:
        """Begin, after a first beat in this thread: a wish made before counts at once."""
        self._once()
        threading.Thread(target=self._beat, name="beat", daemon=True).start()

    def stop(self) -> None:
        """No more beats."""
        self._done.set()

    def _beat(self) -> None:
        while not self._done.wait(BEAT_SECONDS):
            self._once()

    def _once(self) -> None:
        try:
            wish = self._store.beat(self._run, self._attempt)
        except Exception:  # noqa: BLE001 - a full disk or a restarting server must not end a run
            log_exception()
            return
        self.wish = "gone" if wish is None else wish
        if wish is None:
            self._leave_in_time()

    def _leave_in_time(self) -> None:
        now = time.monotonic()
        self._unwanted_since = self._unwanted_since or now
        run = self._store.run(self._run)
        mine = run is not None and run.attempt == self._attempt
        patience = FINISH_SECONDS if mine else LEAVE_SECONDS
        if now - self._unwanted_since > patience and not self._done.is_set():
            print("This run is not this process' any more: it ends itself.", flush=True)
            os._exit(3)


def work(task: Mapping[str, Any], train: Callable[..., Any], *, log: TextIO | None = None) -> int:
    """Train the attempt that the task names; returns the process' exit code.

    When the disk was full, the next attempt follows in this process as soon as there is room.
    Tracebacks go to `log`, else to stderr (which in a worker is the run's log).
    """
    store, attempt = Store(task["store_url"]), int(task["attempt"])
    reserve.hold()
    while True:
        found = _attempted(store, task["run"], attempt, train, log)
        if isinstance(found, int):
            return found
        next_one = _next_attempt(store, task["run"], attempt, found)
        if next_one is None:
            return 3
        attempt = next_one


def _attempted(
    store: Store, run: str, attempt: int, train: Callable[..., Any], log: TextIO | None
) -> int | Problem:
    """The exit code, or the full disk that ended the attempt."""
    beat = Beat(store, run, attempt)
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
