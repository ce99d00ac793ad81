"""A learning rate by table: can its rows be read?"""

from collections.abc import Iterator, Sequence
from typing import Any

from kt_core.experiment import Component, Experiment
from kt_core.problems import Fix, Problem, Where, pointer
from kt_core.rate_table import KIND, row_faults

USUAL = {"from_epoch": 5, "factor": 0.9, "every": 1}


def rate_row_problems(experiment: Experiment) -> Iterator[Problem]:
    """Rows that cannot be read, or stand in no order; needs nothing but the document."""
    for index, callback in enumerate(experiment.callbacks):
        if not isinstance(callback, Component) or callback.kind != KIND:
            continue
        rows = callback.params.get("schedule")
        if isinstance(rows, (list, tuple)):
            yield from _row_problems(rows, ("callbacks", index, "params", "schedule"))


def _row_problems(rows: Sequence[Any], where: Where) -> Iterator[Problem]:
    for place, code in row_faults(rows):
        path = pointer(*where, place)
        patch: dict[str, Any] = {"op": "replace", "path": path, "value": dict(USUAL)}
        fix = Fix("use_rate_row", (patch,), {})
        if len(rows) > 1:
            fix = Fix("remove_rate_row", ({"op": "remove", "path": path},), {"row": place + 1})
        yield Problem(code, (*where, place), {"row": place + 1}, fix=fix)
        return  # the rows behind it are judged by the ones before
