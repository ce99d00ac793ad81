"""Folders and files of data that the person who runs the server offers: KT_DATA names a folder."""

import os
from pathlib import Path

ENDINGS = (".zip", ".csv", ".tsv", ".txt", ".npz")
MOST = 500


def places() -> tuple[Path, ...]:
    """What stands in that folder: folders of class folders, and files of data, by name."""
    given = os.environ.get("KT_DATA", "")
    folder = Path(given).expanduser()
    if not given or not folder.is_dir():
        return ()
    found = [
        path
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".")
        and (path.is_dir() or (path.is_file() and path.suffix.lower() in ENDINGS))
    ]
    return tuple(path.resolve() for path in found[:MOST])
