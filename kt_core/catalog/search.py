"""Finding an entry by what it is called or by what it is good for."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from kt_core.catalog.assembly import kinds
from kt_core.catalog.entries import Entry, Family

FILE = Path(__file__).parent / "purposes.json"
_WORDS = re.compile(r"[^\W_]+")
_ENDINGS = ("ing", "ed", "er", "es", "s", "e")
_IDLE = {
    "a",
    "an",
    "and",
    "for",
    "i",
    "in",
    "is",
    "it",
    "my",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
}
BLANK = "\u00a0"  # one that a browser does not leave out
SHORTEST = 3  # letters that an ending leaves

Rank = tuple[int, bool, int]


def search(typed: str, entries: Iterable[Entry]) -> list[Entry]:
    """The entries that fit what was typed, the best first.

    A name that begins with it comes first, then names that hold it, then purposes, then what the
    gloss says; inside each beginners' entries, and main purposes, come before the others. Nothing
    typed: all entries as they are.
    """
    known = list(entries)
    if not typed.strip():
        return known
    ranks = [(_rank(typed, entry), entry) for entry in known]
    found = [(rank, entry) for rank, entry in ranks if rank is not None]
    return [entry for _, entry in sorted(found, key=lambda pair: pair[0])]


@cache
def _purposes() -> dict[str, Any]:
    """Groups of kinds (patterns) with what they are for, by family."""
    return json.loads(FILE.read_text("utf-8"))


@cache
def purposes(family: str, kind: str) -> tuple[str, ...]:
    """What the kind is good for, in a learner's words."""
    found = [
        purpose
        for group in _purposes().get(family, ())
        if any(fnmatchcase(kind, pattern) for pattern in group["kinds"])
        for purpose in group["for"]
    ]
    return tuple(dict.fromkeys(found))


def words(entry: Entry) -> tuple[str, ...]:
    """What stands behind an entry's name where it is chosen: its purposes, first those that few
    others of the family have; for own parts the gloss; then its other names."""
    known = purposes(entry.family, entry.kind) or ((entry.gloss,) if entry.gloss else ())
    own = _compact(entry.kind)
    others = {_compact(name) for name in entry.identifiers}
    ranked = sorted(known, key=lambda purpose: _shared(entry.family)[purpose])
    return (*ranked, *sorted(name for name in others if own not in name and name not in own))


@cache
def _shared(family: Family) -> Counter[str]:
    """How many kinds of the family each purpose is written for."""
    return Counter(each for kind in kinds(family) for each in purposes(family, kind))


def _compact(name: str) -> str:
    return name.replace("_", "").lower()


def _rank(typed: str, entry: Entry) -> Rank | None:
    names = [name.lower() for name in (entry.kind, *entry.identifiers)]
    compact, beginner = re.sub(r"[\s_-]", "", typed.lower()), entry.level == "beginner"
    if any(name.startswith(compact) for name in names):
        return 0, not beginner, 0
    if any(compact in name.replace("_", "") for name in names):
        return 1, not beginner, 0
    phrases, wanted = purposes(entry.family, entry.kind), _stems(typed) - _IDLE
    for place, phrase in enumerate(phrases):
        if typed.strip().lower() in phrase.lower() or (wanted and _covers(_stems(phrase), wanted)):
            return 2, not beginner, place
    if wanted and _covers(_stems(" ".join([*phrases, *names])), wanted):
        return 3, not beginner, 0
    if wanted and _covers(_stems(" ".join([*phrases, *names, entry.gloss])), wanted):
        return 4, not beginner, 0
    return None


def _covers(known: frozenset[str], wanted: frozenset[str]) -> bool:
    """Whether each wanted stem begins a known one; a single letter has to be one."""
    return all(
        any(word == stem or (len(stem) > 1 and word.startswith(stem)) for word in known)
        for stem in wanted
    )


@cache
def _stems(text: str) -> frozenset[str]:
    """The words without their endings, lower case: `images` and `image` are one."""
    return frozenset(_stem(word) for word in _WORDS.findall(text.lower()))


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            return word[: -len(ending)]
    return word


def fitted(kind: str, purposes: Sequence[str], *, room: int) -> str:
    """Name and purposes of an option in a list that shows `room` letters of it and searches all.

    Only whole purposes are to be seen, an ellipsis says that there are more; these stand behind
    blanks, out of sight.
    """
    if not purposes:
        return kind
    for count in range(len(purposes), 0, -1):
        shown = f"{kind} · {', '.join(purposes[:count])}"
        shown += ", …" if count < len(purposes) else ""
        if len(shown) <= room:
            return shown + _unseen(purposes[count:], room)
    return kind + _unseen(purposes, room)


def _unseen(purposes: Sequence[str], room: int) -> str:
    """Behind so many narrow blanks that it begins outside."""
    return BLANK * 3 * room + ", ".join(purposes) if purposes else ""
