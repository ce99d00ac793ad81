"""What can be wrong with a fold: too many of them, a column that is missing, one class only."""

from typing import Any

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.holdout_checks import VALIDATION, drop, group_faults, set_to
from kt_core.data.sets import labels
from kt_core.data.splitting import Folds, group_count, stored_rows
from kt_core.experiment import Data
from kt_core.problems import Fix, Problem, ProblemError, Severity

PARAMS = ("folds", "fold", "repeats", "repeat", "stratified", "groups", "identical")
LEAST = {"folds": 2, "fold": 0, "repeats": 1, "repeat": 0}
USUALLY = {**LEAST, "folds": 5}
ABOVE = {"fold": "folds", "repeat": "repeats"}


def folds_of(data: Data) -> Folds:
    """The fold that the document speaks of. Raises ProblemError when its words are faulty."""
    if faults := fold_faults(data):
        raise ProblemError(*faults)
    assert data.validation is not None
    return Folds(**data.validation.params)  # type: ignore[arg-type]


def fold_faults(data: Data) -> list[Problem]:
    """What is wrong with the words themselves, before any row is looked at."""
    assert data.validation is not None
    given, facts = data.validation.params, card(data.dataset)
    if unknown := sorted(set(given) - set(PARAMS)):
        return [_problem("data_fold_params", None, {"given": unknown, "known": list(PARAMS)})]
    return [*_number_faults(given), *_switch_faults(given, facts), *_group_faults(given, facts)]


def fold_problems(data: Data, *, seed: int) -> list[Problem]:
    """What is wrong with this fold on the rows of the stored set. Raises as `load` does."""
    if faults := fold_faults(data):
        return faults
    split, facts, y = folds_of(data), card(data.dataset), labels(data.dataset)
    if found := _too_many(split, facts, y):
        return [found]
    rows = stored_rows(data.dataset, split, seed=seed)
    assert rows is not None
    return class_problems(split, facts, *(y[part] for part in rows)) if facts.classes else []


def _number_faults(given: dict[str, Any]) -> list[Problem]:
    found = []
    for name, least in LEAST.items():
        value, above = given.get(name, USUALLY[name]), ABOVE.get(name)
        most: Any = given.get(above, USUALLY[above]) if above else None
        if not _is_whole(value, least):
            values: dict[str, Any] = {"name": name, "given": str(value)[:60], "least": least}
            code = "data_one_fold" if name == "folds" and value == 1 else "data_fold_number"
            found.append(_problem(code, name, values, fix=set_to(name, USUALLY[name])))
        elif above and _is_whole(most, LEAST[above]) and value >= most:
            values = {"name": name, "given": value, "count": most, "last": most - 1}
            found.append(_problem("data_fold_beyond", name, values, fix=set_to(name, 0)))
    return found


def _is_whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _switch_faults(given: dict[str, Any], facts: Card) -> list[Problem]:
    found = []
    for name in ("stratified", "identical"):
        value = given.get(name, False)
        if not isinstance(value, bool) and not (name == "stratified" and value is None):
            values = {"name": name, "given": str(value)[:60]}
            found.append(_problem("data_fold_switch", name, values, fix=drop(name)))
    if given.get("stratified") is True and not facts.classes:
        values = {"title": facts.title}
        fix = drop("stratified")
        code = "data_stratified_labels" if facts.labels else "data_stratified_values"
        found.append(_problem(code, "stratified", values, fix=fix))
    return found


def _group_faults(given: dict[str, Any], facts: Card) -> list[Problem]:
    column = given.get("groups")
    if column is None:
        return []
    if faults := group_faults(column, facts):
        return faults
    if given.get("identical") is True:
        values = {"given": str(column)[:60]}
        return [_problem("data_groups_twice", "identical", values, fix=drop("identical"))]
    return []


def _too_many(split: Folds, facts: Card, y: np.ndarray) -> Problem | None:
    """More folds than there are rows, groups, or rows of a class to deal to them."""
    values: dict[str, Any] = {"folds": split.folds, "examples": len(y), "title": facts.title}
    if split.folds > len(y):
        return _problem("data_folds_of_rows", "folds", values, fix=_fewer(len(y)))
    if split.groups is not None or split.identical:
        values |= {"count": group_count(facts.kind, split), "column": split.groups or ""}
        if split.folds > values["count"]:
            code = "data_folds_of_groups" if split.groups else "data_folds_of_different"
            return _problem(code, "folds", values, fix=_fewer(values["count"]))
    if split.stratifies(facts):
        names, counts = np.unique(y, return_counts=True)
        least = int(counts.min())
        values |= {"name": facts.classes[names[counts.argmin()]], "count": least}
        if split.folds > least:
            return _problem("data_folds_of_class", "folds", values, fix=_fewer(least))
    return None


def class_problems(split: Folds, facts: Card, kept: np.ndarray, held: np.ndarray) -> list[Problem]:
    """What is wrong with the class numbers (n,) that are learned from and held out in a fold."""
    values: dict[str, Any] = {"fold": split.fold + 1, "folds": split.folds}
    if not len(held) or not len(kept):
        return [_problem("data_fold_empty", "folds", values)]
    untrained, unchecked = _absent(facts, kept), _absent(facts, held)
    if untrained:
        values["absent"] = untrained[:5]
        return [_problem("data_fold_class_without_training", "folds", values)]
    if unchecked:
        values["absent"] = unchecked[:5]
        code = "data_fold_class_without_validation"
        return [_problem(code, "folds", values, severity="warning")]
    return []


def _absent(facts: Card, y: np.ndarray) -> list[str]:
    present = np.bincount(y, minlength=len(facts.classes))
    return [facts.classes[label] for label in np.flatnonzero(present == 0)]


def _problem(
    code: str,
    name: str | None,
    values: dict[str, Any],
    *,
    severity: Severity = "error",
    fix: Fix | None = None,
) -> Problem:
    where = VALIDATION if name is None else (*VALIDATION, "params", name)
    return Problem(code, where, values, severity, fix)


def _fewer(most: int) -> Fix | None:
    return set_to("folds", most) if most >= LEAST["folds"] else None
