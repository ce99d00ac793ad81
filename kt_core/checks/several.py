"""Several labels for each example: the network answers yes or no for each of them by itself."""

from collections.abc import Iterable, Iterator
from typing import Any

from kt_core import catalog
from kt_core.checks.level import Level
from kt_core.checks.patches import activation_fix, has_activation, use_loss
from kt_core.checks.view import UNKNOWN, View
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem, Where, pointer
from kt_core.sites import Site

LOSSES = ("BinaryCrossentropy", "BinaryFocalCrossentropy")
WANTED = "sigmoid"
ERRORS = ("MeanSquaredError", "MeanAbsoluteError", "RootMeanSquaredError")
BY_CLASS = ("F1Score", "FBetaScore")
CUT = 0.5
"""The probability from which a label is given unless somebody says otherwise."""


def several_loss_problems(view: View, loss: Component, where: Where) -> Iterator[Problem]:
    """A loss that picks one class, or compares values."""
    if loss.kind not in LOSSES and catalog.find("loss", loss.kind) is not None:
        values = {"loss": loss.kind, "labels": len(view.several)}
        yield use_loss("loss_for_one_class", where, values, LOSSES[0])


def several_ending_problems(view: View, name: str, loss: Component, where: Where) -> list[Problem]:
    """The last activation of the output `name`, whose sound loss stands at `where`."""
    found = view.deciding(name)
    if found is None or (activation := view.activation(found[1])) in (UNKNOWN, WANTED):
        sigmoid = found is not None and activation == WANTED
        logits = sigmoid and view.param("loss", loss, "from_logits")
        return [_logits(found, loss, where)] if logits and found else []
    if activation == "softmax":
        return [_problem("softmax_for_labels", found, loss, activation, WANTED)]
    if not view.param("loss", loss, "from_logits"):
        return [_problem("probabilities_expected", found, loss, activation, WANTED)]
    if activation != "linear":
        cut_off = _problem("logits_cut_off", found, loss, activation, None)
        return [Problem(cut_off.code, cut_off.where, cut_off.values, "warning", cut_off.fix)]
    return []


def several_metric_fault(kind: str) -> str | None:
    """The code of the problem of a metric that can't judge several labels, or None."""
    entry = catalog.find("metric", kind)
    if entry is None:
        return None
    judges = "binary" in entry.targets or kind in (*ERRORS, *BY_CLASS)
    return None if judges else "metric_for_one_class"


def several_metric_problems(
    view: View, metric: Component, place: Site
) -> Iterator[tuple[str, Fix | None]]:
    """Codes and fixes of metrics whose values make them mean something else here."""
    if metric.kind == "AUC" and not view.param("metric", metric, "multi_label"):
        yield "metric_pools_labels", place.fix_param("set_param", "multi_label", True)
    elif metric.kind in BY_CLASS and view.param("metric", metric, "threshold") is None:
        yield "metric_picks_one_label", place.fix_param("set_param", "threshold", CUT)
    elif metric.kind in BY_CLASS and view.param("metric", metric, "average") is None:
        yield "metric_without_average", place.fix_param("set_param", "average", "macro")


def label_names_fit(view: View, metric: Component) -> bool:
    """Whether the label that a metric is asked for (`class_id`) exists."""
    chosen = metric.params.get("class_id")
    return not isinstance(chosen, int) or chosen < len(view.several)


def _logits(found: tuple[Level, Node], loss: Component, where: Where) -> Problem:
    patch = ({"op": "remove", "path": pointer(*where, "params", "from_logits")},)
    fix = Fix("from_logits_off", patch)
    told = _problem("logits_expected", found, loss, WANTED, WANTED)
    return Problem(told.code, told.where, told.values, fix=fix)


def _problem(
    code: str, found: tuple[Level, Node], loss: Component, activation: str, use: str | None
) -> Problem:
    level, node = found
    place = level.place(node.name)
    keys: Iterable[str] = ("params", "activation") if has_activation(node) else ()
    values: dict[str, Any] = {"activation": activation, "wanted": WANTED, "name": node.name}
    values["loss"] = loss.kind
    return Problem(code, (*place.where, *keys), values, fix=activation_fix(place, node, use))
