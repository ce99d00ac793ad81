"""Figures with intervals for the command line: kept ones, or worked out where none are."""

from typing import Any

from kt_core import results, run_figures
from kt_core.commands.quiet import engine_module
from kt_core.measures import known
from kt_core.problems import ProblemError


def measured(run: str) -> list[dict[str, Any] | None]:
    """The figures of each output of a run, as `run_figures.read` gives them."""
    outputs = len((results.summary(run) or {}).get("outputs") or [None])
    if results.summary(run) and any(run_figures.read(run, at) is None for at in range(outputs)):
        try:
            engine_module("measures").measure(run)
        except ProblemError:  # its answers are gone: what results.json says is still there
            return [None] * outputs
    return [run_figures.read(run, at) for at in range(outputs)]


def score_rows(task: str, figures: dict[str, Any]) -> list[list[str]]:
    """Each figure with its value, its 95 % interval and how that was found, as text."""
    return [
        [
            measure.name,
            measure.written(one["value"]),
            measure.interval(one) or "–",
            measure.by,
        ]
        for measure, one in known(task, figures)
    ]
