"""Imports keras once, then forks a ready process whenever the host asks; it does nothing else.

No threads, database connections or operations of its own: a fork would carry them half dead.
"""

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import traceback
import warnings
from typing import Any

from kt_core.engine.child import perform
from kt_core.runs.process import named

ASK_BYTES = 65536


def main() -> None:
    """Serve on the socket whose descriptor is the first argument; the others are modules."""
    control = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load(sys.argv[2:])
    woken, waker = os.pipe()
    os.set_blocking(waker, False)
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    _tell(control, {"state": "ready"})
    serve(control, woken)


def load(modules: list[str]) -> None:
    """Import what every child needs; a broken module is the business of who asks for it."""
    for module in modules:
        try:
            importlib.import_module(module)
        except Exception:  # noqa: BLE001
            traceback.print_exc()
    gc.collect()
    gc.freeze()  # children share these pages as long as no collection writes to them


def serve(control: socket.socket, woken: int) -> None:
    """Fork on request and report each child's end, until the host is gone."""
    while True:
        ready, _, _ = select.select([control.fileno(), woken], [], [])
        if woken in ready:
            with contextlib.suppress(BlockingIOError):
                os.read(woken, 4096)
            _reap(control)
        if control.fileno() in ready and not _fork_on_request(control):
            return


def _fork_on_request(control: socket.socket) -> bool:
    try:
        asked, descriptors, _, _ = socket.recv_fds(control, ASK_BYTES, 2)
    except OSError:
        return False
    if not asked:
        return False
    task = json.loads(asked)
    pid = _fork()
    if pid == 0:
        _become(task, descriptors)
    for descriptor in descriptors:
        os.close(descriptor)
    _tell(control, {"started": named(pid)})
    return True


def _fork() -> int:
    with warnings.catch_warnings():
        # native threads that idle after the imports; shown to be harmless by test
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _become(task: dict[str, Any], descriptors: list[int]) -> None:
    """The child: nothing of the zygote is left to it but the imported modules."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        _close_inherited(keep=descriptors)
        os.dup2(2, 1)
        talks = bool(descriptors)
        streams = socket.socket(fileno=descriptors[0]).makefile("rwb") if talks else None
        code = perform(task, (streams, streams) if streams else None)
    except BaseException:  # noqa: BLE001 - the zygote's own loop must never go on in a child
        traceback.print_exc()
    finally:
        with contextlib.suppress(Exception):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _close_inherited(keep: list[int]) -> None:
    for name in os.listdir("/proc/self/fd" if os.path.isdir("/proc/self/fd") else "/dev/fd"):  # noqa: PTH112, PTH208
        if int(name) > 2 and int(name) not in keep:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _reap(control: socket.socket) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _tell(control, {"ended": pid, "code": os.waitstatus_to_exitcode(status)})


def _tell(control: socket.socket, message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):  # a host that is gone is noticed by the loop
        control.send(json.dumps(message).encode("ascii"))


if __name__ == "__main__":
    main()
