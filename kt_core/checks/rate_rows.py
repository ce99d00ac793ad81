"""A learning rate by table or formula: can it be read?"""

from collections.abc import Iterator
from typing import Any

from kt_core.experiment import Component, Experiment
from kt_core.problems import Fix, Problem, Where, pointer
from kt_core.rate_table import KIND, schedule_fault

USUAL = {"from_epoch": 5, "factor": 0.9, "every": 1}
USUAL_FORMULA = "rate * 0.9 ** max(0, epoch - 4)"
"""The same as a formula."""


def rate_row_problems(experiment: Experiment) -> Iterator[Problem]:
    """Rows that cannot be read, or stand in no order, or a formula that is none; needs nothing
    but the document."""
    for index, callback in enumerate(experiment.callbacks):
        if not isinstance(callback, Component) or callback.kind != KIND:
            continue
        if "schedule" not in callback.params:
            continue  # the catalog says that it is missing
        given, where = callback.params["schedule"], ("callbacks", index, "params", "schedule")
        if fault := schedule_fault(given):
            yield _problem(given, where, *fault)


def _problem(given: Any, where: Where, code: str, values: dict[str, Any]) -> Problem:
    """A row's stands at the row, and can be removed while there are others."""
    if isinstance(given, str):
        patch: dict[str, Any] = {"op": "replace", "path": pointer(*where), "value": USUAL_FORMULA}
        values = {"formula": given, **values}
        return Problem(code, where, values, fix=Fix("use_rate_formula", (patch,), {}))
    at = (*where, values["row"] - 1) if values else where
    new: Any = dict(USUAL) if values else [dict(USUAL)]
    patch = {"op": "replace", "path": pointer(*at), "value": new}
    fix = Fix("use_rate_row", (patch,), {})
    if values and len(given) > 1:
        fix = Fix("remove_rate_row", ({"op": "remove", "path": pointer(*at)},), values)
    return Problem(code, at, values, fix=fix)
