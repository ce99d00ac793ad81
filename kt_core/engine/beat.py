"""A worker's sign of life each second, and its ear for what the person wishes.

Before its first step a training loads, builds and traces, and can't look up: until then the beat
itself does what is wished.
"""

import os
import threading
import time
from typing import Any, Literal

from kt_core.engine.trouble import log_exception
from kt_core.runs import State, Store

BEAT_SECONDS = 1.0
LEAVE_SECONDS = 5.0
"""An attempt that is not its run's any more has this long to leave by itself."""
FINISH_SECONDS = 600.0
"""The same for one whose run has ended: it may still be measuring the model that was stopped."""


class Beat:
    """Says every second that the worker lives, and keeps what the person wishes.

    `wish` is "run", "stop", "pause", or "gone": the run belongs to somebody else now or has
    ended, so leave and write nothing. In an `own_process`, where nothing else lives, the beat
    also acts before the first step.
    """

    def __init__(self, store: Store, run: str, attempt: int, *, own_process: bool = False):
        self._store, self.run, self.attempt = store, run, attempt
        self._done = threading.Event()
        self._unwanted_since: float | None = None
        self._turn, self._own_process = threading.Lock(), own_process
        self._begins, self._held = own_process, False
        self.wish: Literal["run", "stop", "pause", "gone"] = "run"

    def start(self) -> None:
        """Begin, after a first beat in this thread: a wish made before counts at once."""
        found = self._store.run(self.run)
        self._result = found.result if found else None
        self._once()
        threading.Thread(target=self._beat, name="beat", daemon=True).start()

    def stop(self) -> None:
        """No more beats."""
        self._done.set()

    def listens(self) -> None:
        """The training takes steps: from now on it hears every wish by itself."""
        with self._turn:
            self._begins = False
            if self._held:  # it is the training's turn to wait, and to say that it goes on
                self.wish, self._held = "pause", False

    def _beat(self) -> None:
        while not self._done.wait(BEAT_SECONDS):
            self._once()

    def _once(self) -> None:
        try:
            wish = self._store.beat(self.run, self.attempt)
            with self._turn:
                self.wish = "gone" if wish is None else wish
                if self._begins:
                    self._obey(self.wish)
        except Exception:  # noqa: BLE001 - a full disk or a restarting server must not end a run
            log_exception()
            return
        if wish is None:
            self._leave_in_time()

    def _obey(self, wish: str) -> None:
        """While the training can't. Nothing has been computed, so nothing is lost by leaving."""
        if wish == "stop" and self._say("stopped", of=("running", "paused"), result=self._result):
            print("Stopped before the first step.", flush=True)
            os._exit(0)
        if wish == "pause":
            self._held = self._say("paused", of=("running",)) or self._held
        if wish == "run" and self._held:
            self._held = not self._say("running", of=("paused",), goes_on=True)

    def _say(self, state: State, *, of: tuple[State, ...], **more: Any) -> bool:
        return self._store.change(self.run, states=of, attempt=self.attempt, state=state, **more)

    def _leave_in_time(self) -> None:
        now = time.monotonic()
        self._unwanted_since = self._unwanted_since or now
        run = self._store.run(self.run)
        mine = run is not None and run.attempt == self.attempt
        if mine and not self._own_process:
            return
        patience = FINISH_SECONDS if mine and not self._begins else LEAVE_SECONDS
        if now - self._unwanted_since > patience and not self._done.is_set():
            print("This run is not this process' any more: it ends itself.", flush=True)
            os._exit(3)
