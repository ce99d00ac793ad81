"""How many threads are computed with: a number that any machine can do."""

from collections.abc import Iterable

from kt_core.checks.view import View
from kt_core.problems import Fix, Problem

MOST = 256
"""Each is made at once, twice over, whether there is a core for it or not."""
WHERE = ("fit", "threads")


def thread_problems(view: View) -> Iterable[Problem]:
    """Numbers below 1, and those that no machine has cores for."""
    threads = view.experiment.fit.threads if view.experiment.fit else None
    if threads is not None and not 1 <= threads <= MOST:
        fix = Fix("threads_usual", ({"op": "remove", "path": "/fit/threads"},))
        yield Problem("threads_out_of_range", WHERE, {"given": threads, "most": MOST}, fix=fix)
