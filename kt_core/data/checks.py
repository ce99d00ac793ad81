"""What can be wrong in a document's `data` part, found before anything trains."""

from dataclasses import replace
from typing import Any, TypeGuard

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.contents import content_problems
from kt_core.data.fold_checks import fold_faults, fold_problems, folds_of
from kt_core.data.holdout_checks import WAYS, holdout_problems, way_faults
from kt_core.data.preparation import split_rows
from kt_core.data.sets import available, labels, missing
from kt_core.data.splitting import Holdout, Split
from kt_core.experiment import Data
from kt_core.problems import Fix, Problem, ProblemError, Severity, nearest, pointer

HOLDOUT = {"kind": "holdout", "params": {"fraction": 0.2}}
LABELS = ("data", "labels")
INPUTS = ("data", "inputs")
VALIDATION = ("data", "validation")
SMALLEST = 20  # validation examples: each is 5 points of accuracy
FRACTION = ("data", "validation", "params", "fraction")


def data_problems(data: Data, *, seed: int = 0) -> list[Problem]:
    """Every problem of the `data` part, a data set that is not on this machine included."""
    try:
        facts = card(data.dataset)
    except ProblemError as error:
        return list(error.problems)
    problems = [*_param_problems(data, facts), *_label_problems(data, facts)]
    problems += _input_problems(data, facts)
    if not available(data.dataset):
        return [*problems, *_absence(facts), *_fraction_problems(data)]
    try:
        split = split_problems(data, labels(data.dataset), seed=seed)
        faulty = any(problem.severity == "error" for problem in split)
        wanted = None if faulty else split_of(data)
        inside = content_problems(data.dataset, split=wanted, seed=seed)
        if any(problem.code == "data_single_class" for problem in inside):
            return [*problems, *inside]
        return [*problems, *split, *inside]
    except ProblemError as error:
        return [*problems, *error.problems]


def split_of(data: Data) -> Split:
    """How validation is set apart from the training part. Raises ProblemError for faulty words."""
    if data.validation is None:
        return None
    if data.validation.kind == "fold":
        return folds_of(data)
    if faults := _fraction_problems(data):
        raise ProblemError(*faults)
    params: dict[str, Any] = dict(data.validation.params)
    fraction = float(params.get("fraction", 0.2))
    ways = {way: params.get(way) for way in WAYS}
    return Holdout(fraction, **ways) if any(ways.values()) else fraction


def split_problems(data: Data, y: np.ndarray, *, seed: int = 0) -> list[Problem]:
    """What is wrong with dividing these labels: int64 (n,), or float32 (n, 1) for regression."""
    if data.validation is not None and data.validation.kind == "fold":
        return fold_problems(data, seed=seed)
    problems = _fraction_problems(data)
    fraction = None if problems else split_of(data)
    facts = card(data.dataset)
    if isinstance(fraction, Holdout):
        return holdout_problems(fraction, facts, y, seed=seed)
    if not isinstance(fraction, float):
        return problems
    kept, held = split_rows(y, fraction=fraction, seed=0, stratified=bool(facts.classes))
    values = {"fraction": fraction, "examples": len(y)}
    if not len(held):
        return [_holdout("data_fraction_too_small", FRACTION, values)]
    if not len(kept):
        return [_holdout("data_fraction_too_large", FRACTION, values)]
    found = _class_problems(facts, y[kept], y[held], values) if facts.classes else []
    return found or _size_problems(len(kept), len(held), values)


def _size_problems(kept: int, held: int, values: dict) -> list[Problem]:
    """Parts too small to measure with, or to learn from."""
    told = {**values, "held": held, "kept": kept}
    if held < SMALLEST and held < 0.2 * (kept + held):
        return [_holdout("data_validation_small", FRACTION, told, severity="warning")]
    if held > kept:
        return [_holdout("data_validation_large", FRACTION, told, severity="warning")]
    return []


