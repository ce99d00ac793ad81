"""Starting weights on disk: one file per content, numbers and names only.

The name of a file is the SHA-256 of what is in it, so a document that names it always means the
same numbers, and keeping the same model twice costs nothing.
"""

import hashlib
import io
import json
import os
import time
import zipfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.home import home
from kt_core.problems import Problem, ProblemError
from kt_core.runs import write_atomic
from kt_core.runs.locking import held

INDEX = "index"
INDEX_BYTES = 8_000_000
TOTAL_BYTES = 20_000_000_000
DATE = (1980, 1, 1, 0, 0, 0)  # the same content must give the same bytes
LOCK = ".lock"
UNUSED_SECONDS = 30 * 86400.0
FRESH_SECONDS = 3600.0
BROKEN = (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile)


@dataclass(frozen=True, slots=True)
class Kept:
    """One saved layer: `name` is a path where it stands inside a network (`network/layer`).

    `variables` are the names of its arrays in order, `shapes` theirs.
    """

    name: str
    kind: str
    variables: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]


Layer = tuple[str, str, Sequence[tuple[str, np.ndarray]]]
"""Name, class, and each variable's name and numbers."""


def folder() -> Path:
    """The folder of all starting weights."""
    found = home() / "weights"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def place(digest: str) -> Path:
    """Where the file of that SHA-256 is, or would be."""
    if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
        raise ProblemError(Problem("weights_missing", ("weights", "file"), {"file": digest[:80]}))
    return folder() / f"{digest}.npz"


def keep(layers: Iterable[Layer], to: Path) -> str:
    """Write the layers' numbers into the folder `to`; returns the SHA-256 that names the file.

    Whole or not at all. Raises ProblemError when the disk, or the folder (`TOTAL_BYTES`), is full.
    """
    content = _packed(layers)
    digest = hashlib.sha256(content).hexdigest()
    path = to / f"{digest}.npz"
    with held(to / LOCK):
        if path.is_file() and _digest(path) == digest:
            os.utime(path)
        else:
            _check_room(to, len(content))
            write_atomic(path, content)
    return digest


def sweep(is_named: Callable[[str], bool], *, older: float = UNUSED_SECONDS) -> int:
    """Remove files that nothing names and nobody has kept or read for so many seconds; returns how
    many. A document that somebody has as a file of their own is not known here, hence the age.
    """
    swept, place = 0, folder()
    for path in place.glob("[0-9a-f]*.npz"):  # none that is being written
        if not _is_unused(path, older) or is_named(path.stem):
            continue
        with held(place / LOCK):
            if _is_unused(path, older) and not is_named(path.stem):
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def _is_unused(path: Path, older: float) -> bool:
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > older
    return False


def _touch(path: Path) -> None:
    """Says that the file is in use; at most once an hour, since each check asks."""
    with suppress(OSError):
        if time.time() - path.stat().st_mtime > FRESH_SECONDS:
            os.utime(path)


def _check_room(to: Path, wanted: int) -> None:
    if sum(file.stat().st_size for file in to.glob("*.npz")) + wanted > TOTAL_BYTES:
        values = {"gigabytes": TOTAL_BYTES // 10**9, "folder": to.name}
        raise ProblemError(Problem("weights_full", values=values))


def kept(digest: str) -> tuple[Kept, ...]:
    """The layers in the file of that SHA-256. Raises ProblemError when it is gone or damaged."""
    path = place(digest)
    _touch(path)
    if not path.is_file():
        raise ProblemError(_problem("weights_missing", digest))
    return _layers(path, digest)


def checked(digest: str) -> Path:
    """The file, after a look at every byte. Raises ProblemError when it is gone or damaged."""
    path = place(digest)
    _touch(path)
    if not path.is_file():
        raise ProblemError(_problem("weights_missing", digest))
    if _digest(path) != digest:
        raise ProblemError(_problem("weights_damaged", digest))
    return path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@lru_cache(maxsize=32)
def _layers(path: Path, digest: str) -> tuple[Kept, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            if archive.getinfo(f"{INDEX}.npy").file_size > INDEX_BYTES:
                raise ValueError(INDEX)
        with np.load(path, allow_pickle=False) as archive:
            return tuple(map(_read, json.loads(archive[INDEX].tobytes())))
    except BROKEN as error:
        raise ProblemError(_problem("weights_damaged", digest, detail=str(error))) from error


def _read(layer: dict[str, Any]) -> Kept:
    variables = layer["variables"]
    return Kept(
        str(layer["name"]),
        str(layer["kind"]),
        tuple(str(part["name"]) for part in variables),
        tuple(tuple(part["shape"]) for part in variables),
    )


def _packed(layers: Iterable[Layer]) -> bytes:
    index, number, content = [], 0, io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, kind, variables in layers:
            parts = []
            for variable, array in variables:
                parts.append(
                    {"name": variable, "array": str(number), "shape": list(np.shape(array))}
                )
                _add(archive, str(number), array)
                number += 1
            index.append({"name": name, "kind": kind, "variables": parts})
        words = json.dumps(index, ensure_ascii=False).encode()
        _add(archive, INDEX, np.frombuffer(words, "uint8"))
    return content.getvalue()


def _add(archive: zipfile.ZipFile, name: str, array: np.ndarray) -> None:
    info = zipfile.ZipInfo(f"{name}.npy", DATE)
    with archive.open(info, "w", force_zip64=True) as file:
        np.lib.format.write_array(file, np.asarray(array), allow_pickle=False)


def _problem(code: str, digest: str, **values: Any) -> Problem:
    return Problem(code, ("weights", "file"), {"file": digest, **values})
