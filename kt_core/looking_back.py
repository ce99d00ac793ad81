"""What a run's model answered after each epoch whose weights were kept: read, and compared.

The engine writes the answers down (`kt_core.engine.looking_back`), each once.
"""

import json
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from kt_core import snapshots
from kt_core.layer_maps import model_stamp
from kt_core.runs import folder

FOLDER = "looking_back"
PARTS = ("validation", "training", "test")
MOST = 5000
"""Of the training part no more examples are looked at; the other parts are taken whole."""
DRAWN = 64
"""Of a layer's filters or units so many are drawn."""
BROKEN = (KeyError, ValueError, EOFError, zipfile.BadZipFile, zlib.error)
UNREADABLE = (OSError, *BROKEN)
"""What reading a file of arrays may raise that is cut off or another one, or gone."""
Read = TypeVar("Read")


@dataclass(frozen=True, eq=False)
class Moment:
    """The answers after one epoch (0-based).

    `rows` (n,) are places in the set's training or test part. true, predicted: class numbers (n,)
    or values (n, k); `confidence` (n,) is the probability of the predicted class, None for values.
    `is_saved`: the run's saved model has these very weights.
    """

    epoch: int
    rows: np.ndarray
    true: np.ndarray
    predicted: np.ndarray
    confidence: np.ndarray | None
    is_saved: bool

    @property
    def right(self) -> np.ndarray:
        """Whether each class was recognised: bool (n,)."""
        return self.true == self.predicted

    @property
    def off(self) -> np.ndarray:
        """How far each value is off, the largest of several: (n,), in units of the target."""
        return np.abs(self.predicted.astype("float64") - self.true).max(axis=1)


@dataclass(frozen=True, slots=True)
class Changes:
    """Places of examples that became right or wrong since the moment before, and all wrong ones."""

    right: np.ndarray
    wrong: np.ndarray
    mistakes: np.ndarray


@dataclass(frozen=True, slots=True)
class Pair:
    """Two classes (numbers) and the share of their examples that are taken for the other one.

    `shares` has one value a moment. `since` is the first epoch (0-based) from which on it stays
    below the limit, None where it does not.
    """

    one: int
    other: int
    shares: tuple[float, ...]
    since: int | None

    @property
    def was_confused(self) -> float:
        """The largest share there was."""
        return max(self.shares)


def file(snapshot: Path, *, part: str, output: int = 0) -> Path:
    """Where the answers of a snapshot's model are."""
    place = snapshot.parent.parent / FOLDER
    return place / f"{part}-{output}-{snapshot.stem}.npz"


def waiting(run: str, *, part: str, output: int = 0) -> list[Path]:
    """The snapshots whose answers are not there yet, in the order of their epochs."""
    found = snapshots.files(folder(run)).values()
    return [one for one in found if not zipfile.is_zipfile(file(one, part=part, output=output))]


def moments(run: str, *, part: str, output: int = 0) -> list[Moment]:
    """The answers that are there, epoch by epoch."""
    return each_read(run, _read, part=part, output=output)


def each_read(run: str, read: Callable[..., Read], *, part: str, output: int) -> list[Read]:
    """What `read(path, stamp, epoch, is_saved=...)` makes of each file of answers; one that can't
    be read is removed, so that the engine is asked again."""
    found, saved = [], (about(run) or {}).get("saved_in", ())
    for epoch, snapshot in snapshots.files(folder(run)).items():
        path = file(snapshot, part=part, output=output)
        try:
            stamp = path.stat().st_mtime_ns
            found.append(read(path, stamp, epoch, is_saved=snapshot.stem in saved))
        except FileNotFoundError:
            continue
        except UNREADABLE:
            path.unlink(missing_ok=True)
    return found


@lru_cache(maxsize=4 * snapshots.MOST)
def _read(path: Path, _stamp: int, epoch: int, *, is_saved: bool) -> Moment:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
        confidence = arrays["confidence"] if "confidence" in arrays.files else None
        return Moment(
            epoch,
            rows=arrays["rows"],
            true=arrays["true"],
            predicted=arrays["predicted"],
            confidence=confidence,
            is_saved=is_saved,
        )


