"""What to try: each gives a change of the document as it was given, or None where none is known.

A remedy is offered only when this version can read the document it makes.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import jsonpatch

from kt_core.checks import targets
from kt_core.checks.level import Level
from kt_core.diagnosis import network
from kt_core.diagnosis.evidence import Evidence
from kt_core.diagnosis.finding import Remedy
from kt_core.experiment import Component, Node, parse
from kt_core.problems import ProblemError, pointer

SLOWER = 0.1
WIDER = 4
LONGER = 3
STOP = {"monitor": "val_loss", "patience": 3, "restore_best_weights": True}
MILD_L2, MILD_DROPOUT = 0.0001, 0.3
HOLDOUT = 0.2
CLIP = 1.0
Patch = Mapping[str, Any]
Nodes = Iterable[tuple[Level, Node]]


def changed(document: Mapping[str, Any], remedy: Remedy) -> dict[str, Any]:
    """The document with the remedy applied; the given one stays as it is."""
    steps = [dict(step) for step in remedy.patch]
    return jsonpatch.apply_patch(dict(document), steps, in_place=False)


def _offered(e: Evidence, code: str, patch: Sequence[Patch], **values: Any) -> Remedy | None:
    remedy = Remedy(code, tuple(patch), values)
    if not patch:
        return None
    try:
        new = changed(e.document, remedy)
        parse(new)
    except (ProblemError, jsonpatch.JsonPatchException):
        return None
    return remedy if new != e.document else None


def usual_rate(e: Evidence) -> float | None:
    """Keras' default for the optimizer, else the middle of the usual range."""
    found = e.view.experiment.optimizer
    if not isinstance(found, Component) or e.usual_rates is None:
        return None
    default = e.view.param("optimizer", Component(kind=found.kind), "learning_rate")
    low, high = e.usual_rates
    middle = float(f"{math.sqrt(low * high):.1g}")
    return float(default) if isinstance(default, (int, float)) else middle


def lower_rate(e: Evidence) -> float | None:
    """The usual rate, or a tenth of this one where that is lower."""
    usual, rate = usual_rate(e), e.given_rate or e.rate
    if rate is None:
        return usual
    tenth = float(f"{rate * SLOWER:.2g}")
    return tenth if usual is None else min(usual, tenth)


def set_rate(e: Evidence, rate: float | None) -> Remedy | None:
    """Another learning rate, in the place of a schedule too."""
    if rate is None:
        return None
    step = e.view.component("optimizer").set_param("learning_rate", rate)
    return _offered(e, "set_rate", [step], rate=rate, before=e.given_rate)


def clip(e: Evidence) -> Remedy | None:
    """Gradients clipped to norm 1."""
    step = e.view.component("optimizer").set_param("clipnorm", CLIP)
    return _offered(e, "clip", [step], norm=CLIP)


def clip_and_slow(e: Evidence) -> Remedy | None:
    """A tenth of the learning rate, and clipped gradients."""
    rate = lower_rate(e)
    if rate is None:
        return clip(e)
    fix = e.view.component("optimizer").fix_params(
        "set_param", {"learning_rate": rate, "clipnorm": CLIP}
    )
    return _offered(e, "clip_and_slow", fix.patch, rate=rate, norm=CLIP)


def other_optimizer(e: Evidence) -> Remedy | None:
    """Adam at its default; where it is that already, a tenth of the rate."""
    found = e.view.experiment.optimizer
    kind = found.kind if isinstance(found, Component) else ""
    if kind == "Adam":
        return set_rate(e, lower_rate(e))
    step = {"op": "add", "path": "/optimizer", "value": {"kind": "Adam"}}
    return _offered(e, "use_adam", [step], before=kind)


def default_starts(e: Evidence, nodes: Nodes) -> Remedy | None:
    """Keras' own start weights in these layers."""
    return _dropped(e, "default_start", nodes, *network.STARTS)


def revive(e: Evidence, nodes: Nodes) -> Remedy | None:
    """Biases that start at 0; where they do already, LeakyReLU in the place of ReLU."""
    if found := _dropped(e, "default_bias", nodes, "bias_initializer"):
        return found
    return activate(e, network.with_activation(e.view, network.RELUS), "leaky_relu")


def unfreeze(e: Evidence, nodes: Nodes) -> Remedy | None:
    """These layers learn."""
    given = list(nodes)
    paths = [level.place(node.name).path for level, node in given]
    steps = [{"op": "remove", "path": pointer(*path, "trainable")} for path in paths]
    return _offered(e, "unfreeze", steps, layers=[node.name for _, node in given])


def rescale(e: Evidence) -> Remedy | None:
    """A last layer that brings answers around 0 to the mean and deviation of the values."""
    target = e.facts["target"]
    scale = (target["mean"], target["deviation"])
    fix = targets.rescale(e.view, e.view.output_names[0], scale) if e.view.output_names else None
    return None if fix is None else _offered(e, "rescale", fix.patch, **fix.values)


