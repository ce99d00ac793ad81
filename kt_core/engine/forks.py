"""Processes as forks of the zygote: the imports are done once, for everybody."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from kt_core.engine.channel import Channel
from kt_core.engine.starting import LAST_WORD_SECONDS, NotReady, Started, Task, environment
from kt_core.engine.trouble import exit_name

FORK_SECONDS = 30.0
HOPELESS_DEATHS = 3
LONGEST_PAUSE = 30.0  # seconds between two tries to start a zygote that keeps dying


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
