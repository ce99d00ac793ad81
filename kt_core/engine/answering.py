"""The host's side of questions: an answerer for quick ones, a throw-away process for the rest."""

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kt_core.engine.jobs import Job
from kt_core.engine.starting import Started, Starter
from kt_core.engine.trouble import explain_job_exit
from kt_core.home import home
from kt_core.problems import Problem
from kt_core.runs.process import life

Answer = dict[str, Any]


class Answerer:
    """One long-lived process that answers in turn; a new one takes over when it dies or hangs."""

    def __init__(self, starter: Starter, warm: Mapping[str, Job]):
        self._starter, self._warm = starter, warm
        self._turn = threading.Lock()
        self._process: Started | None = None
        self.ready = threading.Event()

    def ask(self, job: Job, arguments: Mapping[str, Any], timeout: float) -> Answer:
        """The answer as a message. Raises TimeoutError (no turn in time), OSError (not ready)."""
        deadline = time.monotonic() + timeout
        if not self._turn.acquire(timeout=max(0.0, timeout)):
            raise TimeoutError
        try:
            return self._ask(job, arguments, deadline)
        finally:
            self._turn.release()

    def tend(self) -> None:
        """Have one ready before somebody asks; called now and then by the host."""
        idle = not self._turn.locked()
        if self._starter.ready.is_set() and idle and self._living() is None:
            threading.Thread(target=self._prepare, name="answerer", daemon=True).start()

    def close(self) -> None:
        """End it."""
        self.ready.clear()
        if self._process is not None:
            self._process.end()
            self._process = None

    def _prepare(self) -> None:
        with self._turn, suppress(OSError):
            if self._living() is None:
                self._begin()

    def _living(self) -> Started | None:
        process = self._process
        return process if process and life(process.handle) == "running" else None

    def _begin(self) -> Started:
        self.close()
        self._process = self._starter.start({"role": "answer"}, talks=True)
        for job in self._warm.values():
            with suppress(TimeoutError, OSError):
                self._put(self._process, job, job.warm or {}, job.limits.wall)
        self.ready.set()
        return self._process

    def _ask(self, job: Job, arguments: Mapping[str, Any], deadline: float) -> Answer:
        for _ in range(2):  # once more, for a process that has died since the last question
            process = self._living() or self._begin()
            try:
                seconds = min(deadline - time.monotonic(), job.limits.wall)
                answer = self._put(process, job, arguments, seconds)
            except TimeoutError:
                self.close()
                return _problem(Problem("job_too_slow", values={"seconds": round(seconds, 1)}))
            except OSError:
                answer = None
            if answer is not None:
                return answer
            self.close()
        return _problem(explain_job_exit(self._starter.exit_code(process.handle), seconds=seconds))

    def _put(
        self, process: Started, job: Job, arguments: Mapping[str, Any], seconds: float
    ) -> Answer | None:
        assert process.channel is not None
        process.channel.send({"call": job.call, "args": arguments})
        return process.channel.receive(seconds)


class ThrowAways:
    """A confined process for every question that touches a file from anywhere."""

    def __init__(self, starter: Starter, *, most: int | None = None):
        self._starter = starter
        self._room = threading.BoundedSemaphore(most or max(2, os.cpu_count() or 1))
        self._lock = threading.Lock()
        self._running: list[Started] = []

    def ask(self, job: Job, arguments: Mapping[str, Any], timeout: float) -> Answer:
        """The answer as a message. Raises TimeoutError (no room in time), OSError (not ready)."""
        deadline = time.monotonic() + timeout
        if not self._room.acquire(timeout=max(0.0, timeout)):
            raise TimeoutError
        try:
            with _own_folder() as folder:
                return self._run(job, arguments, folder, deadline - time.monotonic())
        finally:
            self._room.release()

    def close(self) -> None:
        """End those that run; their askers hear that they are gone."""
        with self._lock:
            for process in self._running:
                process.end()

    def _run(self, job: Job, arguments: Mapping[str, Any], folder: Path, left: float) -> Answer:
        seconds = min(left, job.limits.wall)
        process = self._starter.start(_task(job, folder), talks=True)
        assert process.channel is not None
        with self._lock:
            self._running.append(process)
        try:
            with suppress(OSError):
                process.channel.send({"args": arguments})
            answer = process.channel.receive(seconds)
            return answer or _problem(self._why(process, seconds))
        except TimeoutError:
            return _problem(Problem("job_too_slow", values={"seconds": round(seconds, 1)}))
        finally:
            process.end()
            with self._lock:
                self._running.remove(process)

    def _why(self, process: Started, seconds: float) -> Problem:
        deadline = time.monotonic() + 1.0
        while life(process.handle) == "running" and time.monotonic() < deadline:
            time.sleep(0.01)
        return explain_job_exit(self._starter.exit_code(process.handle), seconds=seconds)


def temporary() -> Path:
    """The folder of the throw-aways' own folders."""
    folder = home() / "tmp"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


@contextmanager
def _own_folder() -> Any:
    folder = Path(tempfile.mkdtemp(prefix="job-", dir=temporary()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _task(job: Job, folder: Path) -> dict[str, Any]:
    return {
        "role": "throwaway",
        "call": job.call,
        "limits": asdict(job.limits),
        "keeps": list(job.keeps),
        "folder": str(folder),
    }


def _problem(problem: Problem) -> Answer:
    return {"problems": [problem.to_json()]}