def _class_problems(facts: Card, kept: np.ndarray, held: np.ndarray, values: dict) -> list[Problem]:
    untrained, unchecked = _absent(facts, kept), _absent(facts, held)
    if untrained:
        values = {**values, "absent": untrained[:5]}
        return [_holdout("data_class_without_training", FRACTION, values)]
    if unchecked:
        values = {**values, "absent": unchecked[:5]}
        return [_holdout("data_class_without_validation", FRACTION, values, severity="warning")]
    return []


def _absent(facts: Card, y: np.ndarray) -> list[str]:
    present = np.bincount(y, minlength=len(facts.classes))
    return [facts.classes[label] for label in np.flatnonzero(present == 0)]


def _fraction_problems(data: Data) -> list[Problem]:
    if data.validation is None:
        return []
    kind, params = data.validation.kind, data.validation.params
    if kind == "fold":
        return fold_faults(data)
    if kind != "holdout":
        return [_holdout("data_validation_unknown", VALIDATION, {"given": kind[:60]})]
    if unknown := sorted(set(params) - {"fraction", *WAYS}):
        return [_holdout("data_validation_params", VALIDATION, {"given": unknown})]
    fraction = params.get("fraction", 0.2)
    if not _is_fraction(fraction):
        return [_holdout("data_fraction_invalid", FRACTION, {"given": str(fraction)[:60]})]
    return way_faults(data)


def _is_fraction(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and 0 < value < 1


def _holdout(code: str, where: tuple, values: dict, *, severity: Severity = "error") -> Problem:
    patch = ({"op": "add", "path": "/data/validation", "value": HOLDOUT},)
    return Problem(code, where, values, severity, Fix("data_use_holdout", patch))


def _param_problems(data: Data, facts: Card) -> list[Problem]:
    if not data.params or facts.parameters:  # `card` has looked at those of a generated set
        return []
    patch = ({"op": "remove", "path": "/data/params"},)
    values = {"given": sorted(data.params), "kind": data.kind}
    fix = Fix("data_remove_params", patch)
    return [Problem("data_params_unknown", ("data", "params"), values, fix=fix)]


def pixels_problem(facts: Card) -> Problem:
    """The problem of labels for every pixel on a set without ink."""
    return Problem("data_pixels_without_ink", LABELS, {"title": facts.title}, fix=_plain_labels())


def _label_problems(data: Data, facts: Card) -> list[Problem]:
    if data.labels == "pixels":
        return [] if facts.has_ink else [pixels_problem(facts)]
    if data.labels == "one_hot" and not facts.classes:
        code = "data_one_hot_labels" if facts.labels else "data_one_hot_values"
        return [Problem(code, LABELS, {"title": facts.title}, fix=_plain_labels())]
    return []


def _plain_labels() -> Fix:
    return Fix("data_plain_labels", ({"op": "remove", "path": "/data/labels"},))


def _input_problems(data: Data, facts: Card) -> list[Problem]:
    """What `data.inputs` says about columns; whether the Inputs exist is the network's side."""
    if not data.inputs:
        return []
    if not facts.columns:
        patch = ({"op": "remove", "path": "/data/inputs"},)
        values = {"title": facts.title}
        return [Problem("data_inputs_no_table", INPUTS, values, fix=Fix("remove_inputs", patch))]
    found = []
    for name, columns in data.inputs.items():
        unknown = next((each for each in columns if each not in facts.columns), None)
        if not columns:
            found.append(Problem("data_input_empty", (*INPUTS, name), {"name": name}))
        elif unknown is not None:
            found.append(_unknown_column(name, list(columns), unknown, facts))
    return found


def _unknown_column(name: str, columns: list[str], unknown: str, facts: Card) -> Problem:
    near = nearest(unknown, facts.columns)
    path = pointer("data", "inputs", name, columns.index(unknown))
    patch = ({"op": "replace", "path": path, "value": near},)
    fix = Fix("use_value", patch, {"value": near}) if near else None
    values = {"given": unknown[:60], "known": list(facts.columns), "title": facts.title}
    return Problem("data_column_unknown", (*INPUTS, name), values, fix=fix)


def _absence(facts: Card) -> list[Problem]:
    """A set that is still to be downloaded is no mistake: training fetches it first."""
    return [] if facts.offline else [replace(missing(facts), severity="info", fix=None)]
