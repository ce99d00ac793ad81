"""The learning rate over the steps that an experiment plans, before anything is trained."""

from dataclasses import dataclass

from kt_core.checks.view import View
from kt_core.experiment import Component, Experiment
from kt_core.normalize import normalize
from kt_core.rate_table import KIND, rate_table
from kt_core.schedules import rate

POINTS = 1500


@dataclass(frozen=True, slots=True)
class RateCurve:
    """The rate at some of the steps from 0 to the last; `per_epoch` steps make one epoch.

    `by_epoch`: it changes between epochs only, the first and last step of which are given.
    """

    steps: tuple[int, ...]
    rates: tuple[float, ...]
    per_epoch: float
    by_epoch: bool = False


def rate_curve(experiment: Experiment) -> RateCurve | None:
    """The curve of the optimizer's schedule, or of a table or formula by epochs
    (LearningRateScheduler), at up to about 1,500 steps, jumps included.

    None without either, and as long as its values or the number of steps are not known.
    """
    planned = View(experiment).steps
    if experiment.fit is None or planned < 1:
        return None
    schedule = _schedule(experiment)
    if schedule is None:
        return _by_table(experiment, experiment.fit.epochs, planned)
    steps = _steps(schedule, planned)
    rates = [rate(schedule, step) for step in steps]
    known = tuple(value for value in rates if value is not None)
    if len(known) < len(rates):
        return None
    return RateCurve(tuple(steps), known, planned / experiment.fit.epochs)


def _by_table(experiment: Experiment, epochs: int, planned: int) -> RateCurve | None:
    """The first and the last step of each epoch, of long trainings of some epochs."""
    kinds = [each.kind for each in experiment.callbacks if isinstance(each, Component)]
    if KIND not in kinds:
        return None
    table = rate_table(normalize(experiment))
    if table is None:
        return None
    per_epoch, stride = planned / epochs, max(1, 2 * epochs // POINTS)
    shown = sorted({*range(0, epochs, stride), epochs - 1})
    ends = [(round(at * per_epoch), round((at + 1) * per_epoch) - 1) for at in shown]
    rates = [rate for at in shown if (rate := table.at(at)) is not None]
    if len(rates) < len(shown):
        return None
    return RateCurve(
        tuple(step for pair in ends for step in pair),
        tuple(rate for rate in rates for _ in range(2)),
        per_epoch,
        by_epoch=True,
    )


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