def about(run: str) -> dict[str, Any] | None:
    """What `about.json` says: `filters` (`node`, `place` among the weights, `shape`, `form`),
    `saved_in` (stems of the snapshots whose weights the saved `model` has), or None before the
    engine has looked."""
    try:
        return json.loads((folder(run) / FOLDER / "about.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def is_current(run: str) -> bool:
    """Whether `about` tells of the model as it is saved now."""
    known = about(run) or {}
    try:
        return known.get("model") == model_stamp(run) and "saved_in" in known
    except OSError:  # the model is gone: the engine says so
        return False


def confusion(moment: Moment, classes: int) -> np.ndarray:
    """How often (true, predicted) came: int (classes, classes)."""
    pairs = moment.true * classes + moment.predicted
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def changes(moment: Moment, before: Moment | None) -> Changes:
    """Which examples became right or wrong since `before`; of nothing before, none did."""
    wrong = ~moment.right
    if before is None:
        nothing = np.zeros(0, dtype="int64")
        return Changes(nothing, nothing, np.flatnonzero(wrong))
    was_wrong = ~before.right
    became_right, became_wrong = was_wrong & ~wrong, wrong & ~was_wrong
    return Changes(*map(np.flatnonzero, (became_right, became_wrong, wrong)))


def restless(found: Sequence[Moment]) -> np.ndarray:
    """Places of the examples that were wrong at some moment; those that changed most often first,
    then those that were wrong longest."""
    right = np.stack([each.right for each in found])
    turns, wrong = np.abs(np.diff(right.astype(int), axis=0)).sum(axis=0), (~right).sum(axis=0)
    order = np.lexsort((-wrong, -turns))
    return order[wrong[order] > 0]


def pairs(found: Sequence[Moment], classes: int, *, limit: float) -> list[Pair]:
    """Every pair of classes that was ever confused, the last one to be separated first.

    The share is that of the examples of both classes that are taken for the other one of the two.
    Pairs that are not separated at the end come before all, the most confused first.
    """
    counts = np.stack([confusion(each, classes) for each in found])
    both = counts + counts.transpose(0, 2, 1)
    totals = counts.sum(axis=2)
    made = [
        _pair(found, one, other, both[:, one, other], totals[:, one] + totals[:, other], limit)
        for one, other in np.argwhere(np.triu(both.max(axis=0), k=1))
    ]
    return sorted(made, key=_order)


def _pair(
    found: Sequence[Moment],
    one: int,
    other: int,
    confused: np.ndarray,
    total: np.ndarray,
    limit: float,
) -> Pair:
    shares = confused / np.maximum(total, 1)
    above = np.flatnonzero(shares >= limit)
    first = above[-1] + 1 if len(above) else 0
    since = found[first].epoch if first < len(found) else None
    return Pair(int(one), int(other), tuple(shares.tolist()), since)


def _order(pair: Pair) -> tuple[float, ...]:
    if pair.since is None:
        return (0, 0, -pair.shares[-1])
    return (1, -pair.since, -pair.was_confused)


def filters(run: str, told: Mapping[str, Any]) -> dict[int, np.ndarray]:
    """Epoch (0-based) -> the weights of the layer that `about` tells of, as they were then, of its
    first filters or units; those that can't be read are left out."""
    name, shape, found = str(told["place"]), tuple(told["shape"]), {}
    for epoch, path in snapshots.files(folder(run)).items():
        with (
            suppress(*UNREADABLE),
            path.open("rb") as stream,
            np.load(stream, allow_pickle=False) as arrays,
        ):
            if (kernel := arrays[name]).shape == shape:
                found[epoch] = kernel[..., :DRAWN].copy()
    return found


def activations_file(run: str, *, part: str, row: int, layer: int) -> Path:
    """Where the activations of an example (its place in the part) in a layer (number) are."""
    return folder(run) / FOLDER / f"activations-{part}-{row}-{layer}.npz"


def activations(run: str, *, part: str, row: int, layer: int) -> dict[int, np.ndarray] | None:
    """Epoch (0-based) -> what the layer makes of the example, (height, width, channels), (time,
    features) or (units,); None while they are not there for every snapshot.

    They belong to snapshots, not to epochs: one that was trained again has others.
    """
    path = activations_file(run, part=part, row=row, layer=layer)
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            known = {name: arrays[name] for name in arrays.files}
    except UNREADABLE:
        return None
    kept = snapshots.files(folder(run))
    if not {each.stem for each in kept.values()} <= known.keys():
        return None
    return {epoch: known[each.stem] for epoch, each in kept.items()}
