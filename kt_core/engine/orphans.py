"""Collects processes of ours whose parent has died, so that no zombie stays behind."""

import ctypes
import os
import sys
from collections.abc import Container

_PR_SET_CHILD_SUBREAPER = 36


def adopt() -> bool:
    """Make this process the parent of its orphaned grandchildren, where that exists (Linux)."""
    if sys.platform != "linux":
        return False
    return ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0


def collect(but: Container[int]) -> dict[int, int]:
    """The exit codes of dead children other than `but`, by pid. Those are left to their owners."""
    codes: dict[int, int] = {}
    if sys.platform != "linux":
        return codes
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return codes
        if found is None or found.si_pid in but:
            return codes
        _, status = os.waitpid(found.si_pid, 0)
        codes[found.si_pid] = os.waitstatus_to_exitcode(status)
