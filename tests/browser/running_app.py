"""The app as the README starts it, in a folder of its own: started, killed, restarted, ended."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

from kt_core import client
from kt_core.runs import LIVE, Run, Store

ROOT = Path(__file__).parents[2]
STREAMLIT = Path(sys.executable).with_name("streamlit")
START_SECONDS = 120.0
END_SECONDS = 15.0


class RunningApp:
    """A server with its engine on `home`; a context manager that leaves no process behind.

    While it is open, KT_HOME of this process is `home` too, so that `store` and `client` are the
    app's own. `environment` is added to the server's.
    """

    def __init__(self, home: Path, **environment: str):
        self.home, self.environment = home, environment
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "RunningApp":
        self._before = os.environ.get("KT_HOME")
        os.environ["KT_HOME"] = str(self.home)
        self.store = Store()
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Starts the server on our port, if it is not running; comes back when it answers."""
        if self._server is not None and self._server.poll() is None:
            return
        with (self.home / "server.log").open("ab") as log:
            self._server = subprocess.Popen(
                [str(STREAMLIT), "run", "app.py", "--server.port", str(self.port)],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until(lambda: self._answers(), seconds=START_SECONDS)

    def kill(self) -> None:
        """SIGKILL to the server, as `kill -9` does it; the engine is another process."""
        self._server.kill()
        self._server.wait()

    @property
    def server_pid(self) -> int:
        """The process that answers the browser."""
        return self._server.pid

    def engine_ready(self) -> None:
        """Comes back when the engine can answer questions."""
        until(lambda: client.state() == "ready", seconds=START_SECONDS)

    def comes_to(self, run: str, *states: str, seconds: float = 120.0) -> Run:
        """The run, as soon as it is in one of the states."""
        until(lambda: self.store.run(run).state in states, seconds=seconds)
        return self.store.run(run)

    def log(self) -> str:
        """What the server has printed."""
        return (self.home / "server.log").read_text("utf-8", errors="replace")

    def close(self) -> None:
        """Ends runs, host and server, and whatever else was started on our folder."""
        try:
            for run in self.store.runs():
                if run.state in LIVE:
                    self.store.wish(run.id, "stop")
            self._end_server()
            client.stop_host()
            self._end_family()
            self.store.close()
        finally:
            os.environ.pop("KT_HOME", None)
            if self._before is not None:
                os.environ["KT_HOME"] = self._before

    def family(self) -> list[psutil.Process]:
        """All living processes whose KT_HOME is ours, without this one."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                ours = process.environ().get("KT_HOME") == str(self.home)
                if ours and process.pid != os.getpid() and process.status() != "zombie":
                    found.append(process)
        return found

    def _answers(self) -> bool:
        if self._server.poll() is not None:
            raise RuntimeError(f"The server did not come up:\n{self.log()}")
        with suppress(OSError):
            return urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2).status == 200
        return False

    def _end_server(self) -> None:
        if self._server is None or self._server.poll() is not None:
            return
        self._server.send_signal(signal.SIGTERM)
        try:
            self._server.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def _end_family(self) -> None:
        """Workers that were told to stop may finish their batch; then they are killed."""
        _, alive = psutil.wait_procs(self.family(), timeout=END_SECONDS)
        for process in alive:
            with suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(alive, timeout=END_SECONDS)


def until(condition, *, seconds: float = 120.0):
    """What `condition` returns as soon as it is true. Raises TimeoutError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"It did not come within {seconds:g} seconds")
        time.sleep(0.02)
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
