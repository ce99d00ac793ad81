"""JSON objects, one a line, between two of our processes."""

import json
import queue
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from kt_core.runs.schema import encode


class Reads(Protocol):
    """A stream that gives lines."""

    def readline(self, limit: int = -1, /) -> bytes: ...

    def close(self) -> None: ...


class Writes(Protocol):
    """A stream that takes bytes."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...

    def close(self) -> None: ...


LONGEST = 64 * 2**20  # bytes in one line


def write(stream: Writes, message: Mapping[str, Any]) -> None:
    """Send one message. Raises OSError when nobody is there any more."""
    stream.write(encode(message).encode("ascii") + b"\n")
    stream.flush()


def read(stream: Reads) -> dict[str, Any] | None:
    """The next message; None at the end, and for anything that is no message of ours."""
    try:
        line = stream.readline(LONGEST)
        message = json.loads(line) if line.endswith(b"\n") else None
    except (OSError, ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None


class Channel:
    """The end that waits with a deadline, on every system, for sockets and pipes alike."""

    def __init__(
        self, reader: Reads, writer: Writes, *, hang_up: Callable[[], object] | None = None
    ):
        self._reader, self._writer = reader, writer
        self._hang_up = hang_up or writer.close
        self._arrived: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, name="channel", daemon=True).start()

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one message. Raises OSError (also when closed here)."""
        try:
            write(self._writer, message)
        except ValueError as error:
            raise BrokenPipeError(str(error)) from error

    def receive(self, timeout: float) -> dict[str, Any] | None:
        """The next message, None when the other end has closed. Raises TimeoutError."""
        try:
            message = self._arrived.get(timeout=max(0.0, timeout))
        except queue.Empty:
            raise TimeoutError from None
        if message is None:
            self._arrived.put(None)  # the end stays the end
        return message

    def close(self) -> None:
        """Tell the other end that nothing more will come; the reading thread then ends."""
        with suppress(OSError, ValueError):
            self._hang_up()

    def _read(self) -> None:
        while (message := read(self._reader)) is not None:
            self._arrived.put(message)
        self._arrived.put(None)
        for close in (self._reader.close, self._writer.close):
            with suppress(OSError, ValueError):
                close()
