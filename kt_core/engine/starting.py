"""Starts the engine's processes for the host: forked from the zygote, or spawned afresh."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from kt_core.engine.channel import Channel, write
from kt_core.engine.trouble import exit_name
from kt_core.runs.process import kill, named

Task = Mapping[str, Any]
ROOT = Path(__file__).resolve().parents[2]
FORK_SECONDS = 30.0
LAST_WORD_SECONDS = 1.0
HOPELESS_DEATHS = 3
LONGEST_PAUSE = 30.0  # seconds between two tries to start a zygote that keeps dying


@dataclass(frozen=True, slots=True)
class Started:
    """A process of ours: its name (`kt_core.runs.process`), and a channel if it talks."""

    handle: dict[str, Any]
    channel: Channel | None

    def end(self) -> None:
        """End it at once, and hang up."""
        kill(self.handle)
        if self.channel is not None:
            self.channel.close()


class NotReady(OSError):
    """No process can be started just now: the imports are still running, or have to again."""


class Starter(Protocol):
    """How processes begin; the rest of the engine does not care which it is."""

    ready: threading.Event

    @property
    def broken(self) -> str | None:
        """How the imports keep ending (a signal, an exit code), when they never succeed."""

    def start(self, task: Task, *, talks: bool) -> Started:
        """A new process doing `task`. Raises OSError (NotReady: try again later)."""

    def exit_code(self, handle: Mapping[str, Any]) -> int | None:
        """How a process that is gone ended, minus the signal that killed it; None if unknown."""

    def tend(self) -> None:
        """Called now and then by the host: collect what ended, replace what died."""

    def pids(self) -> set[int]:
        """Children of this process that `tend` collects."""

    def note(self, codes: Mapping[int, int]) -> None:
        """Exit codes that somebody else has collected."""

    def close(self) -> None:
        """Start nothing any more. Workers go on."""


def starter(modules: Sequence[str]) -> Starter:
    """Forks where that is safe, unless KT_START=spawn."""
    safe = sys.platform == "linux" and os.environ.get("KT_START") != "spawn"
    return Forks(modules) if safe else Spawns()


def environment() -> dict[str, str]:
    """Ours, with this package importable whatever the working folder is."""
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {
        **os.environ,
        "PYTHONPATH": path,
        "PYTHONUTF8": "1",
        "KERAS_BACKEND": "tensorflow",
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", _log_level()),
    }


def _log_level() -> str:
    """TensorFlow's: without an NVIDIA driver, its complaint about that is all that 2 adds to 3."""
    return "2" if Path("/dev/nvidiactl").exists() or sys.platform == "win32" else "3"


