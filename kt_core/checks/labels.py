"""Do labels and loss speak of the same thing, and does the network answer in their shape?"""

from collections.abc import Iterable, Mapping
from typing import Any

from kt_core import catalog
from kt_core.checks.level import Level, Shape
from kt_core.checks.patches import use_loss
from kt_core.checks.several import several_loss_problems
from kt_core.checks.view import Labels, View
from kt_core.checks.whole import PIXEL_LOSS, whole_problems
from kt_core.edits import get
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem, Where, pointer
from kt_core.texts import shape_text

FITTING: Mapping[Labels, tuple[str, ...]] = {
    "value": ("value",),
    "binary": ("binary", "integer", "value"),
    "integer": ("integer",),
    "one_hot": ("one_hot", "binary", "value"),
    "multi_label": ("binary",),
}
"""For each form of labels the kinds of targets (`Entry.targets`) that a loss for them has."""
USUAL: Mapping[Labels, str] = {
    "value": "MeanSquaredError",
    "binary": "BinaryCrossentropy",
    "integer": "SparseCategoricalCrossentropy",
    "one_hot": "CategoricalCrossentropy",
    "multi_label": "BinaryCrossentropy",
    "pixels": PIXEL_LOSS,
    "input": "MeanSquaredError",
}


def label_problems(view: View) -> Iterable[Problem]:
    """Losses for outputs that do not exist; labels against loss; shape of the answers."""
    if not view.levels:
        return
    yield from output_name_problems(view, "loss")
    for name, loss in view.losses.items():
        if view.card is None or name not in view.output_names:
            continue
        if not any(node.kind != "Input" for node in view.top.nodes if node.enabled):
            yield Problem("no_layers", ("network", name), {"name": name})
            continue
        if view.whole:
            yield from whole_problems(view, name, loss, loss_place(view, name))
        else:
            yield from answer_problems(view, name, loss)


def answer_problems(view: View, name: str, loss: Component) -> Iterable[Problem]:
    """One output's loss against the labels, and the shape of the answers against both."""
    found = list(loss_problems(view, loss, loss_place(view, name)))
    yield from found
    if not any(problem.severity == "error" for problem in found):
        yield from _shape_problems(view, name, loss)


def loss_place(view: View, name: str) -> Where:
    """Where the loss of an output stands."""
    return ("loss", name) if isinstance(view.given.loss, dict) else ("loss",)


def output_name_problems(view: View, key: str) -> Iterable[Problem]:
    """Losses or metrics, given for each output, whose output does not exist or has none."""
    given = get(view.root.document, (key,))
    if not isinstance(given, Mapping) or isinstance(given.get("kind"), str):
        return
    free = [name for name in view.output_names if name not in given]
    for name in given:
        if name in view.output_names:
            continue
        values = {"name": name, "known": list(view.output_names), "key": key}
        path = pointer(key, name)
        fix = Fix("remove_key", ({"op": "remove", "path": path},), {"key": name})
        if free:
            move = {"op": "move", "from": path, "path": pointer(key, free[0])}
            fix = Fix("rename_key", (move,), {"nearest": free.pop(0)})
        yield Problem("no_such_output_name", (key, name), values, fix=fix)
    for name in free if key == "loss" else ():
        yield Problem("output_without_loss", (key,), {"name": name}, severity="warning")


def loss_problems(view: View, loss: Component, where: Where) -> Iterable[Problem]:
    """One loss against the form of the labels."""
    if view.labels == "multi_label":
        yield from several_loss_problems(view, loss, where)
        return
    entry, values = catalog.find("loss", loss.kind), {"loss": loss.kind, "classes": view.classes}
    if entry is None or loss.kind == "CTC":
        known = entry is not None
        yield from [use_loss("loss_for_sequences", where, values, USUAL[view.labels])] * known
        return
    fits = not entry.targets or set(entry.targets) & set(FITTING[view.labels])
    if not fits:
        yield use_loss(_mismatch(view.labels, entry.targets), where, values, USUAL[view.labels])
    elif loss.kind == "Circle":
        fix = use_loss("loss_learns_distances", where, values, USUAL[view.labels]).fix
        told = {**values, "wanted": USUAL[view.labels]}
        yield Problem("loss_learns_distances", where, told, "warning", fix)
    elif loss.kind == "CosineSimilarity" and view.labels == "value":
        yield use_loss("cosine_of_one_value", where, values, USUAL[view.labels])
    elif view.labels in ("binary", "one_hot") and entry.targets == ("value",):
        yield Problem("value_loss_for_probabilities", where, values, severity="info")


