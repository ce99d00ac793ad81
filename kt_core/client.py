"""The engine for those who ask: the web process and the command line. Safe in every thread."""

import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Literal

from kt_core import own_parts
from kt_core.engine.address import connect
from kt_core.engine.channel import read, write
from kt_core.engine.fingerprint import fingerprint
from kt_core.engine.starting import environment
from kt_core.home import home
from kt_core.problems import Problem, ProblemError
from kt_core.runs.process import life

logger = logging.getLogger(__name__)

State = Literal["away", "warming", "ready"]

CONNECT_SECONDS = 2.0
START_SECONDS = 20.0
PATIENCE = 5.0  # seconds the host may take for an answer beyond the asked timeout
LOG_BYTES = 5 * 2**20


class EngineAway(Exception):
    """The engine did not answer in time: it is not running, still starting, or busy."""


def start_host() -> None:
    """Have a host running and keep it running while this process lives.

    Returns when it can be asked (it may still be warming), quickly if it was running. A host
    that runs other code or other own parts than ours is replaced; training goes on meanwhile.
    Raises EngineAway.
    """
    with _lock:
        keeper = _keepers.get(str(home()))
        if keeper is None:
            keeper = _keepers[str(home())] = _Keeper()
    keeper.wait()


def state() -> State:
    """Whether the engine answers, and whether its imports are done."""
    try:
        return info()["state"]
    except EngineAway:
        return "away"


def info() -> dict[str, Any]:
    """What the host says of itself. Raises EngineAway."""
    return _result(_request("state", CONNECT_SECONDS, {}))


def ask(do: str, *, timeout: float, **arguments: Any) -> dict[str, Any]:
    """The answer to a job of `kt_core.engine.jobs`; waits for a warming engine up to `timeout`.

    Raises EngineAway, and ProblemError for what the person can mend.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            return _result(_request(do, max(0.1, deadline - time.monotonic()), arguments))
        except _NobodyThere:
            if not _starting() or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def serves() -> bool:
    """Whether an engine can be asked at once that runs our code and has our own parts."""
    with suppress(EngineAway):
        said = info()
        return said["state"] == "ready" and _is_ours(said)
    return False


def submit(run: str) -> None:
    """Tell the dispatcher that a run waits. A host that is away finds it when it comes."""
    with suppress(EngineAway):
        _request("submit", CONNECT_SECONDS, {"run": run})


def stop_host() -> None:
    """Ask the host to end, and wait until it has; training goes on without it."""
    with _lock:
        keeper = _keepers.pop(str(home()), None)
    if keeper is not None:
        keeper.leave()
    with suppress(EngineAway):
        _retire(info()["process"])
    if keeper is not None:
        keeper.join()


class _NobodyThere(EngineAway):
    """Nobody listens at the address."""


class _Keeper:
    """A thread that starts the host and starts it again when it dies, while this process lives.

    One thread for all that time: a process may be told to end when the thread that started it
    ends, and the threads that run pages are short-lived.
    """

    def __init__(self) -> None:
        self._up, self._left = threading.Event(), threading.Event()
        self._processes: list[subprocess.Popen[bytes]] = []
        self._presence: socket.socket | None = None
        self._thread = threading.Thread(target=self._keep, name="engine-host", daemon=True)
        self._thread.start()

    @property
    def starting(self) -> bool:
        return not self._up.is_set()

    def wait(self) -> None:
        if not self._up.wait(START_SECONDS):
            raise EngineAway("the host does not come up")

    def leave(self) -> None:
        """Let the host go, and do not start another."""
        self._left.set()
        if self._presence is not None:
            with suppress(OSError):
                self._presence.shutdown(socket.SHUT_RDWR)

    def join(self) -> None:
        """Wait until the thread has ended."""
        self._thread.join(START_SECONDS)

    def _keep(self) -> None:
        _retire_other_code()
        while not self._left.is_set():
            try:
                self._stay()
            except EngineAway:
                self._try_to_start()
            self._up.clear()
            self._left.wait(0.2)
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(START_SECONDS)

    def _stay(self) -> None:
        """Hold a connection as long as the host is there."""
        with _connection(CONNECT_SECONDS) as self._presence:
            stream = self._presence.makefile("rwb")
            with stream, suppress(OSError):
                write(stream, {"do": "presence"})
                if read(stream) is not None:
                    self._up.set()
                    self._presence.settimeout(None)
                    read(stream)

    def _try_to_start(self) -> None:
        try:
            self._start()
        except OSError:
            logger.exception("The engine could not be started")
            self._left.wait(5.0)

    def _start(self) -> None:
        """Start a host and wait until it listens, or has ended (another may have been faster)."""
        process = _launch()
        self._processes = [one for one in self._processes if one.poll() is None] + [process]
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None and not self._left.is_set():
            if state() != "away":
                return
            time.sleep(0.02)
        self._left.wait(1.0)


_lock = threading.Lock()
_keepers: dict[str, _Keeper] = {}


def _starting() -> bool:
    keeper = _keepers.get(str(home()))
    return keeper is not None and keeper.starting


def _launch() -> "subprocess.Popen[bytes]":
    log = home() / "engine.log"
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    windows = {"creationflags": 0x00000200 | 0x08000000}  # new group, no window
    detached: dict[str, Any] = windows if sys.platform == "win32" else {"start_new_session": True}
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as out:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "kt_core.engine"],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            cwd=home(),
            env={**environment(), "KT_HOME": str(home())},
            **detached,
        )


def _retire_other_code() -> None:
    """End a host that was started before the program was updated, or with other own parts."""
    with suppress(EngineAway):
        said = info()
        if not _is_ours(said):
            _retire(said["process"])


def _is_ours(said: Mapping[str, Any]) -> bool:
    return (said["code"], said.get("parts", "")) == (fingerprint(), own_parts.digest())


def _retire(process: dict[str, Any]) -> None:
    _request("retire", CONNECT_SECONDS, {})
    deadline = time.monotonic() + START_SECONDS
    while life(process) == "running" and time.monotonic() < deadline:
        time.sleep(0.02)


def _request(do: str, timeout: float, arguments: dict[str, Any]) -> dict[str, Any]:
    with _connection(timeout + PATIENCE) as connection, connection.makefile("rwb") as stream:
        try:
            write(stream, {"do": do, "args": arguments, "timeout": timeout})
            answer = read(stream)
        except OSError as error:
            raise EngineAway(str(error)) from error
    if answer is None:
        raise EngineAway(f"no answer to {do}")
    return answer


def _connection(timeout: float) -> socket.socket:
    try:
        return connect(timeout)
    except OSError as error:
        raise _NobodyThere(str(error)) from error


def _result(answer: dict[str, Any]) -> dict[str, Any]:
    if "away" in answer:
        raise EngineAway(answer["away"])
    if "problems" in answer:
        raise ProblemError(*(Problem.from_json(problem) for problem in answer["problems"]))
    return answer["result"]
