"""What was found out about a model's answers, kept beside the model so that nothing is computed
twice.

A question is JSON; what it found is one .npz with arrays and, as JSON text, words and numbers.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.home import home
from kt_core.runs import folder, write_atomic

FORM = 2
"""Counts up when the same question is answered otherwise than before."""
KEPT_BYTES = 64_000_000
"""Of one run; and of all files from elsewhere together. The answers not read for longest go."""
SAID = "said"

Question = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """An answer: `said` are JSON values, `arrays` numbers by name."""

    said: Mapping[str, Any]
    arrays: Mapping[str, np.ndarray]


def place(model: Mapping[str, str]) -> Path:
    """The folder of what was found out about the model of a run or in a file, made if missing."""
    found = (folder(model["run"]) if "run" in model else home()) / "why"
    found.mkdir(mode=0o700, exist_ok=True)
    return found


def saved_model(model: Mapping[str, str]) -> Path:
    """The file the model is in."""
    return folder(model["run"]) / "model.keras" if "run" in model else Path(model["path"])


def file(model: Mapping[str, str], question: Question) -> Path:
    """Where the answer is or will be. Raises OSError when the model is gone.

    A run that went on has another model and so another answer.
    """
    path = saved_model(model)
    stamp = path.stat()
    asked = [FORM, str(path.name), stamp.st_size, stamp.st_mtime_ns, dict(question)]
    text = json.dumps(asked, sort_keys=True, ensure_ascii=False)
    return place(model) / f"{hashlib.sha256(text.encode()).hexdigest()}.npz"


def find(model: Mapping[str, str], question: Question) -> Found | None:
    """The answer if it is known. What can't be read is as good as not there."""
    try:
        path = file(model, question)
        with path.open("rb") as stream:  # numpy leaves a broken one open
            arrays = dict(np.load(stream, allow_pickle=False))
        said = json.loads(str(arrays.pop(SAID)))
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    with suppress(OSError):
        path.touch()
    return Found(said, arrays)


def keep(model: Mapping[str, str], question: Question, found: Found) -> None:
    """Writes the answer down, then lets go of old ones beyond KEPT_BYTES.

    Raises ProblemError on a full disk, OSError when the model is gone.
    """
    buffer, path = io.BytesIO(), file(model, question)
    words = json.dumps(found.said, allow_nan=True)
    np.savez_compressed(buffer, allow_pickle=False, **{SAID: np.array(words)}, **found.arrays)
    write_atomic(path, buffer.getvalue())
    _sweep(path)


def _sweep(newest: Path) -> None:
    """Removes the answers that were not read for longest, but not the newest one."""
    stamps = []
    for each in newest.parent.glob("*.npz"):
        with suppress(FileNotFoundError):  # another process sweeps as well
            stamps.append((each.stat().st_mtime_ns, each.stat().st_size, each))
    total = sum(size for _, size, _ in stamps)
    for _, size, each in sorted(stamps):
        if total <= KEPT_BYTES:
            return
        if each != newest:
            each.unlink(missing_ok=True)
            total -= size


def digest(content: bytes) -> str:
    """What stands for a picture in a question."""
    return hashlib.sha256(content).hexdigest()
