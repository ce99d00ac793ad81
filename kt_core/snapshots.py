"""Weights kept at the end of epochs, for looking back: which epochs, how many, and where they are.

The engine writes them (`kt_core.engine.snapshots`); they stand beside the run's other files.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FOLDER = "snapshots"
MOST = 60
BYTES = 500_000_000
"""A run keeps no more snapshots than this, and no more bytes in them (but always two)."""
FEWEST = 2
USUAL = 20
NAME = re.compile(r"attempt(\d+)-epoch(\d+)\.npz")
DAMAGED = ".damaged"


@dataclass(frozen=True, slots=True)
class Planned:
    """How many snapshots are left at the end, `stride` epochs apart, and how many bytes."""

    count: int
    stride: int
    size: int


def is_due(epoch: int, *, every: int, last: int) -> bool:
    """Whether an epoch (0-based) leaves a snapshot: the first, each `every`-th and the last do."""
    return epoch in (0, last) or (epoch + 1) % every == 0


def most(size: int) -> int:
    """How many snapshots of `size` bytes a run keeps."""
    return max(FEWEST, min(MOST, BYTES // max(1, size)))


def stride_of(epochs: int, *, every: int, most: int) -> int:
    """`every`, doubled until no more than `most` are left of so many epochs.

    It depends on nothing else, so that thinning now and then comes to the same as at the end.
    """
    stride = every
    while len(thinned(range(epochs), stride)) > most and stride <= epochs:
        stride *= 2
    return stride


def thinned(epochs: Iterable[int], stride: int) -> list[int]:
    """Of these epochs (0-based) the first, the last, and each `stride`-th of the training."""
    known = sorted(epochs)
    return [one for one in known if one in (known[0], known[-1]) or (one + 1) % stride == 0]


def planned(*, epochs: int, every: int, size: int) -> Planned:
    """What a training of so many epochs leaves when one snapshot takes `size` bytes."""
    stride = stride_of(epochs, every=every, most=most(size))
    count = len(thinned(range(epochs), stride))
    return Planned(count, stride, count * size)


def usual_every(epochs: int) -> int:
    """An interval that leaves about twenty snapshots of a training."""
    return max(1, -(-epochs // USUAL))


def name(*, attempt: int, epoch: int) -> str:
    """The file of an epoch (0-based) as an attempt writes it."""
    return f"attempt{attempt:03d}-epoch{epoch:06d}.npz"


def files(place: Path) -> dict[int, Path]:
    """Epoch (0-based) -> its snapshot below the run's folder, the newest attempt's; in order."""
    found: dict[int, tuple[int, Path]] = {}
    for path in (place / FOLDER).glob("*.npz"):
        if told := NAME.fullmatch(path.name):
            attempt, epoch = int(told[1]), int(told[2])
            if attempt >= found.get(epoch, (0, path))[0]:
                found[epoch] = (attempt, path)
    return {epoch: found[epoch][1] for epoch in sorted(found)}


def set_aside(path: Path) -> None:
    """Take a snapshot out of the count whose file can't be read; it stays beside the others."""
    with suppress(FileNotFoundError):
        path.rename(path.with_suffix(DAMAGED))


def damaged(place: Path) -> list[int]:
    """The epochs (0-based) whose snapshots were set aside and are not there in another file."""
    names = (path.with_suffix(".npz").name for path in (place / FOLDER).glob(f"*{DAMAGED}"))
    told = (NAME.fullmatch(name) for name in names)
    return sorted({int(one[2]) for one in told if one} - files(place).keys())


def weights(path: Path) -> list[np.ndarray]:
    """The numbers of a snapshot, in the order of the model's `weights`."""
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return [arrays[str(at)] for at in range(len(arrays.files))]
