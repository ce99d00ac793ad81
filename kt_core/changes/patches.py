"""Patches of a run's document: made from what a person sets, refused when none can follow."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import jsonpatch

from kt_core import edits
from kt_core.changes.change import Change, patched
from kt_core.changes.differences import RATE, Difference, differences, possible
from kt_core.experiment import parse
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError, Where, pointer

Patch = list[dict[str, Any]]
MOVER = "ReduceLROnPlateau"
"""It moves the rate, so that setting it once more to what the document says means something."""


def setting(document: Mapping[str, Any], where: Where, value: Any) -> Patch:
    """The patch that puts `value` at `where`, where nodes and callbacks stand by name.

    Raises ProblemError("change_nowhere") when there is no such place.
    """
    whole = _spelled_out(document, where[:1])
    try:
        if where[:1] == ("callbacks",) and len(where) == 2:
            changed = _with_callback(whole, where[1], value)
        else:
            changed = edits.put(whole, _places(whole, where), value)
    except (KeyError, IndexError, TypeError) as error:
        values = {"path": ".".join(map(str, where))}
        raise ProblemError(Problem("change_nowhere", values=values)) from error
    patch = _patch(document, changed)
    rate = {"op": "add", "path": pointer(*RATE), "value": copy.deepcopy(value)}
    return patch or ([rate] if where == RATE else [])


def possible_part(
    document: Mapping[str, Any], wanted: Mapping[str, Any]
) -> tuple[Patch, list[Difference], list[Difference]]:
    """Of the way from one document to the other: the patch of all that a running training can
    take over, the differences in it, and those it can't."""
    found = differences(document, wanted)
    yes = [each for each in found if possible(each, wanted)]
    no = [each for each in found if not possible(each, wanted)]
    changed: dict[str, Any] = dict(document)
    for each in yes:
        if each.where[:3] == RATE:
            rate = edits.get(_spelled_out(wanted, ("optimizer",)), RATE)
            changed = _spelled_out(changed, ("optimizer",))
            changed = edits.drop(changed, RATE) if rate is None else edits.put(changed, RATE, rate)
        elif each.where[:1] == ("callbacks",):
            changed = edits.put(changed, ("callbacks",), list(wanted.get("callbacks", ())))
        else:
            changed = edits.put(changed, each.where, each.after)
    return (_patch(document, changed) if yes else []), yes, no


def refuse(document: Mapping[str, Any], patch: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The document with the patch. Raises ProblemError when it can't be applied, is no document
    any more, changes what no running training can change, or changes nothing."""
    change = Change("", 0.0, tuple(patch))
    after = patched(document, [change])
    found = differences(document, after)
    if wrong := [each for each in found if not possible(each, after)]:
        raise ProblemError(*map(_not_possible, wrong))
    kinds = {getattr(each, "kind", each) for each in normalize(parse(after)).callbacks}
    if not found and not (change.sets_rate and MOVER in kinds):
        raise ProblemError(Problem("change_nothing"))
    return after


def _not_possible(difference: Difference) -> Problem:
    values = {"label": difference.label or "document"}
    return Problem("change_not_possible", difference.where, values)


def _spelled_out(document: Mapping[str, Any], where: Where) -> dict[str, Any]:
    """The document with the optimizer or the callbacks as components, which take parameters."""
    found = copy.deepcopy(dict(document))
    if where in (("optimizer",), ("callbacks",)) and found.get(where[0]):
        plain = [found[where[0]]] if where == ("optimizer",) else found[where[0]]
        if any(isinstance(each, str) for each in plain):
            found[where[0]] = normalize(parse(document)).to_json()[where[0]]
    return found


def _with_callback(document: dict[str, Any], kind: Any, value: Any) -> dict[str, Any]:
    """The document with a callback of that kind as `value` says, or without it (None)."""
    given = list(document.get("callbacks", ()))
    places = [at for at, each in enumerate(given) if each.get("kind") == kind]
    if isinstance(kind, int) or (value is None and not places):
        raise KeyError(kind)
    if value is None:
        return {**document, "callbacks": [each for each in given if each.get("kind") != kind]}
    at = places[0] if places else len(given)
    return {**document, "callbacks": [*given[:at], value, *given[at + 1 :]]}


def _places(document: Mapping[str, Any], where: Where) -> Where:
    """`where` with a callback's kind as its place in the list."""
    if where[:1] != ("callbacks",) or len(where) < 2 or isinstance(where[1], int):
        return where
    kinds = [each.get("kind") for each in document.get("callbacks", ())]
    if where[1] not in kinds:
        raise KeyError(where[1])
    return ("callbacks", kinds.index(where[1]), *where[2:])


def _patch(document: Mapping[str, Any], changed: Mapping[str, Any]) -> Patch:
    """The steps from one to the other; callbacks are written whole, since their places move."""
    rest = {key: value for key, value in changed.items() if key != "callbacks"}
    before = {key: value for key, value in document.items() if key != "callbacks"}
    steps = list(jsonpatch.make_patch(before, rest))
    if changed.get("callbacks", []) != document.get("callbacks", []):
        value = copy.deepcopy(changed.get("callbacks", []))
        steps.append({"op": "add", "path": "/callbacks", "value": value})
    return steps
