"""A set that is here divided anew, so that what belongs together stands in one part."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.looks import Looks, figures, looks, save
from kt_core.data.own.alike import Alike, alike_report, joined
from kt_core.data.own.parting import Known, group_report, rows_of_parts
from kt_core.data.own.shelf import (
    building,
    keep_alike,
    keep_report,
    kept_alike,
    put,
    put_folder,
    report,
)
from kt_core.data.sets import Arrays, beside, load, place
from kt_core.data.stored import read_folder
from kt_core.problems import Problem, ProblemError

WAYS = ("groups", "alike")
PORTION = 1000  # pictures
FACTS = ("task", "modality", "labels", "largest", "columns", "frame")


def divide_again(
    kind: str, together: str, words: Mapping[str, str], owner: str = ""
) -> dict[str, Any]:
    """Another set of the same examples, of whose test part no group has rows in the training part.

    `together`: "groups" that the set knows, or these and pictures that are "alike". The set itself
    stays, so that what was trained on it still says the truth. Returns the new one's `kind`.
    Raises ProblemError where nothing belongs together, or it can't be divided so.
    """
    facts, near = card(kind), kept_alike(kind)
    if facts.owners and owner not in facts.owners:
        raise ProblemError(Problem("own_card_foreign", values={"title": facts.title}))
    known = _known(facts, near if together == "alike" else None)
    arrays = Arrays(**read_folder(place(kind))) if facts.laid_out else load(kind)
    y = np.concatenate([arrays.y_train, arrays.y_test])
    parts = rows_of_parts("group", y, known, classes=facts.classes)
    about: dict[str, Any] = {name: value for name in FACTS if (value := getattr(facts, name))}
    about |= {"classes": facts.file_classes, **known.facts("group")}
    said: dict[str, Any] = {"words": {**dict(facts.words), **words}, "owner": owner}
    if facts.laid_out:
        made = _laid_again(facts, arrays, parts, known, about=about, said=said)
    else:
        x = np.concatenate([arrays.x_train, arrays.x_test])
        train, test = parts
        rows = Arrays(x[train], y[train], x[test], y[test])
        made = put(rows, about, **said, beside=known.beside(train, test))
    _report_again(kind, made.kind, near, known, parts)
    return {"kind": made.kind}


def _known(facts: Card, near: Alike | None) -> Known:
    """What is known of the examples, the training part's first; with `near` pictures joined."""
    count = facts.train + facts.test
    found: dict[str, Any] = {"grouping": facts.grouping, "groups": np.arange(count)}
    if facts.grouping:
        found["groups"] = _both(facts.kind, "groups")
    if near is not None:
        found |= {"grouping": "alike", "groups": joined(found["groups"], near.pairs)}
    if len(np.unique(found["groups"])) == count:
        raise ProblemError(Problem("own_parting_nothing", values={"kind": "group"}))
    if facts.timing:
        found |= {"timing": facts.timing, "times": _both(facts.kind, "times")}
    return Known(**found)


def _both(kind: str, name: str) -> np.ndarray:
    return np.concatenate([beside(kind, f"{name}_{part}") for part in ("train", "test")])


def _laid_again(
    facts: Card,
    arrays: Arrays,
    parts: tuple[np.ndarray, np.ndarray],
    known: Known,
    *,
    about: Mapping[str, Any],
    said: Mapping[str, Any],
) -> Card:
    """The same for pictures on disk, of which a thousand are in memory at once."""
    y = np.concatenate([arrays.y_train, arrays.y_test])
    with building() as to:
        for part, rows in zip(("train", "test"), parts, strict=True):
            _copy(arrays, rows, to / f"x_{part}.npy")
            np.save(to / f"y_{part}.npy", y[rows], allow_pickle=False)
        for name, array in known.beside(*parts).items():
            np.save(to / f"{name}.npy", array, allow_pickle=False)
        save(to, _looks(facts.kind, arrays, parts))
        return put_folder(to, about, **said)


def _rows(arrays: Arrays, rows: np.ndarray) -> np.ndarray:
    """Pictures by their places, of which those of the training part are the first."""
    train = len(arrays.y_train)
    found = np.empty((len(rows), *arrays.x_train.shape[1:]), dtype=arrays.x_train.dtype)
    found[rows < train] = arrays.x_train[rows[rows < train]]
    found[rows >= train] = arrays.x_test[rows[rows >= train] - train]
    return found


def _copy(arrays: Arrays, rows: np.ndarray, to: Path) -> None:
    shape = (len(rows), *arrays.x_train.shape[1:])
    written = np.lib.format.open_memmap(to, mode="w+", dtype="uint8", shape=shape)
    for start in range(0, len(rows), PORTION):
        written[start : start + PORTION] = _rows(arrays, rows[start : start + PORTION])
    written.flush()


def _looks(kind: str, arrays: Arrays, parts: tuple[np.ndarray, np.ndarray]) -> Looks:
    """What was seen of each picture, in the new order; of former test pictures it is seen now."""
    seen, train = looks(kind), parts[0]
    hashes = np.concatenate([seen.train, seen.test])
    measured = np.empty((len(train), seen.figures.shape[1]), dtype="int64")
    known = train < len(seen.train)
    measured[known] = seen.figures[train[known]]
    for at in np.flatnonzero(~known):
        measured[at] = figures(_rows(arrays, train[at : at + 1])[0])
    return Looks(hashes[train], hashes[parts[1]], measured)


def _report_again(
    old: str, new: str, near: Alike, known: Known, parts: tuple[np.ndarray, np.ndarray]
) -> None:
    """What was found of the old set, with what has changed."""
    now = np.empty(sum(map(len, parts)), dtype="int64")
    now[np.concatenate(parts)] = np.arange(len(now))
    moved = near._replace(pairs=np.sort(now[near.pairs], axis=1))
    found = {**report(old), **group_report(known, parts)}
    if "alike" in found:
        found |= alike_report(moved, len(parts[0]))
    keep_report(new, found)
    keep_alike(new, moved)
