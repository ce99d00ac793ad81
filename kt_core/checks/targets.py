"""Values to be predicted that are far from the size of a fresh network's answers.

Fresh networks answer with numbers around 0, about 1 in size. The limits were measured on the
diabetes set (decision 17).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kt_core.checks.level import Level
from kt_core.checks.view import View
from kt_core.data import available
from kt_core.data.contents import contents
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem, pointer
from kt_core.schedules import rate

LOSSES = ("Huber", "LogCosh", "MeanAbsoluteError", "MeanSquaredError")
STEADY = ("Adam", "AdamW", "Adamax", "Lion", "Nadam", "RMSprop")
"""Optimizers whose step is about the learning rate for each weight, however large the gradient."""
ENOUGH = 0.12
"""Share of the targets' size that is within reach when training works."""
LEAPS = {1: 1.0, 2: 0.3}
"""Learning rate times size from which SGD leaps away, for one hidden layer and for more."""
TINY = 0.02
"""Deviation below which a fresh network's answers are mostly noise."""
CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")


@dataclass(frozen=True)
class Answer:
    """A linear last layer, how many numbers it reads, and how many layers learn before it."""

    level: Level
    node: Node
    reads: int
    hidden: int


def target_problems(view: View) -> Iterable[Problem]:
    """Targets that are out of reach in the planned steps, that make SGD diverge, or tiny ones."""
    optimizer = view.experiment.optimizer
    if view.labels != "value" or view.card is None or not isinstance(optimizer, Component):
        return
    if not available(view.card.kind) or not view.steps:
        return
    y = contents(view.card.kind).y
    mean, deviation = float(y.mean()), float(y.std())
    if not math.isfinite(deviation) or not deviation:
        return
    for name, loss in view.losses.items():
        answer = _answer(view, name) if loss.kind in LOSSES else None
        if answer is not None:
            yield from _problems(view, name, answer, (mean, deviation))


def _answer(view: View, name: str) -> Answer | None:
    found = view.deciding(name)
    if found is None:
        return None
    level, node = found
    before = level.parents.get(node.name, ())
    shape = level.shape(before[0]) if len(before) == 1 else None
    starts = isinstance(node.params.get("bias_initializer"), Component)
    if node.kind != "Dense" or view.activation(node) != "linear" or starts or not shape:
        return None
    learning = [key for key, count in view.counts.items() if count and isinstance(key, str)]
    return Answer(level, node, int(shape[-1] or 1), len(learning) - 1)


def _problems(
    view: View, name: str, answer: Answer, scale: tuple[float, float]
) -> Iterable[Problem]:
    optimizer, (mean, deviation) = view.experiment.optimizer, scale
    assert isinstance(optimizer, Component)
    size, speed = math.hypot(mean, deviation), _rate(view, optimizer)
    where = answer.level.place(answer.node.name).where
    told: dict[str, Any] = {
        "name": answer.node.name,
        "mean": _short(mean),
        "deviation": _short(deviation),
    }
    told |= {"optimizer": optimizer.kind, "rate": _short(speed), "steps": view.steps}
    told["name"] = answer.node.name
    if deviation < TINY:
        yield Problem("targets_tiny", where, told, "warning", rescale(view, name, scale))
    elif optimizer.kind in STEADY and 0 < _reach(view, answer, speed) < ENOUGH * size:
        moved = {**told, "moved": _short(speed * view.steps)}
        yield Problem("targets_out_of_reach", where, moved, "warning", rescale(view, name, scale))
    elif optimizer.kind == "SGD" and view.losses[name].kind == "MeanSquaredError":
        yield from _leap(view, optimizer, answer, (size, told))


def _rate(view: View, optimizer: Component) -> float:
    given = view.param("optimizer", optimizer, "learning_rate")
    first = rate(given, 0) if isinstance(given, Component) else given
    return float(first) if isinstance(first, (int, float)) else 0.0


def _reach(view: View, answer: Answer, speed: float) -> float:
    """How far the answers can be moved when each step moves each weight by the learning rate.

    Behind a hidden layer the sum of all its units moves, and they themselves move as well.
    """
    moved = speed * view.steps
    if answer.hidden < 1:
        return moved
    return moved * (1 + answer.reads * (0.2 + moved / 2)) * (4 if answer.hidden > 1 else 1)


def _leap(
    view: View, optimizer: Component, answer: Answer, found: tuple[float, dict]
) -> Iterable[Problem]:
    size, told = found
    speed = _rate(view, optimizer)
    clipped = any(optimizer.params.get(name) for name in CLIPS)
    limit = LEAPS.get(min(answer.hidden, 2))
    if limit is None or clipped or speed * size <= limit:
        return
    wanted = 10.0 ** math.floor(math.log10(0.1 / size))
    place = view.component("optimizer")
    where = ("optimizer", "params", "learning_rate")
    fix = place.fix_param("set_param", "learning_rate", wanted)
    yield Problem("targets_diverge", where, told, "warning", fix)


def rescale(view: View, name: str, scale: tuple[float, float]) -> Fix | None:
    """A last layer that brings answers around 0 to the targets' mean and deviation."""
    given, nodes = view.root.document, view.top.nodes
    if isinstance(view.given.loss, dict) or isinstance(view.given.metrics, dict):
        return None
    if nodes[-1].name != name or given.get("outputs", [name]) != [name]:
        return None
    free = (new for new in ("rescale", *(f"rescale_{n}" for n in range(2, 2000))))
    new = next(each for each in free if each not in view.top.by_name)
    mean, deviation = (float(f"{each:.4g}") for each in scale)
    node = {"name": new, "kind": "Rescaling", "params": {"scale": deviation, "offset": mean}}
    patch: list[dict] = [{"op": "add", "path": "/network/-", "value": node}]
    if "outputs" in given:
        patch.append({"op": "replace", "path": pointer("outputs", 0), "value": new})
    return Fix("rescale_answers", tuple(patch), {"scale": deviation, "offset": mean})


def _short(number: float) -> float:
    return float(f"{number:.3g}")