class Spawns:
    """A fresh interpreter for every process: slower, and right on every system."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.ready.set()
        self.broken: str | None = None
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._codes: dict[int, int] = {}

    def start(self, task: Task, *, talks: bool) -> Started:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "kt_core.engine.child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE if talks else subprocess.DEVNULL,
            env=environment(),
            **_detached(),
        )
        assert process.stdin is not None
        self._running[process.pid] = process
        handle = named(process.pid)
        write(process.stdin, task)
        if talks:
            assert process.stdout is not None
            return Started(handle, Channel(process.stdout, process.stdin))
        process.stdin.close()
        return Started(handle, None)

    def exit_code(self, handle: Mapping[str, Any]) -> int | None:
        process = self._running.get(handle["pid"])
        if process is not None:  # its last threads may take a moment more
            with suppress(subprocess.TimeoutExpired):
                process.wait(LAST_WORD_SECONDS)
        self.tend()
        return self._codes.get(handle["pid"])

    def tend(self) -> None:
        for pid, process in list(self._running.items()):
            code = process.poll()
            if code is not None:
                self._codes[pid] = code
                del self._running[pid]

    def pids(self) -> set[int]:
        return set(self._running)

    def note(self, codes: Mapping[int, int]) -> None:
        self._codes.update(codes)

    def close(self) -> None:
        self.ready.clear()
        self.tend()


class Forks:
    """Forks of a zygote that has imported keras. It is replaced when it dies."""

    def __init__(self, modules: Sequence[str]):
        self.ready = threading.Event()
        self._modules = list(modules)
        self._turn, self._answered = threading.Lock(), threading.Event()
        self._answer: dict[str, Any] | None = None
        self._codes: dict[int, int] = {}
        self._closed, self._deaths, self._again = False, 0, 0.0
        self.broken: str | None = None
        self._launch()

    def start(self, task: Task, *, talks: bool) -> Started:
        if not self.ready.is_set():
            raise NotReady("the zygote is importing")
        ours, theirs = socket.socketpair() if talks else (None, None)
        try:
            handle = self._fork(task, [theirs.fileno()] if theirs else [])
        except OSError:
            if ours:
                ours.close()
            raise
        finally:
            if theirs:
                theirs.close()
        return Started(handle, _socket_channel(ours) if ours else None)

    def exit_code(self, handle: Mapping[str, Any]) -> int | None:
        deadline = time.monotonic() + LAST_WORD_SECONDS  # the zygote's word may be on its way
        while handle["pid"] not in self._codes and self.ready.is_set():
            if time.monotonic() > deadline:
                break
            time.sleep(0.01)
        return self._codes.get(handle["pid"])

    def tend(self) -> None:
        if self._process.poll() is not None and not self._closed:
            self.ready.clear()
            if self._deaths >= HOPELESS_DEATHS:
                self.broken = exit_name(self._process.returncode)
            if time.monotonic() >= self._again:
                self._control.close()
                self._launch()

    def pids(self) -> set[int]:
        return {self._process.pid}

    def note(self, codes: Mapping[int, int]) -> None:
        self._codes.update(codes)

    def close(self) -> None:
        self._closed = True
        self.ready.clear()
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        try:
            self._process.wait(1.0)
        except subprocess.TimeoutExpired:  # it is importing
            self._process.kill()
            self._process.wait()
        self._control.close()

    def _launch(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        command = [sys.executable, "-P", "-m", "kt_core.engine.zygote", str(theirs.fileno())]
        self._process = subprocess.Popen(
            [*command, *self._modules],
            stdin=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
            env=environment(),
        )
        theirs.close()
        self._again = time.monotonic() + min(2.0**self._deaths, LONGEST_PAUSE)
        self._deaths += 1
        reading = threading.Thread(target=self._hear, args=(self._control,), daemon=True)
        reading.start()

    def _fork(self, task: Task, descriptors: list[int]) -> dict[str, Any]:
        with self._turn:
            self._answer = None
            self._answered.clear()
            message = json.dumps(task).encode("ascii")
            if descriptors:
                socket.send_fds(self._control, [message], descriptors)
            else:
                self._control.send(message)
            self._answered.wait(FORK_SECONDS)
            if self._answer is None:
                raise NotReady("the zygote does not answer")
            return self._answer

    def _hear(self, control: socket.socket) -> None:
        """The zygote's words, until it is gone."""
        while message := _packet(control):
            if message.get("state") == "ready":
                self._deaths, self.broken = 0, None
                self.ready.set()
            elif "started" in message:
                self._answer = message["started"]
                self._codes.pop(message["started"]["pid"], None)  # of an earlier process
                self._answered.set()
            elif "ended" in message:
                self._codes[message["ended"]] = message["code"]
        if control is self._control:
            self.ready.clear()
            self._answered.set()


def _packet(control: socket.socket) -> dict[str, Any] | None:
    try:
        return json.loads(control.recv(65536) or "null")
    except (OSError, ValueError):
        return None


def _socket_channel(ours: socket.socket) -> Channel:
    reader, writer = ours.makefile("rb"), ours.makefile("wb")
    return Channel(reader, writer, hang_up=lambda: _hang_up(ours))


def _hang_up(ours: socket.socket) -> None:
    with suppress(OSError):
        ours.shutdown(socket.SHUT_RDWR)
    ours.close()


def _detached() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}
