"""The learning rate over the steps that an experiment plans, before anything is trained."""

from dataclasses import dataclass

from kt_core.checks.view import View
from kt_core.experiment import Component, Experiment
from kt_core.schedules import rate

POINTS = 1500


@dataclass(frozen=True, slots=True)
class RateCurve:
    """The rate at some of the steps from 0 to the last; `per_epoch` steps make one epoch."""

    steps: tuple[int, ...]
    rates: tuple[float, ...]
    per_epoch: float


def rate_curve(experiment: Experiment) -> RateCurve | None:
    """The curve of the optimizer's schedule at up to about 1,500 steps, jumps included.

    None without a schedule, and as long as its values or the number of steps are not known.
    """
    schedule = _schedule(experiment)
    planned = View(experiment).steps
    if schedule is None or experiment.fit is None or planned < 1:
        return None
    steps = _steps(schedule, planned)
    rates = [rate(schedule, step) for step in steps]
    known = tuple(value for value in rates if value is not None)
    if len(known) < len(rates):
        return None
    return RateCurve(tuple(steps), known, planned / experiment.fit.epochs)


def _schedule(experiment: Experiment) -> Component | None:
    optimizer = experiment.optimizer
    given = optimizer.params.get("learning_rate") if isinstance(optimizer, Component) else None
    return given if isinstance(given, Component) else None


def _steps(schedule: Component, planned: int) -> list[int]:
    """Evenly spread steps, the last one, and both sides of each boundary."""
    jumps = schedule.params.get("boundaries") or []
    whole = [jump for jump in jumps if isinstance(jump, int)] if isinstance(jumps, list) else []
    spread = range(0, planned, max(1, planned // POINTS))
    beside = [step for jump in whole for step in (jump, jump + 1)]
    return sorted(step for step in {*spread, *beside, planned - 1} if 0 <= step < planned)
