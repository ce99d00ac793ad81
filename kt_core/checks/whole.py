"""Labels as large as the example: a class for every pixel, or the example itself again."""

from collections.abc import Iterable, Sequence
from typing import Any

from kt_core.checks.level import Level
from kt_core.checks.patches import activation_fix, use_loss
from kt_core.checks.view import UNKNOWN, View
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem, Where, pointer

PIXEL_LOSS = "SparseCategoricalCrossentropy"
CROSSENTROPIES = ("BinaryCrossentropy", "BinaryFocalCrossentropy")
INPUT_LOSSES = (
    *CROSSENTROPIES,
    "MeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "Huber",
    "LogCosh",
    "Poisson",
    "CosineSimilarity",
)
PIXEL_METRICS = (
    "SparseCategoricalAccuracy",
    "SparseCategoricalCrossentropy",
    "SparseTopKCategoricalAccuracy",
    "MeanIoU",
    "IoU",
)
INPUT_METRICS = (
    "MeanSquaredError",
    "RootMeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "LogCoshError",
    "CosineSimilarity",
    "Poisson",
)
BOUNDED = ("sigmoid", "hard_sigmoid", "softmax", "tanh", "relu6")
POSITIVE = ("relu", "softplus")


def whole_problems(view: View, name: str, loss: Component, where: Where) -> Iterable[Problem]:
    """Loss, shape and activation of the output `name`, whose loss stands at `where`."""
    found = list(_loss_problems(view, loss, where))
    found += _shape_problems(view, name)
    yield from found
    ending = view.deciding(name)
    if ending is None or found or view.activation(ending[1]) == UNKNOWN:
        return
    if view.whole == "pixels":
        yield from _against_logits(view, ending, loss, where, wanted="softmax")
    else:
        yield from _input_activation(view, ending, loss, where)


def metric_fault(view: View, kind: str) -> str | None:
    """The code of the problem of a metric that can't be computed from such labels, or None."""
    if view.whole == "pixels":
        return None if kind in PIXEL_METRICS else "metric_for_pixels"
    return None if kind in INPUT_METRICS else "metric_for_input"


def iou_problems(view: View, metric: Component, where: Where) -> Iterable[Problem]:
    """IoU compares class numbers; for probabilities it must be told, and know all classes."""
    if view.whole != "pixels" or "num_classes" not in metric.params:
        return
    wanted = {"num_classes": view.classes + 1, "sparse_y_true": True, "sparse_y_pred": False}
    given = {key: view.param("metric", metric, key) for key in wanted}
    if given != wanted:
        right = {**metric.params, **wanted}
        del right["sparse_y_true"]
        path = pointer(*where)
        value = {"kind": metric.kind, "params": _plain(right)}
        fix = Fix("set_iou", ({"op": "replace", "path": path, "value": value},), wanted)
        yield Problem("iou_for_pixels", where, {"metric": metric.kind, **given}, fix=fix)


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return Component(kind="-", params=params).model_dump(mode="json")["params"]


def _loss_problems(view: View, loss: Component, where: Where) -> Iterable[Problem]:
    values = {"loss": loss.kind}
    scaling = view.experiment.data.scaling if view.experiment.data else "none"
    if view.whole == "pixels":
        if loss.kind != PIXEL_LOSS:
            yield use_loss("loss_for_pixels", where, values, PIXEL_LOSS)
    elif loss.kind not in INPUT_LOSSES:
        yield use_loss("loss_for_input", where, values, "MeanSquaredError")
    elif loss.kind in CROSSENTROPIES and scaling != "unit":
        patch = ({"op": "add", "path": "/data/scaling", "value": "unit"},)
        fix = Fix("scale_unit", patch)
        yield Problem("crossentropy_beyond_unit", where, {**values, "scaling": scaling}, fix=fix)


def _shape_problems(view: View, name: str) -> Iterable[Problem]:
    shape = view.shapes.get(name)
    if view.card is None or not isinstance(shape, (list, tuple)):
        return
    wanted = list(view.card.shape)
    if view.whole == "pixels":
        wanted = [*wanted[:-1], view.classes + 1]
    sizes = list(shape[1:])
    if sizes == wanted or any(isinstance(size, (list, tuple)) for size in shape):
        return
    if any(size is None for size in sizes) and _fits(sizes, wanted):
        return
    values = {"name": name, "shape": sizes, "wanted": wanted, "classes": view.classes}
    fix = _set_channels(view, name, wanted) if sizes[:-1] == wanted[:-1] else None
    yield Problem(f"output_for_{view.whole}", ("network", name), values, fix=fix)


def _fits(sizes: Sequence[int | None], wanted: Sequence[int]) -> bool:
    pairs = zip(sizes, wanted, strict=False)
    return len(sizes) == len(wanted) and all(size in (None, want) for size, want in pairs)


def _set_channels(view: View, name: str, wanted: Sequence[int]) -> Fix | None:
    found = view.deciding(name)
    if found is None:
        return None
    level, node = found
    key = next((key for key in ("filters", "units") if key in node.params), None)
    if key is None:
        return None
    patch = (level.place(node.name).set_param(key, wanted[-1]),)
    return Fix("set_channels", patch, {"key": key, "count": wanted[-1]})


def _input_activation(
    view: View, ending: tuple[Level, Node], loss: Component, where: Where
) -> Iterable[Problem]:
    if loss.kind in CROSSENTROPIES:
        yield from _against_logits(view, ending, loss, where, wanted="sigmoid")
        return
    level, node = ending
    activation, place = view.activation(node), level.place(node.name)
    scaling = view.experiment.data.scaling if view.experiment.data else "none"
    narrow = {"standard": BOUNDED + POSITIVE, "none": BOUNDED, "unit": ("softmax",)}
    if activation in narrow[scaling]:
        values = {"name": node.name, "activation": activation, "scaling": scaling}
        fix = activation_fix(place, node, None)
        here = (*place.where, "params", "activation")
        yield Problem("activation_for_input", here, values, "warning", fix)


def _against_logits(
    view: View, ending: tuple[Level, Node], loss: Component, where: Where, *, wanted: str
) -> Iterable[Problem]:
    """The last activation is `wanted`, or there is none and the loss knows (`from_logits`)."""
    level, node = ending
    activation, place = view.activation(node), level.place(node.name)
    here = (*place.where, "params", "activation")
    logits = bool(view.param("loss", loss, "from_logits"))
    values = {"activation": activation, "wanted": wanted, "name": node.name, "loss": loss.kind}
    if logits and activation in ("softmax", "sigmoid"):
        patch = ({"op": "remove", "path": pointer(*where, "params", "from_logits")},)
        yield Problem("logits_expected", here, values, fix=Fix("from_logits_off", patch))
    elif not logits and activation != wanted:
        fix = activation_fix(place, node, wanted)
        yield Problem("probabilities_expected", here, values, fix=fix)
