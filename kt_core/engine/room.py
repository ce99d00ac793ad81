"""A full disk pauses a run: what could not be written is written again when there is room."""

import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Protocol, TypeVar

from kt_core import reserve
from kt_core.home import home
from kt_core.problems import Problem, ProblemError
from kt_core.runs import LIVE, Store

Written = TypeVar("Written")

LOOK_SECONDS = 1.0
TRY_SECONDS = 30.0
"""A quota does not show in the free space: so it is tried now and then all the same."""
ENOUGH = 16 * 2**20
"""Bytes that are free again: it is tried at once."""


class Stopped(Exception):
    """Leaves `fit` at once because the person wishes so; the weights stay as they are."""


class Superseded(Exception):
    """Leaves `fit` because the run belongs to another attempt: nothing more may be written."""


class Wishes(Protocol):
    """What the worker hears of the person: "run", "stop", "pause" or "gone"."""

    wish: str

    def listens(self) -> None:
        """The training takes steps: from now on it obeys every wish by itself."""


class Room:
    """Waits for room on the disk on behalf of one attempt of a run."""

    def __init__(self, store: Store, run: str, attempt: int, wishes: Wishes | None = None):
        self._store, self._run, self._attempt = store, run, attempt
        self._wishes = wishes
        self._enough = ENOUGH

    def keep(self, write: Callable[[], Written]) -> Written:
        """What `write` returns, once the disk has taken it; the run is paused meanwhile.

        Raises Stopped or Superseded when that is wished, and all that `write` raises besides.
        """
        paused = False
        while True:
            try:
                written = write()
                break
            except ProblemError as error:
                if error.problems[0].code != "disk_full":
                    raise
                paused = True
                self.wait(error.problems[0])
        if paused:
            self._enough = ENOUGH
            reserve.hold()
            self.keep(self._go_on)
        return written

    def wait(self, why: Problem) -> None:
        """Pause the run, and come back when it is worth another try or somebody asks for it.

        Raises Stopped or Superseded when that is wished. A store on the same full disk says so in
        the room that is kept for it.
        """
        with suppress(OSError):  # the log is on the same disk
            print(f"The disk is full: {why.values.get('detail')}", flush=True)
        until = time.monotonic() + TRY_SECONDS
        if not self._pause(why) and reserve.release():
            self._pause(why)
        while time.monotonic() < until and shutil.disk_usage(home()).free < self._enough:
            time.sleep(LOOK_SECONDS)
            if self.heard() == "run":
                return
        self._enough = max(ENOUGH, shutil.disk_usage(home()).free + 1)  # that was not enough

    def _pause(self, why: Problem) -> bool:
        """Whether the store could be told."""
        try:
            self.heard()
            new: dict[str, Any] = {"wish": "pause", "wished": time.time()}
            change = partial(self._store.change, self._run, attempt=self._attempt, **new)
            if not change(states="paused"):
                change(states=LIVE, state="paused", why=why)
        except ProblemError:
            return False
        return True

    def heard(self) -> str:
        """What the person wishes: "run" or "pause"; "pause" too where the disk takes no question.

        Raises Stopped or Superseded when that is wished.
        """
        try:
            wish = self._store.beat(self._run, self._attempt)
        except ProblemError:
            return "pause"
        if wish is None:
            raise Superseded
        if wish == "stop":
            raise Stopped
        return wish

    def _go_on(self) -> None:
        """The run trains again. Raises Stopped or Superseded when that is wished by now."""
        try:
            self._store.resume(self._run)
        except ProblemError as error:
            if error.problems[0].code == "disk_full":
                raise
        if self.heard() == "run":
            self._store.change(
                self._run, states="paused", attempt=self._attempt, state="running", goes_on=True
            )
            if self._wishes:
                self._wishes.wish = "run"  # what it hears lags behind the store
