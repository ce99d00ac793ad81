"""One change of a run, as the run store keeps it, and the document that comes of several."""

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jsonpatch
import jsonpointer

from kt_core.changes.differences import RATE
from kt_core.problems import Problem, ProblemError, pointer


@dataclass(frozen=True, slots=True)
class Change:
    """`patch` (RFC 6902, on the document with all changes before) holds from `epoch` on (0-based);
    None while it waits. `t` is when it was asked for, in seconds since 1970."""

    id: str
    t: float
    patch: tuple[Mapping[str, Any], ...]
    epoch: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The change as the run store keeps it."""
        patch = [dict(step) for step in self.patch]
        return {"id": self.id, "t": self.t, "epoch": self.epoch, "patch": patch}

    @property
    def sets_rate(self) -> bool:
        """Whether it says the learning rate, be it the same number as before."""
        rate, name = pointer(*RATE), str(RATE[-1])
        above = (pointer(*RATE[:1]), pointer(*RATE[:2]))
        return any(
            step.get("path") == rate
            or (step.get("path") in above and name in str(step.get("value")))
            for step in self.patch
        )


def read(values: Iterable[Mapping[str, Any]] | None) -> tuple[Change, ...]:
    """The changes as the run store keeps them, in the order in which they were asked for."""
    return tuple(
        Change(each["id"], each["t"], tuple(each["patch"]), each["epoch"]) for each in values or ()
    )


def waiting(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Those that no worker has taken up yet."""
    return tuple(change for change in changes if change.epoch is None)


def as_of(document: Mapping[str, Any], changes: Iterable[Change], epoch: int) -> dict[str, Any]:
    """The document that is trained in that epoch (0-based)."""
    held = (each for each in changes if each.epoch is not None and each.epoch <= epoch)
    return patched(document, held)


def wished(document: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """The document with all changes, those that wait too."""
    return patched(document, changes)


def patched(document: Mapping[str, Any], changes: Iterable[Change]) -> dict[str, Any]:
    """The document with these changes, one after the other.

    Raises ProblemError("change_unreadable") when one can't be applied.
    """
    found: Any = copy.deepcopy(dict(document))
    try:
        for change in changes:
            found = jsonpatch.apply_patch(found, [dict(step) for step in change.patch])
    except (jsonpatch.JsonPatchException, jsonpointer.JsonPointerException, TypeError) as error:
        problem = Problem("change_unreadable", values={"detail": str(error)})
        raise ProblemError(problem) from error
    return found
