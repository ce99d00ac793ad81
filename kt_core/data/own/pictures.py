"""Folders of pictures, one for each class, as a data set."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.data.own.csv_text import printable
from kt_core.data.own.members import Member, members
from kt_core.data.preparation import with_test_part
from kt_core.data.sets import Arrays
from kt_core.images.framing import FRAMES
from kt_core.images.preparing import Choices, prepare
from kt_core.images.reading import ENDINGS, FORMATS, size
from kt_core.images.target import Target, foreign_statistics
from kt_core.limits import DATA_CLASSES, DATA_SIDE, DATA_VALUES
from kt_core.problems import Problem, ProblemError

PARTS = {
    "train": "train",
    "training": "train",
    "val": "train",
    "valid": "train",
    "validation": "train",
    "test": "test",
    "testing": "test",
}
USUAL = 64  # pixels
LISTED = 20
COLOURS = ("grey", "rgb")


@dataclass(frozen=True, slots=True)
class Sorted:
    """A file with the class and part (None: to be drawn) that its folders say."""

    member: Member
    label: str
    part: str | None


def described(path: Path) -> dict[str, Any]:
    """What the pictures are: `classes` (counts), `parts`, `sizes`, `suggested` options, `left_out`.

    Looks at names and headers only. Raises ProblemError where no set can come of it.
    """
    with members(path) as found:
        chosen = sorted_files(found)
        sizes, coloured, left_out = _sizes(chosen)
    if not sizes:
        raise ProblemError(Problem("own_no_pictures", values={"formats": list(FORMATS)}))
    return {
        "kind": "pictures",
        "classes": dict(Counter(each.label for each in chosen)),
        "parts": dict(Counter(each.part or "" for each in chosen)),
        "sizes": _common(sizes),
        "examples": len(sizes),
        "left_out": [*left_out, *_others(found, chosen)][:LISTED],
        "suggested": {
            "size": list(_suggested(sizes)),
            "colour": "rgb" if coloured else "grey",
            "frame": "fit",
            "repeated": "drop",
        },
    }


def taken(path: Path, options: Mapping[str, Any]) -> tuple[Arrays, dict[str, Any], dict[str, Any]]:
    """Arrays, facts of the card, and a report of what was left out, as `described` suggests.

    Each picture goes through the very steps of a picture that is tried on a trained model:
    uint8 (n, height, width, 1 or 3). Raises ProblemError.
    """
    target, frame = _target(options), _frame(options)
    with members(path) as found:
        chosen = sorted_files(found)
        _refuse_volume(len(chosen), target)
        classes = tuple(sorted({each.label for each in chosen}))
        rows, left_out = _read(chosen, target, frame)
    rows, repeated = _without_repeats(rows, drop=options.get("repeated", "drop") == "drop")
    arrays = _arrays(rows, classes, target)
    facts = {
        "task": "classification",
        "modality": "image",
        "classes": classes,
        "largest": 255,
        "frame": frame.frame,
    }
    return arrays, facts, {"left_out": left_out[:LISTED], "lost": len(left_out), **repeated}


def sorted_files(found: Sequence[Member]) -> list[Sorted]:
    """The pictures with class and part. Raises ProblemError where folders say no classes."""
    pictures = [each for each in found if each.parts[-1].lower().endswith(ENDINGS)]
    if not pictures:
        raise ProblemError(Problem("own_no_pictures", values={"formats": list(FORMATS)}))
    chosen = [each for each in map(_sorted, pictures) if each]
    counts = Counter(each.label for each in chosen)
    if len(counts) < 2:
        only = next(iter(counts), "")
        values = {"name": only, "count": len(pictures)}
        raise ProblemError(Problem("own_one_class" if only else "own_no_classes", values=values))
    if len(counts) > DATA_CLASSES:
        values = {"count": len(counts), "limit": DATA_CLASSES}
        raise ProblemError(Problem("own_many_classes", values=values))
    if few := sorted(name for name, count in counts.items() if count < 2):
        raise ProblemError(Problem("own_class_single", values={"name": few[0], "names": few[:5]}))
    return chosen


def _sorted(member: Member) -> Sorted | None:
    """The class is the folder the file is in; a folder above it may say the part."""
    folders = member.parts[:-1]
    if not folders:
        return None
    part = next((PARTS[each.lower()] for each in folders[:-1] if each.lower() in PARTS), None)
    return Sorted(member, printable(folders[-1])[:100] or "?", part)


def _sizes(chosen: Iterable[Sorted]) -> tuple[list[tuple[int, int]], bool, list[dict[str, Any]]]:
    sizes, coloured, left_out = [], False, []
    for each in chosen:
        try:
            width, height, colour = size(each.member.read())
        except ProblemError as error:
            left_out.append({"file": each.member.name, "problem": error.problems[0].to_json()})
        else:
            sizes.append((height, width))
            coloured |= colour
    return sizes, coloured, left_out


def _others(found: Sequence[Member], chosen: Sequence[Sorted]) -> list[dict[str, Any]]:
    """Files that are no pictures, or in no folder of a class."""
    known = {each.member.parts for each in chosen}
    problem = Problem("own_file_unused", severity="info").to_json()
    return [{"file": each.name, "problem": problem} for each in found if each.parts not in known]


def _common(sizes: Sequence[tuple[int, int]]) -> list[dict[str, int]]:
    most = Counter(sizes).most_common(5)
    return [{"height": h, "width": w, "count": count} for (h, w), count in most]


def _suggested(sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The one size that all have where it is small enough, else a usual square."""
    if len(set(sizes)) == 1 and max(sizes[0]) <= DATA_SIDE:
        return sizes[0]
    return USUAL, USUAL


