"""Pictures sorted by the folders they are in: classes, and parts where folders say them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kt_core.data.own.csv_text import printable
from kt_core.data.own.members import Member
from kt_core.images.reading import ENDINGS, FORMATS
from kt_core.limits import DATA_CLASSES
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
LEVELS = (1, 2, 3)
NEARLY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class Sorted:
    """A file with the class and part (None: to be drawn) that its folders say."""

    member: Member
    label: str
    part: str | None


def class_levels(found: Sequence[Member]) -> list[dict[str, Any]]:
    """The folders that may be the classes: `level` (1: the one that files are in), `count` of
    different names and some `names`; those that nearly all files have, and two names at least."""
    folders = [each.parts[:-1] for each in _pictures(found)]
    levels = []
    for level in LEVELS:
        names = Counter(each[-level] for each in folders if len(each) >= level)
        is_part = all(name.lower() in PARTS for name in names)
        if len(names) > 1 and not is_part and names.total() >= NEARLY_ALL * len(folders):
            digits = sum(any(sign.isdigit() for sign in name) for name in names)
            places = {each[: 1 - level or None] for each in folders if len(each) >= level}
            told = {"level": level, "count": len(names), "places": len(places)}
            told |= {"numbered": digits >= 0.8 * len(names)}
            told |= {"bare": all(name.isdecimal() for name in names)}
            levels.append({**told, "names": [printable(name) for name, _ in names.most_common(5)]})
    return levels


def suggested_level(levels: Sequence[Mapping[str, Any]]) -> int:
    """Class folders are those that files are in, unless these are numbered and those above are
    fewer and have no numbers: patient_01, patient_02 in class folders. Bare numbers, 0 to 9 of each
    writer, are classes where they are met in several places."""
    if len(levels) < 2 or levels[0]["level"] != 1:
        return 1
    inner, outer = levels[:2]
    below = inner["numbered"] and not outer["numbered"] and inner["count"] > outer["count"]
    met_again = inner["bare"] and inner["places"] >= 1.5 * inner["count"]
    return int(outer["level"]) if below and not met_again else 1


def _pictures(found: Sequence[Member]) -> list[Member]:
    return [each for each in found if each.parts[-1].lower().endswith(ENDINGS)]


def sorted_files(found: Sequence[Member], level: Any = 1) -> list[Sorted]:
    """The pictures with class and part; `level` says which folder is the class, 1 being the one
    that files are in. Raises ProblemError where folders say no classes."""
    if level not in LEVELS:
        raise ProblemError(Problem("own_class_level", values={"given": str(level)[:40]}))
    pictures = _pictures(found)
    if not pictures:
        raise ProblemError(Problem("own_no_pictures", values={"formats": list(FORMATS)}))
    chosen = [each for each in (_sorted(picture, level) for picture in pictures) if each]
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


def _sorted(member: Member, level: int) -> Sorted | None:
    """The class is a folder the file is in; a folder above it may say the part."""
    folders = member.parts[:-level]
    if not folders:
        return None
    part = next((PARTS[each.lower()] for each in folders[:-1] if each.lower() in PARTS), None)
    return Sorted(member, printable(folders[-1])[:100] or "?", part)
