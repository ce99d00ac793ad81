"""Do labels, loss and the last layer speak of the same thing?"""

from collections.abc import Iterable, Sequence
from typing import Any

from kt_core.checks.patches import loss_path, param_patch, set_activation, use_loss
from kt_core.checks.view import UNKNOWN, View
from kt_core.checks.whole import whole_problems
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem, Where, pointer

ONE_HOT = (
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "KLDivergence",
)
SPARSE = ("SparseCategoricalCrossentropy",)
BINARY = ("BinaryCrossentropy", "BinaryFocalCrossentropy", "Hinge", "SquaredHinge")
VALUES = (
    "MeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "Huber",
    "LogCosh",
    "Poisson",
    "CosineSimilarity",
)
BOUNDED = ("relu", "relu6", "sigmoid", "hard_sigmoid", "softmax", "tanh", "softplus")


def label_problems(view: View) -> Iterable[Problem]:
    """Labels against loss, loss against activation, units against classes, rank of the output."""
    for name, loss in view.losses.items():
        node, shape = view.deciding(name), view.shapes.get(name)
        if node is None or view.card is None:
            continue
        if node.kind == "Input":
            yield Problem("no_layers", ("network", name), {"name": name})
            continue
        where: Where = ("loss", name) if isinstance(view.given.loss, dict) else ("loss",)
        if view.whole:
            yield from whole_problems(view, name, loss, where)
            continue
        found = list(_loss_problems(view, loss, where))
        found += list(_shape_problems(view, name, shape, loss))
        yield from found
        if not found:
            yield from _activation_problems(view, name, node, loss)


def _loss_problems(view: View, loss: Component, where: Where) -> Iterable[Problem]:
    values = {"loss": loss.kind, "classes": view.classes}
    if not view.classes:
        if loss.kind in ONE_HOT + SPARSE + BINARY:
            yield use_loss("class_loss_for_values", where, values, "MeanSquaredError")
    elif loss.kind in ONE_HOT and not view.one_hot:
        wanted = "BinaryCrossentropy" if view.binary else "SparseCategoricalCrossentropy"
        yield use_loss("loss_needs_one_hot", where, values, wanted)
    elif loss.kind in SPARSE and view.one_hot:
        yield use_loss("loss_needs_integers", where, values, "CategoricalCrossentropy")
    elif loss.kind in BINARY and not view.binary and not view.one_hot:
        yield use_loss("binary_loss_many_classes", where, values, "SparseCategoricalCrossentropy")
    elif loss.kind in VALUES and not view.one_hot and not view.binary:
        yield use_loss("value_loss_for_classes", where, values, "SparseCategoricalCrossentropy")
    elif loss.kind in VALUES:
        yield Problem("value_loss_for_probabilities", where, values, severity="info")


def _shape_problems(
    view: View, name: str, shape: Sequence[int | None] | None, loss: Component
) -> Iterable[Problem]:
    if not isinstance(shape, (list, tuple)) or any(isinstance(s, (list, tuple)) for s in shape):
        return
    sizes = list(shape[1:])
    if len(sizes) > 1:
        values: dict[str, Any] = {
            "name": name,
            "shape": sizes,
            "grid": sizes[:-1],
            "title": _title(view),
        }
        yield Problem("output_has_positions", ("network", name), values, fix=_flatten(view, name))
        return
    wanted = _wanted_units(view, loss)
    if wanted and sizes and sizes[0] is not None and sizes[0] != wanted:
        values = {"units": sizes[0], "wanted": wanted, "title": _title(view), "loss": loss.kind}
        code = "units_for_classes" if view.classes else "units_for_values"
        where = ("network", name, "params", "units")
        if view.classes and sizes[0] == 1 and view.activation(name) == "softmax":
            code = "softmax_one_unit"
        yield Problem(code, where, values, fix=_set_units(view, name, wanted))


def _wanted_units(view: View, loss: Component) -> int:
    if not view.classes or (view.binary and loss.kind in BINARY + VALUES):
        return 1
    return view.classes


def _activation_problems(view: View, name: str, node: Node, loss: Component) -> Iterable[Problem]:
    activation = view.activation(name)
    where: Where = ("network", node.name, "params", "activation")
    logits = bool(view.param("loss", loss, "from_logits"))
    if activation == UNKNOWN:
        return
    if not view.classes:
        if activation in BOUNDED:
            values = {"activation": activation, "name": node.name}
            fix = set_activation(view, node, None)
            yield Problem("activation_bounds_values", where, values, "warning", fix)
        return
    if loss.kind not in ONE_HOT[:3] + SPARSE + BINARY[:2]:
        return
    wanted = "sigmoid" if loss.kind in BINARY else "softmax"
    values = {"activation": activation, "wanted": wanted, "name": node.name, "loss": loss.kind}
    if logits and activation in ("softmax", "sigmoid"):
        patch = ({"op": "remove", "path": loss_path(view, name) + "/params/from_logits"},)
        yield Problem("logits_expected", where, values, fix=Fix("from_logits_off", patch))
    elif not logits and activation == "softmax" and wanted == "sigmoid":
        fix = set_activation(view, node, "sigmoid")
        yield Problem("softmax_one_unit", where, values, fix=fix)
    elif not logits and activation not in ("softmax", "sigmoid"):
        fix = set_activation(view, node, wanted)
        yield Problem("probabilities_expected", where, values, fix=fix)
    elif not logits and activation == "sigmoid" and wanted == "softmax":
        fix = set_activation(view, node, "softmax")
        yield Problem("sigmoid_for_classes", where, values, "warning", fix)


def _set_units(view: View, name: str, wanted: int) -> Fix | None:
    node = view.deciding(name)
    if node is None or node.kind != "Dense":
        return None
    return Fix("set_units", (param_patch(view, node.name, "units", wanted),), {"units": wanted})


def _flatten(view: View, name: str) -> Fix | None:
    node = view.given.node(name)
    if node is None or node.kind != "Dense" or node.inputs is not None or node.shares:
        return None
    taken = {other.name for other in view.given.network}
    free = next(n for n in ("flatten", *(f"flatten_{i}" for i in range(2, 1002))) if n not in taken)
    value = {"name": free, "kind": "Flatten"}
    patch = {"op": "add", "path": pointer("network", view.index(name)), "value": value}
    return Fix("add_flatten", (patch,), {"name": name})


def _title(view: View) -> str:
    return view.card.title if view.card else ""
