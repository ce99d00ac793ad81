"""How much memory a training takes, and how much the machine has left."""

import sys

import psutil


def memory() -> dict[str, int]:
    """Bytes: `resident` of this process now, its `peak` so far, `free` on the whole machine.

    Free is what can be had without swapping; pages shared with the engine count as resident.
    """
    resident = psutil.Process().memory_info().rss
    free = psutil.virtual_memory().available
    return {"resident": resident, "peak": max(resident, _peak()), "free": free}


def _peak() -> int:
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
