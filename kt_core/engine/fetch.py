"""Writes a data set of scikit-learn or Keras once into a file that the web process can read."""

import gzip
import socket
import sys
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import numpy as np

from kt_core.data.cards import card
from kt_core.data.sets import file, load, missing
from kt_core.engine.sources import READERS
from kt_core.problems import ProblemError
from kt_core.runs.folder import disk_full_explained, write_atomic
from kt_core.runs.locking import held

SILENCE = 30.0
"""Seconds without a byte after which a download is given up."""


def fetch(kind: str) -> dict[str, str]:
    """Makes the data set available and returns its `file`; does nothing when it is there. A
    generated set has no file.

    A file that is there but damaged is written anew. Raises ProblemError: unknown kind, no
    network (`data_download_failed`), full disk.
    """
    if card(kind).origin == "generated":
        return {}
    path = file(kind)
    if card(kind).is_here or _is_sound(kind):
        return {"file": str(path)}
    with disk_full_explained(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with held(path.with_suffix(".lock")):  # a second process waits instead of downloading as well
        if not _is_sound(kind):
            raw = _read(kind)
            write_atomic(path, lambda aside: _save(aside, raw))
    return {"file": str(path)}


def _is_sound(kind: str) -> bool:
    try:
        load(kind)
    except ProblemError:
        return False
    return True


def _save(path: Path, raw: dict[str, np.ndarray]) -> None:
    np.savez(path, allow_pickle=False, **raw)


def _read(kind: str) -> dict[str, np.ndarray]:
    """The arrays from their source; whatever a download can fail of becomes a ProblemError."""
    if card(kind).offline:
        return READERS[kind](kind)
    try:
        with _patience(SILENCE), redirect_stdout(sys.stderr):  # Keras prints a progress bar
            return READERS[kind](kind)
    except Exception as error:
        if not _is_download_fault(error):
            raise
        raise ProblemError(missing(card(kind), detail=f"{error}"[:500])) from error


def _is_download_fault(error: BaseException) -> bool:
    """Whether the network or a half-downloaded file is to blame, and not our own code."""
    faults = (OSError, EOFError, gzip.BadGzipFile, tarfile.TarError, zlib.error, ValueError)
    return isinstance(error, faults) or type(error) is Exception


@contextmanager
def _patience(seconds: float) -> Iterator[None]:
    """Gives up on connections that are silent for longer; Keras itself would wait for ever."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
