"""What was seen of each picture of a set when it was laid out, so that nobody has to look again."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from kt_core.data.sets import place

FILE = "looks.npz"


@dataclass(frozen=True, slots=True, eq=False)
class Looks:
    """`train`, `test`: a hash of each picture, int64 (n,). `figures` of the training part, int64
    (n, 4): sum, sum of squares, lowest and highest value of the picture's pixels."""

    train: np.ndarray
    test: np.ndarray
    figures: np.ndarray


def looks(kind: str) -> Looks:
    """Those of a set that is laid out on this machine; remembered."""
    path = place(kind) / FILE
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _read(path: Path, _stamp: int) -> Looks:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
        return Looks(found["train"], found["test"], found["figures"])


def figures(picture: np.ndarray) -> tuple[int, int, int, int]:
    """A picture's row of `Looks.figures`."""
    values = picture.astype("int64")
    squares = int(np.square(values).sum())
    return int(values.sum()), squares, int(picture.min()), int(picture.max())


def save(path: Path, found: Looks) -> None:
    """Writes them into a set's folder."""
    arrays = {"train": found.train, "test": found.test, "figures": found.figures}
    np.savez(path / FILE, allow_pickle=False, **arrays)
