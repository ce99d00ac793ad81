"""The list of the copies that ModelCheckpoint has kept in a run's folder."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from kt_core.runs.folder import write_atomic
from kt_core.runs.schema import plain

LIST = "saved.json"


def read_saved(place: Path) -> list[dict[str, Any]]:
    """One row for each file, the newest last: `file` (a bare name), `epoch` and `batch` (0-based,
    `batch` None at an epoch's end), `values` as logged. Files that are gone are left out."""
    try:
        rows = json.loads((place / LIST).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return []
    return [row for row in rows if _is_here(place, str(row["file"]))]


def write_saved(place: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put the list into the run's folder. Raises ProblemError("disk_full")."""
    write_atomic(place / LIST, json.dumps(plain(list(rows))).encode())


def _is_here(place: Path, name: str) -> bool:
    return Path(name).name == name and (place / name).is_file()
