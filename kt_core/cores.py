"""How many processor cores this process may use."""

import os


def usable_cores() -> int:
    """The cores it is not kept away from; all of the machine where the system does not say."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