def activate(e: Evidence, nodes: Nodes, activation: str) -> Remedy | None:
    """Another activation in these layers."""
    places = [(level.place(node.name), node) for level, node in nodes]
    steps = [place.set_param("activation", activation) for place, _ in places]
    names = [node.name for _, node in places]
    return _offered(e, "activate", steps, activation=activation, layers=names)


def _dropped(e: Evidence, code: str, nodes: Nodes, *params: str) -> Remedy | None:
    steps: list[Patch] = []
    names = []
    for level, node in nodes:
        place = level.place(node.name)
        fixes = [place.fix_drop("drop_param", name) for name in params if name in node.params]
        if patch := [step for fix in fixes if fix for step in fix.patch]:
            steps += patch
            names.append(node.name)
    return _offered(e, code, steps, layers=names)


def scale(e: Evidence, how: str) -> Remedy | None:
    """The data scaled before training."""
    step = {"op": "add", "path": "/data/scaling", "value": how}
    return _offered(e, "scale", [step], scaling=how)


def balance(e: Evidence) -> Remedy | None:
    """Mistakes on rare classes count more."""
    step = {"op": "add", "path": "/fit/class_weight", "value": "balanced"}
    return _offered(e, "balance", [step])


def other_seed(e: Evidence) -> Remedy | None:
    """Another draw of the validation rows, and of the start weights."""
    seed = e.view.experiment.seed + 1
    return _offered(e, "other_seed", [{"op": "add", "path": "/seed", "value": seed}], seed=seed)


def larger_validation(e: Evidence) -> Remedy | None:
    """A fifth of the rows held out."""
    data = e.view.experiment.data
    now = data.validation.params.get("fraction") if data and data.validation else None
    if not isinstance(now, float) or now >= HOLDOUT:
        return None
    whole = {"kind": "holdout", "params": {"fraction": HOLDOUT}}
    step = {"op": "add", "path": "/data/validation", "value": whole}
    return _offered(e, "larger_validation", [step], fraction_share=HOLDOUT)


def stop_early(e: Evidence) -> Remedy | None:
    """End when validation has not improved for three epochs, and keep the best weights."""
    given = list(e.document.get("callbacks") or ())
    kinds = [one if isinstance(one, str) else one.get("kind") for one in given]
    new: Any = {"kind": "EarlyStopping", "params": STOP}
    if "EarlyStopping" in kinds:
        step = {"op": "replace", "path": pointer("callbacks", kinds.index("EarlyStopping"))}
        return _offered(e, "stop_early", [{**step, "value": new}], patience=STOP["patience"])
    step = {"op": "add", "path": "/callbacks"}
    return _offered(e, "stop_early", [{**step, "value": [*given, new]}], patience=STOP["patience"])


def longer(e: Evidence) -> Remedy | None:
    """Three times as many epochs."""
    epochs = e.planned * LONGER
    step = {"op": "add", "path": "/fit/epochs", "value": epochs}
    return _offered(e, "longer", [step], epochs=epochs)


def more_units(e: Evidence, nodes: Nodes) -> Remedy | None:
    """Hidden layers four times as wide."""
    steps, names = [], []
    for level, node in nodes:
        for name in ("units", "filters"):
            width = node.params.get(name)
            if isinstance(width, int):
                steps.append(level.place(node.name).set_param(name, _wider(width)))
                names.append(node.name)
    return _offered(e, "more_units", steps, times=WIDER, layers=names)


def _wider(width: int) -> int:
    return max(WIDER * width, 16)


def lighter(e: Evidence, places: Iterable[tuple[Level, Node, str]]) -> Remedy | None:
    """Mild penalties."""
    whole = {"kind": "L2", "params": {"l2": MILD_L2}}
    steps = [level.place(node.name).set_param(name, whole) for level, node, name in places]
    return _offered(e, "lighter", steps, l2=MILD_L2)


def less_dropout(e: Evidence, nodes: Nodes) -> Remedy | None:
    """Dropout as it is usual."""
    steps = [level.place(node.name).set_param("rate", MILD_DROPOUT) for level, node in nodes]
    return _offered(e, "less_dropout", steps, rate_share=MILD_DROPOUT)


def begin_at_mean(e: Evidence) -> Remedy | None:
    """The last layer's bias starts at the mean of the values to predict."""
    mean = float(f"{e.facts['target']['mean']:.4g}")
    start = {"kind": "Constant", "params": {"value": mean}}
    found = [e.view.deciding(name) for name in e.view.output_names]
    steps = [
        pair[0].place(pair[1].name).set_param("bias_initializer", start)
        for pair in found
        if pair is not None and pair[1].kind in network.WEIGHTED
    ]
    return _offered(e, "begin_at_mean", steps, mean=mean)
