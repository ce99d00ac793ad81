"""Where the data sets that people bring are kept: named by content, each with its card."""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from functools import lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from kt_core.data.cards import OWN, Card, card, own_folder
from kt_core.data.own.alike import NOTHING, Alike
from kt_core.data.sets import Arrays, place
from kt_core.data.stored import read_folder
from kt_core.problems import ProblemError
from kt_core.runs.folder import disk_full_explained, write_atomic

WORDS = ("title", "about", "source", "licence", "target")
LONGEST = 2_000  # characters of one of the card's words
PORTION = 1000  # rows
BUILDING = ".building-"
ALIKE = "alike.npz"


class Made(NamedTuple):
    """A file of data as a set: its arrays, facts of the card, a report of what was left out, and
    arrays `beside` the examples (see `kt_core.data.sets.beside`)."""

    arrays: Arrays
    facts: dict[str, Any]
    report: dict[str, Any]
    beside: Mapping[str, np.ndarray] = MappingProxyType({})
    alike: Alike = NOTHING


def put(
    arrays: Arrays,
    facts: Mapping[str, Any],
    words: Mapping[str, str],
    *,
    owner: str = "",
    beside: Mapping[str, np.ndarray] | None = None,
) -> Card:
    """Keeps a set; the card of the set as it is kept. The same arrays twice are one set.

    `arrays` are as `Arrays` says, `facts` what a `Card` holds beyond sizes and kind, `words` what
    a person says of it, by the names in `WORDS`; without an `owner` it is everybody's. Raises
    ProblemError when the disk is full.
    """
    every = {**arrays._asdict(), **dict(sorted((beside or {}).items()))}
    kind = f"own_{_digest(every, facts)}"
    path = own_folder() / f"{kind}.npz"
    with disk_full_explained(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomic(path, partial(_save, every))
    about = dict(facts) | {"size_bytes": path.stat().st_size, "owners": _owners(kind, owner)}
    return say(_as_described(_card(kind, arrays, about)), words)


@contextmanager
def building() -> Iterator[Path]:
    """A folder in which a set can be laid out; what is still there afterwards goes."""
    place = own_folder()
    with disk_full_explained(place):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=BUILDING, dir=place))
    try:
        yield aside
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def put_folder(
    laid: Path, facts: Mapping[str, Any], words: Mapping[str, str], *, owner: str = ""
) -> Card:
    """Keeps a set that is laid out in the folder `laid`, as `put` does: under the same name that
    the arrays have in one file."""
    arrays = Arrays(**read_folder(laid))
    files = {path.stem: path for path in laid.glob("*.npy")}
    beside = {name: np.load(files[name]) for name in sorted(set(files) - set(arrays._fields))}
    kind = f"own_{_digest({**arrays._asdict(), **beside}, facts)}"
    size = sum(path.stat().st_size for path in laid.iterdir())
    about = dict(facts) | {"size_bytes": size, "owners": _owners(kind, owner), "laid_out": True}
    found = _card(kind, arrays, about)
    if not place(kind).is_dir():
        with suppress(FileExistsError):  # somebody else has just brought the same
            laid.rename(place(kind))
    said = say(_as_described(found), words)
    (own_folder() / f"{kind}.npz").unlink(missing_ok=True)  # as it was kept before
    return said


def _card(kind: str, arrays: Arrays, about: Mapping[str, Any]) -> Card:
    return Card(
        kind=kind,
        origin="own",
        shape=tuple(arrays.x_train.shape[1:]),
        train=len(arrays.y_train),
        test=len(arrays.y_test),
        **about,
    )


def _as_described(facts: Card) -> Card:
    """The same with the words and class names that it has been given here already."""
    try:
        known = card(facts.kind)
    except (ProblemError, ValueError):
        return facts
    said = replace(facts, words=known.words, classes=known.classes)
    return replace(said, class_history=known.class_history)


def say(facts: Card, words: Mapping[str, str]) -> Card:
    """The card with these words in place of those of the same name, kept."""
    told = dict(facts.words) | {
        name: str(words[name]).strip()[:LONGEST] for name in WORDS if name in words
    }
    changed = replace(facts, words=tuple(sorted(told.items())))
    text = json.dumps(asdict(changed), ensure_ascii=False)
    write_atomic(own_folder() / f"{facts.kind}.json", text.encode())
    return changed


def keep_report(kind: str, report: Mapping[str, Any]) -> None:
    """Keeps what was found while the set was made."""
    text = json.dumps(dict(report), ensure_ascii=False)
    write_atomic(own_folder() / f"{kind}.report.json", text.encode())


def report(kind: str) -> dict[str, Any]:
    """What was found while the set was made; empty when nobody knows."""
    try:
        found = json.loads((own_folder() / f"{kind}.report.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep_alike(kind: str, found: Alike) -> None:
    """Keeps which pictures are nearly equal; places count the training part, then the test part."""
    path = own_folder() / f"{kind}.{ALIKE}"
    if not len(found.pairs):
        path.unlink(missing_ok=True)
        return
    told = {"pairs": found.pairs, "likeness": found.likeness}
    write_atomic(path, lambda aside: _save(told, aside))


def kept_alike(kind: str) -> Alike:
    """Those that were kept; remembered while the file stays as it is."""
    path = own_folder() / f"{kind}.{ALIKE}"
    return _alike(path, path.stat().st_mtime_ns) if path.exists() else NOTHING


@lru_cache(maxsize=8)
def _alike(path: Path, _stamp: int) -> Alike:
    with path.open("rb") as stream, np.load(stream, allow_pickle=False) as found:
        return Alike(found["pairs"], found["likeness"])


def own_cards(owner: str = "") -> tuple[Card, ...]:
    """The cards of the sets that this person has brought, and of everybody's, the newest first."""
    files = [path for path in own_folder().glob("own_*.json") if OWN.fullmatch(path.stem)]
    found = []
    for path in sorted(files, key=_age):
        try:
            found.append(card(path.stem))
        except (ProblemError, ValueError):  # taken away meanwhile, or no card
            continue
    return tuple(each for each in found if not each.owners or owner in each.owners)


def remove(kind: str, owner: str) -> None:
    """Takes a set away from one who has brought it; from the last of them, it goes altogether.

    Experiments that name it then say that it is gone.
    """
    facts = next((each for each in own_cards(owner) if each.kind == kind), None)
    if facts is None or owner not in facts.owners:  # gone already, or not theirs
        return
    others = tuple(each for each in facts.owners if each != owner)
    if others:
        say(replace(facts, owners=others), {})
        return
    for ending in ("json", "npz", "report.json", ALIKE):
        (own_folder() / f"{kind}.{ending}").unlink(missing_ok=True)
    shutil.rmtree(place(kind), ignore_errors=True)


def _owners(kind: str, owner: str) -> tuple[str, ...]:
    """Those of the set as it is here already, and the new one."""
    try:
        known = card(kind).owners
    except ProblemError:
        return (owner,) if owner else ()
    return tuple(sorted({*known, owner})) if known and owner else ()


def _age(path: Path) -> float:
    try:
        return -path.stat().st_mtime
    except OSError:
        return 0.0


def _digest(arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> str:
    found = hashlib.sha256(json.dumps(facts, sort_keys=True).encode())
    for array in arrays.values():
        found.update(f"{array.dtype}{array.shape}".encode())
        for start in range(0, len(array), PORTION):
            found.update(np.ascontiguousarray(array[start : start + PORTION]).data)
    return found.hexdigest()[:16]


def _save(arrays: Mapping[str, np.ndarray], path: Path) -> None:
    with path.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)
