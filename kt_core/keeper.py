"""Starts the engine's host, always from the same thread.

A process started by a thread may be told to end when that thread ends, and the threads that run
pages are short-lived; so they only ask for the engine here.
"""

import logging
import threading

from kt_core import client

_wanted = threading.Event()
_thread: threading.Thread | None = None


def keep() -> None:
    """Starts the thread and, in it, the engine's host. Called once when the app comes up."""
    global _thread
    if _thread is None:
        _thread = threading.Thread(target=_serve, name="engine-keeper", daemon=True)
        _thread.start()
    wake()


def wake() -> None:
    """Asks for the host to be started if it is not running; returns at once."""
    _wanted.set()


def _serve() -> None:
    while _wanted.wait():
        _wanted.clear()
        try:
            client.start_host()
        except OSError:
            logging.getLogger(__name__).exception("The engine could not be started")
