"""A learning rate by table: which epoch begins what, as a function that the script carries too.

A formula may take the table's place (`kt_core.rate_formula`).
"""

import inspect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kt_core import catalog
from kt_core.arguments import Made, made
from kt_core.experiment import Component, Experiment
from kt_core.rate_formula import FormulaError, RateFormula, parsed

KIND = "LearningRateScheduler"
Row = Mapping[str, Any]


def rate_at(epoch, start, table):
    """The learning rate of an epoch, counted from 0; `start` is the one the optimizer begins with.

    Each row of the table holds from its `from_epoch` until the next row begins. It sets the rate
    to its `value`, or multiplies it by its `factor`: once, or again `every` so many epochs.
    """
    rate = start
    for place, row in enumerate(table):
        if epoch < row["from_epoch"]:
            break
        if "value" in row:
            rate = row["value"]
            continue
        ends = [later["from_epoch"] - 1 for later in table[place + 1 : place + 2]]
        passed = min([epoch, *ends]) - row["from_epoch"]
        times = 1 + passed // row["every"] if row.get("every") else 1
        rate = rate * row["factor"] ** times
    return float(rate)


def as_formula(table: Any) -> str | None:
    """The formula that says the same as a table of one row with a factor; None for any other."""
    if isinstance(table, str) or schedule_fault(table) or len(table or ()) != 1:
        return None
    first, factor, every = (table[0].get(name) for name in ("from_epoch", "factor", "every"))
    if factor is None:
        return None
    if every and every > 1:
        times = f"max(0, floor((epoch - {first}) / {every}) + 1)"
    else:
        times = f"max(0, epoch - {first - 1})" if first else "(epoch + 1)"
        times = times if every else f"min(1, {times})"
    return f"rate * {factor} ** {times}"


SOURCE = inspect.getsource(rate_at).rstrip()


@dataclass(frozen=True)
class RateTable:
    """What Keras calls as `schedule(epoch, rate)`; `start` is the optimizer's own rate."""

    start: float
    rows: tuple[Row, ...]

    def __call__(self, epoch: int, _rate: float) -> float:
        """The rate of that epoch, whatever it is now: a resumed training finds the same."""
        return rate_at(epoch, self.start, self.rows)

    def at(self, epoch: int) -> float | None:
        """The rate of that epoch; None where it is no finite number."""
        try:
            found = self(epoch, 0.0)
        except OverflowError:
            return None
        return found if math.isfinite(found) else None


def rate_table(experiment: Experiment) -> RateTable | RateFormula | None:
    """The table or the formula of a normalized experiment; None without one, while it can't be
    read, or where the optimizer has no number to begin with."""
    given: Any = next((each.params.get("schedule") for each in tables(experiment)), None)
    start = _start(experiment.optimizer)
    if start is None or schedule_fault(given):
        return None
    if isinstance(given, str):
        return RateFormula(start, given)
    return RateTable(start, tuple(given or ()))


def schedule_fault(given: Any) -> tuple[str, dict[str, Any]] | None:
    """What is wrong with a table or formula: a problem's code and values, of rows the row too."""
    if isinstance(given, str):
        try:
            parsed(given)
        except FormulaError as error:
            return error.code, error.values
        return None
    if not isinstance(given, (list, tuple)):
        return "rate_schedule_unclear", {}
    return next(((code, {"row": at + 1}) for at, code in row_faults(given)), None)


def _start(optimizer: Any) -> float | None:
    """The number that the optimizer's learning rate begins with, if it is one."""
    if not isinstance(optimizer, Component):
        return None
    entry = catalog.find("optimizer", optimizer.kind)
    param = entry.param("learning_rate") if entry else None
    start = optimizer.params.get("learning_rate", param.default if param else None)
    return float(start) if isinstance(start, (int, float)) else None


def tables(experiment: Experiment) -> list[Component]:
    """The callbacks that are such tables or formulas."""
    given = (each for each in experiment.callbacks if isinstance(each, Component))
    return [each for each in given if each.kind == KIND]


def made_callback(component: Any, experiment: Experiment) -> Made:
    """The callback of a normalized experiment as `made` would, its table or formula as a function.

    Raises ProblemError for a kind that the catalog does not know.
    """
    known = component if isinstance(component, Component) else Component(kind=str(component))
    plan = made("callback", known)
    table = rate_table(experiment) if plan.entry.kind == KIND else None
    return Made(plan.entry, {**plan.arguments, "schedule": table}) if table else plan


def row_faults(rows: Sequence[Any]) -> list[tuple[int, str]]:
    """What is wrong with each row by itself or behind the one before: (row, code)."""
    found: list[tuple[int, str]] = []
    before = -1
    for place, row in enumerate(rows):
        if code := _fault(row, before):
            found.append((place, code))
        else:
            before = row["from_epoch"]
    return found


def _fault(row: Any, before: int) -> str:
    keys = {"from_epoch", "factor", "value", "every"}
    if not isinstance(row, Mapping) or set(row) - keys or not _is_whole(row.get("from_epoch"), 0):
        return "rate_row_unclear"
    if ("factor" in row) == ("value" in row):
        return "rate_row_unclear"
    number = row.get("factor", row.get("value"))
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not 0 < number < 1e6:
        return "rate_row_number"
    if row.get("every") is not None and ("value" in row or not _is_whole(row["every"], 1)):
        return "rate_row_every"
    return "rate_row_order" if row["from_epoch"] <= before else ""


def _is_whole(value: Any, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value < 10**6
