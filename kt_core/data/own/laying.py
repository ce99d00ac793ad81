"""Pictures taken in one by one and laid out on disk: memory holds one of them and a line for each.

Each is read, prepared and written aside; when all are seen, those that are kept are put in order.
"""

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np

from kt_core.data.looks import Looks, figures, save
from kt_core.data.own.alike import Alike, Small, alike, alike_report, small
from kt_core.data.own.belonging import Belonging
from kt_core.data.own.members import members
from kt_core.data.own.parting import Known, group_report, rows_of_parts, way
from kt_core.data.own.pictures import LISTED, frame, target
from kt_core.data.own.sorting import Sorted, sorted_files
from kt_core.images.preparing import Choices, prepare
from kt_core.images.target import Target, foreign_statistics
from kt_core.problems import Problem, ProblemError
from kt_core.runs.folder import disk_full_explained

LEFT = 500_000_000
"""Bytes of the disk that a set must leave free."""
ASIDE = "aside.raw"
Told = Callable[[int, int], None]
Parts = tuple[np.ndarray, np.ndarray]


class Laid(NamedTuple):
    """Facts of the card, a report of what was left out, and which pictures are nearly equal."""

    facts: dict[str, Any]
    report: dict[str, Any]
    alike: Alike


def lay_out(path: Path, options: Mapping[str, Any], to: Path, *, told: Told | None = None) -> Laid:
    """Puts x_train.npy to y_test.npy and what was seen of the pictures into the folder `to`.

    Returns also facts of the card, and a report of what was left out. Each picture goes through the
    very steps of a picture that is tried on a trained model: uint8 (n, height, width, 1 or 3).
    `told(done, of)` hears how far it is. Raises ProblemError.
    """
    shape, framing = target(options), frame(options)
    with members(path) as found, disk_full_explained(to):
        chosen = sorted_files(found, options.get("level", 1))
        known = Belonging.of(chosen, found).known(options.get("parting"))
        refuse_small_disk(to, len(chosen), shape)
        classes = tuple(sorted({each.label for each in chosen}))
        with (to / ASIDE).open("w+b") as aside:
            rows, left_out = _read(chosen, (shape, framing), aside, told)
            kept, repeated = _without_repeats(rows, options.get("repeated", "drop") == "drop")
            known = known.only(np.array([row.number for row in kept], dtype="int64"))
            parting, parts = _parted(kept, classes, known, options.get("parting"))
            _write(_rows_of(kept, parts), classes, aside, to, shape)
        (to / ASIDE).unlink()
    for name, array in known.beside(*parts).items():
        np.save(to / f"{name}.npy", array, allow_pickle=False)
    about = {"task": "classification", "modality": "image", "classes": classes, "largest": 255}
    about |= {"frame": framing.frame, **known.facts(parting)}
    near = alike([kept[at].small for at in np.concatenate(parts)])
    report = {"left_out": left_out[:LISTED], "lost": len(left_out), **repeated}
    report |= {**group_report(known, parts), **alike_report(near, len(parts[0]))}
    return Laid(about, report, near)


