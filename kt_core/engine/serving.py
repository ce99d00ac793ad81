"""The host's server: a thread per connection, one request at a time on each."""

import logging
import socket
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from kt_core.engine.address import Listener
from kt_core.engine.channel import read, write
from kt_core.problems import Problem

logger = logging.getLogger(__name__)

Do = Callable[[str, Mapping[str, Any], float], dict[str, Any]]


class Server:
    """Answers `{"do", "args", "timeout"}` with what `do` returns, until the listener closes."""

    def __init__(self, listener: Listener, do: Do):
        self._listener, self._do = listener, do
        self._lock = threading.Lock()
        self.visitors = 0
        """Apps that are up: each holds a connection open after `{"do": "presence"}`."""
        threading.Thread(target=self._accept, name="accept", daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rwb") as stream, suppress(OSError):
            if not self._listener.admits(stream):
                return
            while (asked := read(stream)) is not None:
                write(stream, self._answer(asked))
                if asked.get("do") == "presence":
                    self._stay(stream)

    def _stay(self, stream: Any) -> None:
        with self._lock:
            self.visitors += 1
        try:
            read(stream)
        finally:
            with self._lock:
                self.visitors -= 1

    def _answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        if asked.get("do") == "presence":
            return {"result": {}}
        try:
            timeout = float(asked.get("timeout") or 0.0)
            return self._do(str(asked.get("do")), dict(asked.get("args") or {}), timeout)
        except Exception as error:  # a defect here must not silence the host
            logger.exception("request %s", asked.get("do"))
            problem = Problem("job_failed", values={"detail": str(error)})
            return {"problems": [problem.to_json()]}
