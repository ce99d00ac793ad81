"""Class weights and sample weights: do they name what there is, and can they be meant so?"""

import math
from collections.abc import Iterable, Iterator

import numpy as np

from kt_core.checks.view import View
from kt_core.data import Card, available, load
from kt_core.experiment import Fit
from kt_core.problems import Fix, Problem, ProblemError, Where, nearest, pointer

CLASSES: Where = ("fit", "class_weight")
COLUMN: Where = ("fit", "sample_weight")
FAR = 10.0
"""A mean weight this many times above or below 1 makes the steps that much larger or smaller."""


def weighting_problems(view: View) -> Iterable[Problem]:
    """Weights of classes that do not exist, of labels without classes, of columns that no table
    has; weights that forbid learning."""
    fit, facts = view.experiment.fit, view.card
    if fit is None or facts is None or view.experiment.data is None:
        return
    if fit.class_weight and fit.sample_weight is not None:
        yield Problem("weights_twice", COLUMN, fix=_removal(COLUMN))
    elif fit.class_weight:
        yield from _class_problems(view, fit, facts)
    elif fit.sample_weight is not None:
        yield from _column_problems(fit.sample_weight, facts)


def _class_problems(view: View, fit: Fit, facts: Card) -> Iterator[Problem]:
    fix = _removal(CLASSES)
    if view.labels in ("pixels", "input"):
        yield Problem(f"class_weight_of_{view.labels}", CLASSES, fix=fix)
    elif facts.labels:
        yield Problem("class_weight_of_labels", CLASSES, {"title": facts.title}, fix=fix)
    elif not facts.classes:
        yield Problem("class_weight_of_values", CLASSES, {"title": facts.title}, fix=fix)
    elif len(view.output_names) > 1:
        outputs = list(view.output_names)
        yield Problem("class_weight_of_several", CLASSES, {"outputs": outputs}, fix=fix)
    elif isinstance(fit.class_weight, dict):
        for name, weight in fit.class_weight.items():
            yield from _weight_problems(name, weight, facts)
        if not any(fit.class_weight.get(name, 1.0) > 0 for name in facts.classes):
            yield Problem("class_weights_all_zero", CLASSES, fix=fix)


def _weight_problems(name: str, weight: float, facts: Card) -> Iterator[Problem]:
    where: Where = (*CLASSES, name)
    if name not in facts.classes:
        near = nearest(name, facts.classes)
        told = {"given": name[:60], "known": list(facts.classes[:20]), "title": facts.title}
        yield Problem("class_weight_unknown", where, told, fix=_renaming(name, near))
        return
    values = {"name": name, "given": weight}
    patch = ({"op": "replace", "path": pointer(*where), "value": 1.0},)
    fix = Fix("use_value", patch, {"value": 1.0})
    if not math.isfinite(weight) or weight < 0:
        yield Problem("class_weight_negative", where, values, fix=fix)
    elif weight == 0:
        yield Problem("class_weight_zero", where, values, "warning", fix)


def _renaming(name: str, near: str | None) -> Fix:
    path = pointer(*CLASSES, name)
    if near is None:
        return Fix("remove_key", ({"op": "remove", "path": path},), {"key": name[:60]})
    move = {"op": "move", "from": path, "path": pointer(*CLASSES, near)}
    return Fix("use_value", (move,), {"value": near})


def _column_problems(name: str, facts: Card) -> Iterator[Problem]:
    if not facts.columns:
        values = {"title": facts.title}
        yield Problem("sample_weight_no_table", COLUMN, values, fix=_removal(COLUMN))
        return
    if name not in facts.columns:
        near = nearest(name, facts.columns)
        patch = ({"op": "replace", "path": pointer(*COLUMN), "value": near},)
        fix = Fix("use_value", patch, {"value": near}) if near else _removal(COLUMN)
        told = {"given": name[:60], "known": list(facts.columns), "title": facts.title}
        yield Problem("sample_weight_unknown", COLUMN, told, fix=fix)
        return
    yield from _number_problems(name, facts)


def _number_problems(name: str, facts: Card) -> Iterator[Problem]:
    numbers = _numbers(name, facts)
    if numbers is None:
        return
    lowest, mean = float(numbers.min()), float(numbers.mean())
    values = {"name": name, "lowest": lowest, "mean": mean}
    fix = _removal(COLUMN)
    if lowest < 0:
        count = int((numbers < 0).sum())
        yield Problem("sample_weight_negative", COLUMN, {**values, "count": count}, fix=fix)
    elif mean == 0:
        yield Problem("sample_weights_all_zero", COLUMN, values, fix=fix)
    elif not 1 / FAR <= mean <= FAR:
        yield Problem("sample_weights_far_from_one", COLUMN, values, "warning")


def _numbers(name: str, facts: Card) -> np.ndarray | None:
    """The column in the training part; None when it is not here or can't be read."""
    try:
        found = load(facts.kind).x_train if available(facts.kind) else None
    except ProblemError:
        return None
    return None if found is None else found[:, facts.columns.index(name)]


def _removal(where: Where) -> Fix:
    patch = ({"op": "remove", "path": pointer(*where)},)
    return Fix("remove_key", patch, {"key": where[-1]})
