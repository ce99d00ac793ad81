"""The figures of a run's answers with their intervals and curves, as the engine has kept them."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from kt_core.runs import folder

VERSION = 2  # 1 rounded the thresholds of curves


def name(output: int) -> str:
    """The file in a run's folder that holds the figures of its first output, or of a later one."""
    return f"figures-{output}.json" if output else "figures.json"


def read(run: str, output: int = 0) -> dict[str, Any] | None:
    """`scores` (name -> `value`, `low`, `high`), `resamples`, and what the task has beside them:
    `per_class`, `roc`, `roc_macro`, `precision_recall`, `calibration`.

    None where nothing is kept, or only what an earlier version has written. Not to be changed.
    """
    path = folder(run) / name(output)
    try:
        found = _read(path, path.stat().st_mtime_ns)
    except (OSError, ValueError):
        return None
    return found if found.get("version") == VERSION else None


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: int) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))
