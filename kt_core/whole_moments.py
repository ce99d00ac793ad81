"""Answers as large as the example, after each epoch whose weights were kept: how far off each one
is, and some of them in full.

The engine writes them down (`kt_core.engine.looking_back_whole`), each once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from kt_core import looking_back, snapshots

MOST = 1000
"""Of no part more examples are looked at."""
NUMBERS = 4_000_000
FEWEST = 12
"""Of each epoch so many answers, evenly chosen, are kept in full as have NUMBERS numbers together
(but FEWEST at least)."""


@dataclass(frozen=True, eq=False)
class WholeMoment:
    """The answers after one epoch (0-based).

    `rows` (n,) are places in the set's training or test part, drawn from `of` examples. `off`
    (n,): the share of ink that has the wrong class, or the mean squared error in scaled units.
    `kept` (k,): the places of the examples whose answers are there in full (`in_full`).
    `confusion` counts pixels (true, predicted); None where examples are given back. `is_saved`:
    the run's saved model has these very weights.
    """

    epoch: int
    rows: np.ndarray
    of: int
    off: np.ndarray
    kept: np.ndarray
    confusion: np.ndarray | None
    file: Path
    is_saved: bool


def evenly(count: int, size: int) -> np.ndarray:
    """The places of those whose answers, of `size` numbers each, are kept in full."""
    most = min(count, max(FEWEST, NUMBERS // max(1, size)))
    return np.unique(np.linspace(0, count - 1, most).round().astype("int64"))


def moments(run: str, *, part: str, output: int = 0) -> list[WholeMoment]:
    """The answers that are there, epoch by epoch."""
    return looking_back.each_read(run, _read, part=part, output=output)


@lru_cache(maxsize=4 * snapshots.MOST)
def _read(path: Path, _stamp: int, epoch: int, *, is_saved: bool) -> WholeMoment:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        known = {name: arrays[name] for name in ("rows", "off", "kept")}
        confusion = arrays["confusion"] if "confusion" in arrays.files else None
        return WholeMoment(
            epoch, of=int(arrays["of"]), **known, confusion=confusion, file=path, is_saved=is_saved
        )


def in_full(moment: WholeMoment) -> Mapping[str, np.ndarray]:
    """The answers to the examples in `kept`: `given` (k, ...), which are class numbers of pixels
    with `true` ones beside them, or examples given back: pictures uint8 0..255, rows in the set's
    units. Nothing where the file is gone by now; one that can't be read is removed."""
    try:
        return _in_full(moment.file, moment.file.stat().st_mtime_ns)
    except OSError:
        return {}
    except looking_back.BROKEN:
        moment.file.unlink(missing_ok=True)
        return {}


@lru_cache(maxsize=4)
def _in_full(path: Path, _stamp: int) -> Mapping[str, np.ndarray]:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in ("given", "true") if name in arrays.files}


def iou(confusion: np.ndarray) -> np.ndarray:
    """Intersection over union of each class, (classes,), from counts (true, predicted); NaN for a
    class that is neither there nor answered."""
    right = confusion.diagonal().astype("float64")
    union = confusion.sum(axis=1) + confusion.sum(axis=0) - right
    return np.divide(right, union, out=np.full(len(right), np.nan), where=union > 0)


def mean_iou(confusion: np.ndarray) -> float:
    """The mean over the classes that have one; NaN without any."""
    known = iou(confusion)
    return float(known[~np.isnan(known)].mean()) if not np.isnan(known).all() else float("nan")


def overlaps(found: Sequence[WholeMoment]) -> np.ndarray:
    """Intersection over union at each moment: (moments, classes)."""
    return np.stack([iou(each.confusion) for each in found if each.confusion is not None])


def hardest(found: Sequence[WholeMoment], *, most: int) -> list[int]:
    """The classes (numbers) with the lowest intersection over union at the last moment, the lowest
    first."""
    known = overlaps(found)[-1]
    return [int(at) for at in np.argsort(known, kind="stable") if not np.isnan(known[at])][:most]
