"""Learning rate, schedule, batch and number of steps: will the optimizer get anywhere?"""

from collections.abc import Iterable
from typing import Any

from kt_core.checks.view import View
from kt_core.experiment import Component
from kt_core.problems import Fix, Problem
from kt_core.schedules import rate
from kt_core.sites import Site

TOO_HIGH = {
    **dict.fromkeys(("Adam", "AdamW", "Nadam", "Lamb", "ScheduleFreeAdamW", "RMSprop"), 0.1),
    **{"Adamax": 0.3, "Lion": 0.01, "SGD": 2.0, "Muon": 0.5, "Adafactor": 0.5},
    **{"Adagrad": 5.0, "Ftrl": 5.0, "Adadelta": 100.0},
}
"""Learning rates from which training usually fails. For Adam measured: 0.3 ends with dead units."""
TOO_LOW = 1e-7
"""Learning rates below which weights hardly change (UMLAUT's limit)."""
POINTS = 64
NOTHING = 1e-3
"""A rate below this share of the highest one moves nothing any more."""
BARELY = 0.02
DECAYS = {"CosineDecay": "decay_steps", "PolynomialDecay": "decay_steps"}
DECAYS |= {"ExponentialDecay": "decay_steps", "InverseTimeDecay": "decay_steps"}


def step_problems(view: View) -> Iterable[Problem]:
    """Rates of 0 or far too high, schedules that end early or never act, too few steps."""
    yield from _few_steps(view)
    optimizer = view.experiment.optimizer
    if not isinstance(optimizer, Component):
        return
    given = view.param("optimizer", optimizer, "learning_rate")
    place = view.component("optimizer")
    if isinstance(given, Component):
        yield from _schedule_problems(view, given, place.at("params", "learning_rate"))
    elif isinstance(given, (int, float)):
        yield from _rate_problems(view, optimizer, place)
    yield from _momentum_problems(optimizer, place)
    yield from _accumulation_problems(view, optimizer, place)


def _rate_problems(view: View, optimizer: Component, place: Site) -> Iterable[Problem]:
    given = view.param("optimizer", optimizer, "learning_rate")
    values = {"optimizer": optimizer.kind, "given": given}
    where = ("optimizer", "params", "learning_rate")
    highest = TOO_HIGH.get(optimizer.kind)
    fix = place.fix_drop("drop_param", "learning_rate")
    if given == 0:
        yield Problem("rate_is_zero", where, values, fix=fix)
    elif 0 < given < TOO_LOW:
        yield Problem("rate_too_low", where, values, "warning", fix)
    elif highest and given >= highest:
        yield Problem("rate_too_high", where, {**values, "highest": highest}, "warning", fix)


def _schedule_problems(view: View, schedule: Component, place: Site) -> Iterable[Problem]:
    if not view.steps:
        return
    rates = [rate(schedule, view.steps * at / POINTS) for at in range(POINTS + 1)]
    known = [each for each in rates if each is not None]
    if len(known) < len(rates):
        return
    values: dict[str, Any] = {"schedule": schedule.kind, "steps": view.steps}
    highest = max(known)
    if highest <= 0:
        yield Problem(
            "rate_is_zero", place.where, {**values, "given": 0, "optimizer": schedule.kind}
        )
        return
    over = next((at for at, each in enumerate(known) if max(known[at:]) < NOTHING * highest), None)
    if over is not None and over < 0.75 * POINTS:
        values |= {"share": round(100 - 100 * over / POINTS), "over": view.steps * over // POINTS}
        fix = _fit_to_plan(view, schedule, place)
        yield Problem("schedule_ends_early", place.where, values, "warning", fix)
    elif known[-1] > (1 - BARELY) * highest and min(known) > (1 - BARELY) * highest:
        fix = _fit_to_plan(view, schedule, place)
        yield Problem("schedule_never_acts", place.where, values, "warning", fix)
    elif _warmup(schedule) >= view.steps:
        fix = place.fix_param("set_param", "warmup_steps", max(1, view.steps // 10))
        yield Problem("warmup_never_ends", place.where, values, "warning", fix)


def _warmup(schedule: Component) -> float:
    steps = schedule.params.get("warmup_steps", 0)
    return steps if isinstance(steps, (int, float)) else 0


def _fit_to_plan(view: View, schedule: Component, place: Site) -> Fix | None:
    name = DECAYS.get(schedule.kind)
    if name is None:
        return None
    wanted = view.steps
    if schedule.kind in ("ExponentialDecay", "InverseTimeDecay"):
        wanted = max(1, view.steps // 5)
    fixed = Component(kind=schedule.kind, params={**schedule.params, name: wanted})
    last = rate(fixed, view.steps)
    first = rate(fixed, 0)
    if last is None or first is None or last > (1 - BARELY) * first:
        return None
    return place.fix_param("set_param", name, wanted)


def _momentum_problems(optimizer: Component, place: Site) -> Iterable[Problem]:
    params = optimizer.params
    if optimizer.kind == "SGD" and params.get("nesterov") and not params.get("momentum"):
        where = ("optimizer", "params", "nesterov")
        fix = place.fix_param("set_param", "momentum", 0.9)
        yield Problem("nesterov_without_momentum", where, {}, "warning", fix)
    if params.get("momentum") == 1:
        where = ("optimizer", "params", "momentum")
        fix = place.fix_param("set_param", "momentum", 0.9)
        yield Problem("momentum_never_fades", where, {"optimizer": optimizer.kind}, "warning", fix)


def _accumulation_problems(view: View, optimizer: Component, place: Site) -> Iterable[Problem]:
    count = optimizer.params.get("gradient_accumulation_steps")
    if isinstance(count, int) and 0 < view.steps < count:
        values = {"given": count, "steps": view.steps}
        where = ("optimizer", "params", "gradient_accumulation_steps")
        fix = place.fix_drop("drop_param", "gradient_accumulation_steps")
        yield Problem("accumulates_for_ever", where, values, fix=fix)


def _few_steps(view: View) -> Iterable[Problem]:
    """A batch of all examples takes one step in each epoch, so a few epochs learn nothing."""
    fit = view.experiment.fit
    if fit is None or not view.examples or fit.batch_size < 1:
        return
    values = {"given": fit.batch_size, "examples": view.examples, "steps": view.steps}
    if fit.batch_size >= view.examples and view.examples > 64:
        patch = ({"op": "add", "path": "/fit/batch_size", "value": 32},)
        fix = Fix("use_value", patch, {"value": 32})
        yield Problem("batch_too_large", ("fit", "batch_size"), values, "warning", fix)
    if fit.batch_size == 1:
        yield from _batch_of_one(view)


def _batch_of_one(view: View) -> Iterable[Problem]:
    """BatchNormalization of one example without positions: it subtracts the example from itself."""
    for level in view.levels:
        for node in level.nodes:
            shape = level.shape(node.name)
            if node.kind == "BatchNormalization" and node.enabled and shape and len(shape) == 2:
                patch = ({"op": "add", "path": "/fit/batch_size", "value": 32},)
                fix = Fix("use_value", patch, {"value": 32})
                where = ("fit", "batch_size")
                yield Problem("batch_of_one", where, {"name": node.name}, fix=fix)
                return