def _mismatch(labels: Labels, targets: tuple[str, ...]) -> str:
    if labels == "value":
        return "class_loss_for_values"
    if labels == "one_hot":
        return "loss_needs_integers"
    if "one_hot" in targets:
        return "loss_needs_one_hot"
    return "binary_loss_many_classes" if "binary" in targets else "value_loss_for_classes"


def _shape_problems(view: View, name: str, loss: Component) -> Iterable[Problem]:
    shape = view.top.shape(name)
    if shape is None or view.card is None:
        return
    if len(shape) != 2:
        yield _positions_problem(view, name, shape)
        return
    wanted = wanted_units(view, loss)
    if wanted and shape[-1] is not None and shape[-1] != wanted:
        yield _units_problem(view, name, loss, (int(shape[-1]), wanted))


def wanted_units(view: View, loss: Component) -> int:
    """How many numbers an answer has, 0 for any number of them."""
    entry = catalog.find("loss", loss.kind)
    targets = entry.targets if entry else ()
    if not targets or loss.kind == "Circle":
        return 0
    if view.labels == "value" or (view.labels == "binary" and targets != ("integer",)):
        return 1
    return len(view.several) or view.classes


def _positions_problem(view: View, name: str, shape: Shape) -> Problem:
    values: dict[str, Any] = {"name": name, "shape": shape_text(shape[1:])}
    values |= {"grid": shape_text(shape[1:-1]), "title": view.card.title if view.card else ""}
    where = ("network", name)
    if len(shape) < 2:
        return Problem("output_without_units", where, values)
    return Problem("output_has_positions", where, values, fix=_flatten(view.top, name))


def _units_problem(view: View, name: str, loss: Component, units: tuple[int, int]) -> Problem:
    found = view.deciding(name)
    values = {"units": units[0], "wanted": units[1], "loss": loss.kind, "name": name}
    values["title"] = view.card.title if view.card else ""
    code = "units_for_classes" if view.classes else "units_for_values"
    code = "units_for_labels" if view.several else code
    if found is None:
        return Problem(code, ("network", name), values)
    level, node = found
    if view.classes and units[0] == 1 and view.activation(node) == "softmax":
        code = "softmax_one_unit"
    return _told_at_units(code, (level, node), values)


def _told_at_units(code: str, found: tuple[Level, Node], values: dict[str, Any]) -> Problem:
    level, node = found
    place, last = level.place(node.name), level.shape(node.name)
    entry = catalog.find("layer", node.kind or "")
    named = [key for key in ("units", "filters") if entry and entry.param(key)]
    if not named:
        return Problem(code, place.where, values)
    param = named[0]
    wanted = values["wanted"]
    fix = None
    if last is not None and last[-1] == values["units"]:
        fix = Fix("set_units", (place.set_param(param, wanted),), {"units": wanted, "param": param})
    return Problem(code, (*place.where, "params", param), values, fix=fix)


def _flatten(level: Level, name: str) -> Fix | None:
    """Flatten before a last Dense that reads the node before it."""
    place = level.place(name)
    if level.by_name[name].kind != "Dense" or {"inputs", "shares"} & place.given.keys():
        return None
    value = {"name": _free_name(level, "flatten"), "kind": "Flatten"}
    patch = {"op": "add", "path": pointer(*place.path), "value": value}
    return Fix("add_flatten", (patch,), {"name": name})


def _free_name(level: Level, base: str) -> str:
    names = (base, *(f"{base}_{number}" for number in range(2, 1002)))
    return next(name for name in names if name not in level.by_name)
