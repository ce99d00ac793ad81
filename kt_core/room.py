"""How much memory one run may take on this machine; who runs the server may say otherwise."""

import os
import re
from dataclasses import dataclass

import psutil

from kt_core.problems import Problem, ProblemError

SHARE = 0.8
"""Of the machine's memory, for all runs together, unless KT_MEMORY says how much."""
RUN_SHARE = 0.6
"""Of the machine's memory, for one run, unless KT_RUN_MEMORY says how much."""
UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Bytes that all runs `together` and `each` of them may take of the `machine`'s."""

    machine: int
    together: int
    each: int


def ceilings() -> Ceilings:
    """The limits of this machine, or as the environment gives them. Raises ProblemError."""
    total = psutil.virtual_memory().total
    together = given_bytes("KT_MEMORY") or int(SHARE * total)
    each = given_bytes("KT_RUN_MEMORY") or min(together, int(RUN_SHARE * total))
    return Ceilings(total, together, each)


def given_bytes(name: str) -> int | None:
    """The size in the environment variable `name` (`3G`, `500M`, bytes), or None without one.

    Raises ProblemError for anything else.
    """
    given = os.environ.get(name, "").strip()
    if not given:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", given, re.IGNORECASE)
    if match is None:
        values = {"name": name, "given": os.environ[name]}
        raise ProblemError(Problem("memory_size_unknown", values=values))
    return int(float(match[1]) * UNITS[match[2].upper()])
