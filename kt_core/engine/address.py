"""Where the engine's host listens: a socket file only its owner can use, or a local port.

The port (Windows, and folders whose names are too long for a socket) is guarded by a token in a
file that only the owner can read.
"""

import hmac
import json
import os
import secrets
import socket
import stat
from contextlib import suppress
from pathlib import Path
from typing import Any

from kt_core.engine.channel import read, write
from kt_core.home import home
from kt_core.runs import write_atomic

LONGEST_PATH = 100  # bytes; macOS allows 103


def connect(timeout: float) -> socket.socket:
    """A connection to the host. Raises OSError when there is none."""
    path = _socket_path()
    if path is None:
        return _connect_port(timeout)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(timeout)
        connection.connect(str(path))
    except OSError:
        connection.close()
        raise
    return connection


class Listener:
    """The host's ear."""

    def __init__(self) -> None:
        self._path, self._token = _socket_path(), ""
        self._socket = self._listen_port() if self._path is None else self._listen_file(self._path)

    def accept(self) -> socket.socket:
        """The next connection. Raises OSError when closed."""
        return self._socket.accept()[0]

    def admits(self, stream: Any) -> bool:
        """Whether the connection may go on; on a port its first message must be the token."""
        if self._path is not None:
            return True
        said = read(stream) or {}
        return hmac.compare_digest(str(said.get("token")).encode(), self._token.encode())

    def close(self) -> None:
        """Listen no more, and leave no file behind."""
        (self._path or _port_file()).unlink(missing_ok=True)
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _listen_file(self, path: Path) -> socket.socket:
        path.unlink(missing_ok=True)  # of a host that was killed; we hold the lock
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listening.bind(str(path))
        finally:
            os.umask(before)
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)
        listening.listen(64)
        return listening

    def _listen_port(self) -> socket.socket:
        listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._token = secrets.token_urlsafe(32)
        said = {"port": listening.getsockname()[1], "token": self._token}
        write_atomic(_port_file(), lambda aside: _write_private(aside, json.dumps(said)))
        return listening


def _connect_port(timeout: float) -> socket.socket:
    try:
        said = json.loads(_port_file().read_text("ascii"))
    except ValueError as error:
        raise ConnectionRefusedError(str(error)) from error
    connection = socket.create_connection(("127.0.0.1", said["port"]), timeout)
    with connection.makefile("wb") as stream:
        write(stream, {"token": said["token"]})
    return connection


def _write_private(path: Path, text: str) -> None:
    path.touch(0o600)
    path.write_text(text, "ascii")


def _port_file() -> Path:
    return home() / "engine.json"


def _socket_path() -> Path | None:
    path = home() / "engine.sock"
    fits = len(os.fsencode(path)) <= LONGEST_PATH
    return path if hasattr(socket, "AF_UNIX") and fits and os.name != "nt" else None
