"""The engine's host: a small process without keras that outlives the app.

It answers on a socket, starts and watches the others, and hands out queued runs.
"""

import logging
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kt_core import own_parts, weights
from kt_core.engine import orphans
from kt_core.engine.address import Listener
from kt_core.engine.answering import Answerer, ThrowAways, temporary
from kt_core.engine.budget import Budget
from kt_core.engine.dispatcher import Dispatcher
from kt_core.engine.fingerprint import fingerprint
from kt_core.engine.jobs import JOBS, PART, TRAIN, Job
from kt_core.engine.part_facts import PartFacts
from kt_core.engine.serving import Server
from kt_core.engine.starting import NotReady, Starter, starter
from kt_core.executors import Inline, Local, slots_of
from kt_core.home import home
from kt_core.memory import DEFAULT
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Store
from kt_core.runs.folder import sweep
from kt_core.runs.locking import take
from kt_core.runs.process import identity

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
IDLE_SECONDS = 600.0
ESTIMATE_SECONDS = 20.0
NEED = "need"
CLOSING_SECONDS = 15.0
OLD_SECONDS = 600.0
"""Files that a killed writer left are this old before they are swept: a living one may write."""


class Host:
    """The engine, until nobody needs it. `jobs`, `train` and `modules` differ only in tests."""

    def __init__(
        self,
        *,
        jobs: Mapping[str, Job] = JOBS,
        train: str = TRAIN,
        modules: Sequence[str] = ("keras",),
        idle: float = IDLE_SECONDS,
    ):
        self._jobs, self._idle = jobs, idle
        self._code = fingerprint()
        self._over, self._poked = threading.Event(), threading.Event()
        self._store = Store()
        calls = [train, *(job.call for job in jobs.values())]
        calls += [PART.call] if own_parts.current() else []
        self._starter: Starter = starter([*modules, *(call.split(":")[0] for call in calls)])
        self._executor, self._train = _executor(self._starter), train
        warm = {name: job for name, job in jobs.items() if job.warm is not None}
        self._answerer = Answerer(self._starter, warm)
        self._throw_aways = ThrowAways(self._starter)
        self._parts = PartFacts(self._described)
        estimate = self._estimated if NEED in jobs else None
        self._budget = Budget(self._store, estimate, self._poked.set)
        self._needed = time.monotonic()

    def serve(self) -> None:
        """Work until told to stop, or until nobody has needed us for a while."""
        orphans.adopt()
        listener = Listener()
        server = Server(listener, self.do)
        try:
            self._tidy()
            dispatcher = Dispatcher(
                self._store, self._executor, call=self._train, budget=self._budget
            )
            while not self._over.is_set():
                self._work(dispatcher, server)
                self._poked.wait(TICK_SECONDS)
                self._poked.clear()
        finally:
            self._close(listener)

    def _close(self, listener: Listener) -> None:
        """End our helpers. Whatever hangs then, the lock must not outlive us by more than this."""
        last = threading.Timer(CLOSING_SECONDS, os._exit, (1,))
        last.daemon = True
        last.start()
        listener.close()
        self._throw_aways.close()
        self._answerer.close()
        self._starter.close()
        self._store.close()
        last.cancel()

    def stop(self, *_: object) -> None:
        """End soon; training goes on without us. May be called by a signal."""
        self._over.set()
        self._poked.set()

    def do(self, name: str, arguments: Mapping[str, Any], timeout: float) -> dict[str, Any]:
        """The answer to one request, as a message."""
        self._needed = time.monotonic()
        if name == "state":
            return {"result": self._state()}
        if name == "submit":
            self._poked.set()
            return {"result": {}}
        if name == "retire":
            self.stop()
            return {"result": {}}
        job = self._jobs.get(name)
        if job is None:
            return {"problems": [Problem("job_unknown", values={"job": name[:80]}).to_json()]}
        return self._ask(job, arguments, timeout)

    def _described(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        return self._throw_aways.ask(PART, arguments, PART.limits.wall)

    def _estimated(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The memory a document needs. Raises ProblemError, OSError, TimeoutError."""
        asked = {"document": document}
        answer = self._answerer.ask(self._jobs[NEED], asked, ESTIMATE_SECONDS)
        return answer.get("result") or {"need": DEFAULT}

    def _is_ready(self) -> bool:
        return self._starter.ready.is_set() and self._parts.ready.is_set()

    def _ask(self, job: Job, arguments: Mapping[str, Any], timeout: float) -> dict[str, Any]:
        deadline = time.monotonic() + timeout
        who = self._answerer if job.where == "answerer" else self._throw_aways
        while True:
            left = deadline - time.monotonic()
            if self._starter.broken is not None:
                values = {"reason": self._starter.broken, "path": str(home() / "engine.log")}
                return {"problems": [Problem("engine_broken", values=values).to_json()]}
            try:
                ready = self._starter.ready.wait(min(1.0, max(0.0, left)))
                if ready and self._parts.ready.wait(min(1.0, max(0.0, left))):
                    return who.ask(job, arguments, deadline - time.monotonic())
                if left <= 0:
                    return {"away": "warming"}
            except NotReady:
                time.sleep(0.1)
            except TimeoutError:
                return {"away": "busy"}

    def _state(self) -> dict[str, Any]:
        ready = self._is_ready() and self._answerer.ready.is_set()
        return {
            "state": "ready" if ready else "warming",
            "code": self._code,
            "parts": own_parts.digest(),
            "process": identity(),
            "start": type(self._starter).__name__.lower(),
            "slots": getattr(self._executor, "slots", 1),
            "memory": self._budget.together,
        }

    def _work(self, dispatcher: Dispatcher, server: Server) -> None:
        """What comes up every half second. A defect or a full disk must not end the host."""
        try:
            self._starter.tend()
            self._starter.note(orphans.collect(self._starter.pids()))
            if self._starter.ready.is_set():
                self._parts.tend()
            if self._is_ready():
                self._answerer.tend()
            if self._is_ready() and dispatcher.tick() > 0:
                self._needed = time.monotonic()
        except Exception:
            logger.exception("The host goes on")
            time.sleep(1.0)
        if server.visitors:
            self._needed = time.monotonic()
        if time.monotonic() - self._needed > self._idle:
            logger.info("Nobody needs the engine: it ends")
            self.stop()

    def _tidy(self) -> None:
        for folder in temporary().iterdir():
            shutil.rmtree(folder, ignore_errors=True)
        swept = sweep(home(), older=OLD_SECONDS)
        unused = weights.sweep(self._store.names_weights)
        words = "Host %s up, %s leftover files and %s unused starting weights removed"
        logger.info(words, os.getpid(), swept, unused)


def _executor(started: Starter) -> Local | Inline:
    """The executor that KT_EXECUTOR names. Raises ProblemError."""
    url = os.environ.get("KT_EXECUTOR") or "local://"
    if url == "inline://":
        return Inline()
    try:
        slots = slots_of(url)
    except ValueError as error:
        problem = Problem("executor_unknown", values={"url": url})
        raise ProblemError(problem) from error
    start: Callable[..., Any] = lambda task: started.start(task, talks=False).handle  # noqa: E731
    return Local(start, started.exit_code, slots=slots)


def main(**options: Any) -> int:
    """The process, with the options of `Host`: the only one of its home folder, or none."""
    lock = take(home() / "engine.lock")
    if lock is None:
        return 0
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        own_parts.enter()
        host = Host(**options)
    except ProblemError as error:
        logger.error("The engine cannot start: %s", error)
        return 1
    signal.signal(signal.SIGTERM, host.stop)
    signal.signal(signal.SIGINT, host.stop)
    host.serve()
    return 0