def _target(options: Mapping[str, Any]) -> Target:
    given, colour = options.get("size"), options.get("colour")
    sides = list(given) if isinstance(given, (list, tuple)) else []
    right = len(sides) == 2 and all(type(s) is int and 1 <= s <= DATA_SIDE for s in sides)
    if not right or colour not in COLOURS:
        values = {"given": str([given, colour])[:80], "limit": DATA_SIDE}
        raise ProblemError(Problem("own_picture_options", values=values))
    channels = 1 if colour == "grey" else 3
    shape = (sides[0], sides[1], channels)
    return Target(height=sides[0], width=sides[1], channels=channels, shape=shape)


def _frame(options: Mapping[str, Any]) -> Choices:
    frame = options.get("frame", "fit")
    if frame not in FRAMES:
        raise ProblemError(Problem("own_picture_frame", values={"given": str(frame)[:40]}))
    return Choices(frame=frame)


def _refuse_volume(count: int, target: Target) -> None:
    values = count * target.height * target.width * target.channels
    if values > DATA_VALUES:
        told = {"count": count, "millions": values // 10**6, "limit": DATA_VALUES // 10**6}
        raise ProblemError(Problem("own_too_many_values", values=told))


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    pixels: np.ndarray
    label: str
    part: str | None
    name: str


def _read(
    chosen: Sequence[Sorted], target: Target, frame: Choices
) -> tuple[list[_Row], list[dict[str, Any]]]:
    rows, left_out = [], []
    plain = foreign_statistics("none")
    for each in chosen:
        try:
            found = prepare(each.member.read(), target, statistics=plain, choices=frame)
        except ProblemError as error:
            left_out.append({"file": each.member.name, "problem": error.problems[0].to_json()})
            continue
        rows.append(_Row(found.tensor.astype("uint8"), each.label, each.part, each.member.name))
    return rows, left_out


def _without_repeats(rows: Sequence[_Row], *, drop: bool) -> tuple[list[_Row], dict[str, Any]]:
    """Without pictures seen before, those of the test part first; equal ones of several classes
    all go, since nobody can tell which is right."""
    groups: dict[bytes, list[_Row]] = {}
    for row in rows:
        groups.setdefault(hashlib.sha256(row.pixels.tobytes()).digest(), []).append(row)
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


def _arrays(rows: Sequence[_Row], classes: tuple[str, ...], target: Target) -> Arrays:
    counts = Counter(row.label for row in rows)
    if missing := [name for name in classes if counts[name] < 2]:
        raise ProblemError(Problem("own_class_lost", values={"name": missing[0]}))
    parts = {
        part: [row for row in rows if (row.part == "test") == (part == "test")]
        for part in ("train", "test")
    }
    if parts["test"]:
        if absent := set(classes) - {row.label for row in parts["train"]}:
            raise ProblemError(Problem("own_class_untrained", values={"name": min(absent)}))
        stacked = {part: _stacked(parts[part], classes, target) for part in parts}
        return Arrays(*stacked["train"], *stacked["test"])
    x, y = _stacked(rows, classes, target)
    return Arrays(**with_test_part(x, y, stratified=True))


def _stacked(
    rows: Sequence[_Row], classes: tuple[str, ...], target: Target
) -> tuple[np.ndarray, np.ndarray]:
    x = np.empty((len(rows), *target.shape), "uint8")
    for at, row in enumerate(rows):
        x[at] = row.pixels
    return x, np.array([classes.index(row.label) for row in rows], dtype="int64")
