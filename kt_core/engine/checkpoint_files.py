"""Checkpoints as files: one .npz with a mark that counts only when both are whole."""

import hashlib
import io
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.runs import write_atomic
from kt_core.runs.schema import plain

FOLDER = "checkpoints"
KEPT = 2
STATE = "state"
NAME = re.compile(r"attempt(\d+)-epoch(\d+)")


@dataclass(frozen=True)
class Checkpoint:
    """A verified checkpoint: `state` is JSON, `arrays` are named as `save` wrote them."""

    attempt: int
    epoch: int
    state: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]


def keep(
    place: Path,
    arrays: Mapping[str, np.ndarray],
    state: Mapping[str, Any],
    *,
    history: Mapping[str, Sequence[float]],
) -> Path:
    """Write a checkpoint into `place/checkpoints`, then its mark; the last two and the best one, by
    validation loss, are kept. `state` says `attempt` and `epoch`. Raises ProblemError("disk_full").
    """
    folder = place / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"attempt{state['attempt']:03d}-epoch{state['epoch'] + 1:06d}.npz"
    content = _packed(arrays, state)
    write_atomic(file, content)
    write_atomic(file.with_suffix(".json"), json.dumps(_mark(content)).encode())
    _sweep(folder, history)
    return file


def newest(place: Path, *, epoch: int | None = None) -> Checkpoint | None:
    """The newest checkpoint that is complete (or the one of an epoch), or None.

    Newest is the highest attempt, then the highest epoch. Damaged and unfinished ones are passed
    over.
    """
    for file in sorted(_files(place / FOLDER), reverse=True):
        found = _read(file)
        if found is not None and epoch in (None, found.epoch):
            return found
    return None


def restored(found: Checkpoint, name: str) -> np.ndarray:
    """An array of a checkpoint in the type it had."""
    array, described = found.arrays[name], found.state["variables"][name]
    if str(array.dtype) == described["dtype"]:
        return array
    raw = np.frombuffer(array.tobytes(), dtype=np.dtype(described["dtype"]))
    return raw.reshape(described["shape"])


def described(array: np.ndarray) -> dict[str, Any]:
    """Type and shape of an array, as JSON."""
    return {"dtype": str(array.dtype), "shape": list(array.shape)}


def _packed(arrays: Mapping[str, np.ndarray], state: Mapping[str, Any]) -> bytes:
    """An .npz file; types that numpy does not know (bfloat16) go in as bytes."""
    text = np.frombuffer(json.dumps(plain(state)).encode(), dtype="uint8")
    stored = {name: _storable(array) for name, array in arrays.items()}
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **{STATE: text}, **stored)
    return buffer.getvalue()


def _storable(array: np.ndarray) -> np.ndarray:
    return array if array.dtype.kind in "biufc" else np.frombuffer(array.tobytes(), dtype="uint8")


def _mark(content: bytes) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.glob("*.npz") if NAME.fullmatch(file.stem)]


def _read(file: Path) -> Checkpoint | None:
    try:
        mark = json.loads(file.with_suffix(".json").read_bytes())
        content = file.read_bytes()
    except (OSError, ValueError):
        return None
    if mark != _mark(content):
        return None
    with np.load(io.BytesIO(content), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    state = json.loads(arrays.pop(STATE).tobytes())
    return Checkpoint(state["attempt"], state["epoch"], state, arrays)


def _sweep(folder: Path, history: Mapping[str, Sequence[float]]) -> None:
    """Remove all but the last ones and the best one."""
    files, best = sorted(_files(folder)), _best_epoch(history)
    for file in files[:-KEPT]:
        if best is None or _epoch_of(file) != best + 1:
            file.with_suffix(".json").unlink(missing_ok=True)
            file.unlink(missing_ok=True)


def _epoch_of(file: Path) -> int:
    return int(file.stem.rpartition("epoch")[2])


def _best_epoch(history: Mapping[str, Sequence[float]]) -> int | None:
    losses = np.asarray(history.get("val_loss") or history.get("loss") or [], dtype=float)
    return int(np.nanargmin(losses)) if np.isfinite(losses).any() else None
