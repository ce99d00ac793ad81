"""A disk of a few megabytes that a test can fill, where the system lets us mount one."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager, suppress


@contextmanager
def small_disk(place, *, megabytes):
    """Mounts it at `place`; yields False where that is not allowed."""
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(place)]
    mounted = sys.platform == "linux" and os.geteuid() == 0
    mounted = mounted and subprocess.run(["mount", *options], capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place, *, leave=0):
    """Writes a file there until only `leave` bytes, or not even one, can be written."""
    ballast = place / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while (free := shutil.disk_usage(place).free) > leave:
            file.write(bytes(min(free - leave, 2**20)))
    return ballast
