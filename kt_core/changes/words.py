"""Changes in words, the same on pages and on the command line; plain text without markup."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kt_core.changes.change import Change
from kt_core.changes.differences import Difference
from kt_core.changes.plan import parts_of
from kt_core.notation import written
from kt_core.texts import text


def change_words(document: Mapping[str, Any], changes: Sequence[Change], change: Change) -> str:
    """All that a change sets: `learning_rate 0.001 → 0.0001, conv.trainable False`."""
    return difference_words(parts_of(document, changes, change))


def difference_words(found: Iterable[Difference]) -> str:
    """Differences one after the other, with the value before where there was one."""
    return ", ".join(_words(each) for each in found)


def when_words(change: Change, *, ended: bool) -> str:
    """From which epoch a change holds, or that it waits; `ended`: no training is under way."""
    if change.epoch is not None:
        return text("changes.holds", epoch=change.epoch + 1)
    return text("changes.waits_ended" if ended else "changes.waits")


def trained_words(document: Mapping[str, Any], changes: Sequence[Change]) -> str:
    """What was changed while a run trained, in one sentence; empty when nothing was."""
    found = [
        text(
            "changes.trained_one",
            change=change_words(document, changes, change),
            epoch=change.epoch + 1,
        )
        for change in changes
        if change.epoch is not None
    ]
    return text("changes.trained", changes="; ".join(found)) if found else ""


def _words(each: Difference) -> str:
    whole = each.where[:1] == ("callbacks",) and len(each.where) == 2
    if whole and (each.before is None or each.after is None):
        return text("changes.come" if each.before is None else "changes.gone", label=each.label)
    values = {"label": each.label, "before": _value(each.before), "value": _value(each.after)}
    return text("changes.set" if each.before is None else "changes.set_from", **values)


def _value(value: Any) -> str:
    if isinstance(value, Mapping) and "kind" in value:
        return str(value["kind"])
    return "None" if value is None else written(value)
