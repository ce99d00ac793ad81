"""Folders of pictures, one for each class, as a data set."""

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kt_core.data.own.belonging import Belonging
from kt_core.data.own.members import Member, members
from kt_core.data.own.sorting import Sorted, class_levels, sorted_files, suggested_level
from kt_core.images.framing import FRAMES
from kt_core.images.preparing import Choices
from kt_core.images.reading import FORMATS, size
from kt_core.images.target import Target
from kt_core.limits import DATA_SIDE
from kt_core.problems import Problem, ProblemError

USUAL = 64  # pixels
LISTED = 20
LOOKED_AT = 4000
"""Pictures whose headers are read to describe a set, evenly spread."""
COLOURS = ("grey", "rgb")


def described(path: Path, options: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the pictures are: `classes` (counts), `parts`, `sizes`, `suggested` options, `left_out`.

    Looks at names and headers only. `levels` are the folders that may be the classes, one of which
    `options` may name as `level`. Raises ProblemError where no set can come of it.
    """
    with members(path) as found:
        levels = class_levels(found)
        level = (options or {}).get("level") or suggested_level(levels)
        chosen = sorted_files(found, level)
        looked = chosen[:: -(-len(chosen) // LOOKED_AT)]
        sizes, coloured, left_out = _sizes(looked)
        belonging = Belonging.of(chosen, found)
        groupings = belonging.groupings()
    if not sizes:
        raise ProblemError(Problem("own_no_pictures", values={"formats": list(FORMATS)}))
    return {
        "kind": "pictures",
        "classes": dict(Counter(each.label for each in chosen)),
        "parts": dict(Counter(each.part or "" for each in chosen)),
        "sizes": _common(sizes),
        "examples": len(chosen) if len(looked) < len(chosen) else len(sizes),
        "looked": len(looked),
        "left_out": [*left_out, *_others(found, chosen, belonging.tables)][:LISTED],
        "levels": levels,
        "groupings": groupings,
        "timings": belonging.timings(),
        "suggested": {
            "level": level,
            "size": list(_suggested(sizes)),
            "colour": "rgb" if coloured else "grey",
            "frame": "fit",
            "repeated": "drop",
            "parting": belonging.suggested(groupings),
        },
    }


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


def _others(
    found: Sequence[Member], chosen: Sequence[Sorted], tables: Container[str]
) -> list[dict[str, Any]]:
    """Files that are no pictures, in no folder of a class, and no table that speaks of them."""
    known = {each.member.parts for each in chosen}
    problem = Problem("own_file_unused", severity="info").to_json()
    unused = [each.name for each in found if each.parts not in known and each.name not in tables]
    return [{"file": name, "problem": problem} for name in unused]


def _common(sizes: Sequence[tuple[int, int]]) -> list[dict[str, int]]:
    most = Counter(sizes).most_common(5)
    return [{"height": h, "width": w, "count": count} for (h, w), count in most]


def _suggested(sizes: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The one size that all have where it is small enough, else a usual square."""
    if len(set(sizes)) == 1 and max(sizes[0]) <= DATA_SIDE:
        return sizes[0]
    return USUAL, USUAL


def target(options: Mapping[str, Any]) -> Target:
    """The size and colour that all pictures get. Raises ProblemError for strange options."""
    given, colour = options.get("size"), options.get("colour")
    sides = list(given) if isinstance(given, (list, tuple)) else []
    right = len(sides) == 2 and all(type(s) is int and 1 <= s <= DATA_SIDE for s in sides)
    if not right or colour not in COLOURS:
        values = {"given": str([given, colour])[:80], "limit": DATA_SIDE}
        raise ProblemError(Problem("own_picture_options", values=values))
    channels = 1 if colour == "grey" else 3
    shape = (sides[0], sides[1], channels)
    return Target(height=sides[0], width=sides[1], channels=channels, shape=shape)


def frame(options: Mapping[str, Any]) -> Choices:
    """How they are brought to that size. Raises ProblemError for a way that does not exist."""
    given = options.get("frame", "fit")
    if given not in FRAMES:
        raise ProblemError(Problem("own_picture_frame", values={"given": str(given)[:40]}))
    return Choices(frame=given)
