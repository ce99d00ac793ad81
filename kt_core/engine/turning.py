"""Between two epochs: what people have changed meanwhile is taken up, and what follows from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from kt_core import changes
from kt_core.changes import Change, Turn
from kt_core.runs import Store


def taken_up(store: Store, run: str, *, attempt: int, epoch: int) -> tuple[Change, ...] | None:
    """The run's changes, those that waited now holding from `epoch` (0-based) on.

    None when this attempt is not the run's any more.
    """
    found = store.take_changes(run, attempt, epoch, _said)
    return None if found is None else changes.read(found)


def turn(
    store: Store, run: str, document: Mapping[str, Any], *, attempt: int, epoch: int
) -> Turn | None:
    """What this epoch begins with; None when this attempt is not the run's any more."""
    found = taken_up(store, run, attempt=attempt, epoch=epoch)
    return None if found is None else changes.turn(document, found, epoch)


def _said(
    document: Mapping[str, Any], found: Sequence[Any], change: Mapping[str, Any]
) -> dict[str, Any]:
    known = changes.read(found)
    return changes.said(document, known, next(each for each in known if each.id == change["id"]))
