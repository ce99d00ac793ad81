"""A little room kept on the disk, so that a full one can still be told of in the run store."""

import os
import shutil
from contextlib import suppress
from pathlib import Path

from kt_core.home import home

BYTES = 2**20
"""Some hundred small writes to the store."""
PLENTY = 16 * BYTES
"""Bytes that are free: nobody misses those that are kept."""


def hold() -> None:
    """Keep the room, if it is not kept yet; without a word where the disk is too full for it."""
    with suppress(OSError):
        if not _file().exists() and shutil.disk_usage(home()).free > PLENTY:
            _file().write_bytes(os.urandom(BYTES))  # zeros take no room where the disk packs them


def release() -> bool:
    """Give the room back to the disk; whether there was any."""
    try:
        _file().unlink()
    except OSError:
        return False
    return True


def _file() -> Path:
    return home() / "reserve"