def refuse_small_disk(to: Path, count: int, shape: Target) -> None:
    """Raises ProblemError where so many pictures have no room: twice, while they are put in
    order."""
    needed = 2 * disk_bytes(count, (shape.height, shape.width, shape.channels)) + LEFT
    free = shutil.disk_usage(to).free
    if needed > free:
        values = {"count": count, "needed": needed // 10**6, "free": free // 10**6}
        raise ProblemError(Problem("own_disk_small", values=values))


def disk_bytes(count: int, shape: Sequence[int]) -> int:
    """Bytes that so many pictures take when they are kept."""
    return count * int(np.prod(shape, dtype="int64"))


@dataclass(frozen=True, slots=True)
class _Row:
    """A picture that was written aside as the `place`-th, being the `number`-th that was chosen."""

    place: int
    number: int
    digest: bytes
    small: Small
    figures: tuple[int, int, int, int]
    label: str
    part: str | None
    name: str


def _read(
    chosen: Sequence[Sorted], wanted: tuple[Target, Choices], aside: IO[bytes], told: Told | None
) -> tuple[list[_Row], list[dict[str, Any]]]:
    rows: list[_Row] = []
    left_out = []
    plain = foreign_statistics("none")
    for done, each in enumerate(chosen):
        if told:
            told(done, len(chosen))
        try:
            content = each.member.read()
            found = prepare(content, wanted[0], statistics=plain, choices=wanted[1])
        except ProblemError as error:
            left_out.append({"file": each.member.name, "problem": error.problems[0].to_json()})
            continue
        pixels = found.tensor.astype("uint8")
        aside.write(pixels.tobytes())
        digest = hashlib.sha256(pixels.tobytes()).digest()[:16]
        said = (each.label, each.part, each.member.name)
        rows.append(_Row(len(rows), done, digest, small(pixels), figures(pixels), *said))
    return rows, left_out


def _without_repeats(rows: Sequence[_Row], drop: bool) -> tuple[list[_Row], dict[str, Any]]:
    """Without pictures seen before, those of the test part first; equal ones of several classes
    all go, since nobody can tell which is right."""
    groups: dict[bytes, list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.digest, []).append(row)
    several = [group for group in groups.values() if len(group) > 1]
    torn = [group for group in several if len({row.label for row in group}) > 1]
    across = [group for group in several if len({row.part for row in group}) > 1]
    report = {
        "repeated": sum(len(group) - 1 for group in several),
        "repeated_across": len(across),
        "contradicting": [[row.name for row in group[:3]] for group in torn[:5]],
        "dropped": 0,
    }
    if not drop:
        return list(rows), report
    kept = [
        next((row for row in group if row.part == "test"), group[0])
        for group in groups.values()
        if len({row.label for row in group}) == 1
    ]
    return kept, {**report, "dropped": len(rows) - len(kept)}


def _parted(
    rows: Sequence[_Row], classes: tuple[str, ...], known: Known, parting: Any
) -> tuple[str, Parts]:
    """How the test part is set apart, and the places of both parts' rows: as the folders say, else
    a fifth by chance, by group or by time."""
    counts = Counter(row.label for row in rows)
    if missing := [name for name in classes if counts[name] < 2]:
        raise ProblemError(Problem("own_class_lost", values={"name": missing[0]}))
    is_test = np.array([row.part == "test" for row in rows])
    if is_test.any():
        train = {row.label for row in rows if row.part != "test"}
        if absent := set(classes) - train:
            raise ProblemError(Problem("own_class_untrained", values={"name": min(absent)}))
        return "given", (np.flatnonzero(~is_test), np.flatnonzero(is_test))
    numbers = {name: number for number, name in enumerate(classes)}
    y = np.array([numbers[row.label] for row in rows])
    return way(parting), rows_of_parts(way(parting), y, known, classes=classes)


def _rows_of(rows: Sequence[_Row], parts: Parts) -> dict[str, list[_Row]]:
    return {
        part: [rows[at] for at in chosen]
        for part, chosen in zip(("train", "test"), parts, strict=True)
    }


def _write(
    parts: Mapping[str, Sequence[_Row]],
    classes: tuple[str, ...],
    aside: IO[bytes],
    to: Path,
    shape: Target,
) -> None:
    size = disk_bytes(1, shape.shape or ())
    numbers = {name: number for number, name in enumerate(classes)}
    for part, rows in parts.items():
        with (to / f"x_{part}.npy").open("wb") as stream:
            whole = (len(rows), *(shape.shape or ()))
            about = {"descr": "|u1", "fortran_order": False, "shape": whole}
            np.lib.format.write_array_header_1_0(stream, about)
            for row in rows:
                aside.seek(row.place * size)
                stream.write(aside.read(size))
        y = np.array([numbers[row.label] for row in rows], dtype="int64")
        np.save(to / f"y_{part}.npy", y, allow_pickle=False)
    hashes = {
        part: np.array([int.from_bytes(row.digest[:8], "little", signed=True) for row in rows])
        for part, rows in parts.items()
    }
    seen = np.array([row.figures for row in parts["train"]], dtype="int64")
    save(to, Looks(hashes["train"], hashes["test"], seen))
