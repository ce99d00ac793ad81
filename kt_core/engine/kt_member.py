"""One more member in a saved `.keras` file: what Keras does not keep (document, classes, scaling).

Stock Keras opens such a file as ever; whoever reads the member back treats it as untrusted.
"""

import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

NAME = "kt.json"
VERSION = 1
SIZE = 8_000_000


def add(path: str | Path, member: Mapping[str, Any]) -> None:
    """Put `member` (JSON values) into the `.keras` file at `path`, replacing an earlier one.

    The file is written aside, synced and renamed, so a reader or a power cut meets the old file
    or the new one, never half of it. Raises OSError (no space), ValueError (not JSON values).
    """
    text = json.dumps({**member, "version": VERSION}, ensure_ascii=False, allow_nan=False)
    path = Path(path)
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".tmp")
    try:
        with os.fdopen(handle, "w+b") as file:
            _rewrite(path, file, text)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, aside)
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def read(path: str | Path) -> dict[str, Any] | None:
    """The member of a `.keras` file of our own, or None when it has none.

    For uploads use `archive`, which checks the file before anything in it is believed.
    """
    with zipfile.ZipFile(path) as source:
        return json.loads(source.read(NAME)) if NAME in source.namelist() else None


def _rewrite(path: Path, file: IO[bytes], text: str) -> None:
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(file, "w") as target:
        for info in source.infolist():
            if info.filename == NAME:
                continue
            fresh = zipfile.ZipInfo(info.filename, info.date_time)
            fresh.external_attr = info.external_attr
            large = info.file_size > zipfile.ZIP64_LIMIT // 2
            with source.open(info) as old, target.open(fresh, "w", force_zip64=large) as new:
                shutil.copyfileobj(old, new, 1 << 20)
        target.writestr(NAME, text.encode())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there; the rename itself is durable
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
