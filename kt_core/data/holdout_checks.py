"""What can be wrong where whole groups or the latest rows are held out for validation, and where
they are not though the set says what belongs together."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.sets import beside
from kt_core.data.splitting import Folds, Holdout, Rows, Split, stored_rows
from kt_core.experiment import Data
from kt_core.problems import Fix, Problem, Where, nearest, pointer

VALIDATION: Where = ("data", "validation")
WAYS = ("groups", "time")
SHOWN = 20  # names in a sentence


def way_faults(data: Data) -> list[Problem]:
    """What is wrong with the words `groups` and `time` of a hold-out."""
    assert data.validation is not None
    given, facts = data.validation.params, card(data.dataset)
    found = group_faults(given.get("groups"), facts)
    if (time := given.get("time")) is not None and time != facts.timing:
        values = {"given": str(time)[:60], "title": facts.title, "known": facts.timing or ""}
        found.append(problem("data_time_unknown", "time", values, fix=drop("time")))
    if all(given.get(way) is not None for way in WAYS):
        found.append(problem("data_holdout_twice", "time", {}, fix=drop("time")))
    return found


def group_faults(name: object, facts: Card) -> list[Problem]:
    """What is wrong with that name of what stays together, None being none."""
    if name is None or name in facts.group_names:
        return []
    values: dict[str, Any] = {"given": str(name)[:60], "title": facts.title}
    values |= {"known": list(facts.group_names[:SHOWN])}
    if not facts.group_names:
        return [problem("data_groups_no_table", "groups", values, fix=drop("groups"))]
    near = nearest(str(name), facts.group_names)
    fix = set_to("groups", near) if near else drop("groups")
    return [problem("data_groups_unknown", "groups", values, fix=fix)]


def holdout_problems(split: Holdout, facts: Card, y: np.ndarray, *, seed: int) -> list[Problem]:
    """What is wrong with holding out so, on the labels of the stored set."""
    rows = stored_rows(facts.kind, split, seed=seed)
    assert rows is not None
    kept, held = (y[part] for part in rows)
    way = "groups" if split.groups else "time"
    values: dict[str, Any] = {"name": split.groups or split.time, "title": facts.title}
    if not len(kept) or not len(held):
        return [problem("data_holdout_empty", way, values, fix=drop(way))]
    if not facts.classes:
        return []
    if absent := _absent(facts, kept):
        return [problem("data_holdout_class", way, {**values, "absent": absent}, fix=drop(way))]
    if absent := _absent(facts, held):
        told = {**values, "absent": absent}
        return [Problem("data_holdout_unchecked", (*VALIDATION, "params", way), told, "warning")]
    return []


def _absent(facts: Card, y: np.ndarray) -> list[str]:
    present = np.bincount(y, minlength=len(facts.classes))
    return [facts.classes[label] for label in np.flatnonzero(present == 0)][:5]


def leaks(facts: Card, split: Split, rows: Rows | None) -> Iterator[Problem]:
    """Groups of which some rows are learned from and others are used to measure, and validation
    that is not later though the test is; `rows` are those of the validation, None without one."""
    if facts.timing and facts.parting == "time" and isinstance(split, float):
        values = {"title": facts.title, "name": facts.timing}
        fix = Fix("data_latest", _instead({"fraction": split, "time": facts.timing}))
        yield Problem("data_validation_not_latest", VALIDATION, values, "warning", fix)
    if not facts.grouping:
        return
    train, test = (beside(facts.kind, f"groups_{part}") for part in ("train", "test"))
    if torn := _torn(facts, train, test):
        yield Problem("data_test_shares_groups", ("data", "kind"), torn, "warning")
    if rows and (torn := _torn(facts, train[rows[0]], train[rows[1]])):
        fix = Fix("data_groups_together", _together(split, facts.grouping))
        yield Problem("data_validation_shares_groups", VALIDATION, torn, "warning", fix)


def _torn(facts: Card, kept: np.ndarray, held: np.ndarray) -> dict[str, Any]:
    """Values for a sentence where groups stand on both sides, else nothing."""
    both = len(np.intersect1d(kept, held))
    told = {"title": facts.title, "name": facts.grouping, "groups": len(np.unique(held))}
    return {**told, "count": both} if both else {}


def _together(split: Split, name: str) -> tuple[dict[str, Any], ...]:
    """The change of the document after which these groups stay on one side."""
    if isinstance(split, Folds):
        identical = ({"op": "remove", "path": pointer(*VALIDATION, "params", "identical")},)
        return (*(identical if split.identical else ()), *set_to("groups", name).patch)
    fraction = split.fraction if isinstance(split, Holdout) else split
    return _instead({"fraction": fraction, "groups": name})


def _instead(params: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """A hold-out in place of the one that stands there, or that is meant where nothing stands."""
    value = {"kind": "holdout", "params": params}
    return ({"op": "add", "path": pointer(*VALIDATION), "value": value},)


def problem(name: str, key: str, values: dict[str, Any], *, fix: Fix) -> Problem:
    """An error in one parameter of the validation."""
    return Problem(name, (*VALIDATION, "params", key), values, fix=fix)


def set_to(name: str, value: Any) -> Fix:
    """Gives a parameter of the validation this value."""
    path = pointer(*VALIDATION, "params", name)
    return Fix("use_value", ({"op": "add", "path": path, "value": value},), {"value": value})


def drop(name: str) -> Fix:
    """Takes a parameter of the validation away."""
    path = pointer(*VALIDATION, "params", name)
    return Fix("data_fold_drop", ({"op": "remove", "path": path},), {"name": name})
