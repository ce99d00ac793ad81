"""Does the network fit what the data set gives it?"""

from collections.abc import Iterable, Mapping

import kt_core.data
from kt_core import catalog
from kt_core.checks.structure import LARGEST_SEED
from kt_core.checks.view import View
from kt_core.data import Card
from kt_core.data.streaming_checks import streaming_problems
from kt_core.problems import Fix, Problem, nearest, pointer

DIGITS = tuple("0123456789")
IN_PLACE = (
    *("AutoContrast", "Equalization", "RandomBrightness", "RandomColorDegeneration"),
    *("RandomColorJitter", "RandomContrast", "RandomErasing", "RandomGaussianBlur"),
    *("RandomGrayscale", "RandomHue", "RandomInvert", "RandomPosterization", "RandomSaturation"),
    *("RandomSharpness", "Solarization"),
)
"""Augmentations that leave everything in its place."""
QUARTER = 0.125
"""Half of a quarter turn: a 6 turned further looks like no digit, turned by half like a 9."""


def data_problems(view: View) -> Iterable[Problem]:
    """The data part by itself; shapes and columns of the Inputs; augmentation against the data."""
    if view.experiment.data is None:
        return
    seed = view.experiment.seed if 0 <= view.experiment.seed <= LARGEST_SEED else 0
    yield from kt_core.data.data_problems(view.experiment.data, seed=seed)
    if view.card is None:
        return
    yield from streaming_problems(view.experiment)
    yield from _shape_problems(view, view.card)
    yield from _column_problems(view)
    yield from _augmentation_problems(view, view.card)


def _shape_problems(view: View, card: Card) -> Iterable[Problem]:
    data = view.experiment.data
    divided = data.inputs if data and data.inputs and card.columns else {}
    for node in view.experiment.network:
        shape = node.params.get("shape")
        if node.kind != "Input" or not isinstance(shape, list):
            continue
        columns = divided.get(node.name)
        wanted = [len(columns)] if columns else list(card.shape)
        same_rank = len(shape) == len(wanted)
        if same_rank and all(s in (None, w) for s, w in zip(shape, wanted, strict=True)):
            continue
        path = pointer("network", view.top.nodes.index(node), "params", "shape")
        patch = ({"op": "replace", "path": path, "value": wanted},)
        channel = wanted[-1:] == [1] and shape == wanted[:-1]
        yield Problem(
            "input_without_channels" if channel else "input_shape_differs",
            ("network", node.name, "params", "shape"),
            {"given": shape, "wanted": wanted, "title": card.title},
            fix=Fix("set_shape", patch, {"shape": wanted}),
        )


def _column_problems(view: View) -> Iterable[Problem]:
    """Columns for Inputs that do not exist."""
    data = view.experiment.data
    known = [node.name for node in view.experiment.network if node.kind == "Input"]
    inputs = (data.inputs if data else None) or {}
    for name in inputs:
        if name in known:
            continue
        free = [each for each in known if each not in inputs]
        near = nearest(name, free) or (free[0] if free else None)
        path = pointer("data", "inputs", name)
        fix = Fix("remove_key", ({"op": "remove", "path": path},), {"key": name})
        if near:
            move = {"op": "move", "from": path, "path": pointer("data", "inputs", near)}
            fix = Fix("rename_input_columns", (move,), {"nearest": near})
        values = {"name": name, "known": known}
        yield Problem("data_input_unknown", ("data", "inputs", name), values, fix=fix)


def _augmentation_problems(view: View, card: Card) -> Iterable[Problem]:
    data = view.experiment.data
    for index, component in enumerate(data.augmentation if data else ()):
        place = view.component("data", "augmentation", index)
        remove = ({"op": "remove", "path": pointer(*place.path)},)
        values = {"kind": component.kind, "title": card.title, "labels": view.labels}
        fix = Fix("remove_augmentation", remove, {"kind": component.kind})
        if card.modality != "image":
            yield Problem("augmentation_of_table", place.where, values, fix=fix)
        elif view.whole and component.kind not in IN_PLACE:
            yield Problem("augmentation_moves_targets", place.where, values, "warning", fix)
        elif card.classes == DIGITS and _changes_digits(component.kind, component.params):
            yield Problem("augmentation_changes_digits", place.where, values, "warning", fix)
    yield from _range_problems(view)


def _changes_digits(kind: str, params: Mapping) -> bool:
    """Whether a digit may become another one, or none at all."""
    factor = params.get("factor", 0)
    turns = [abs(each) for each in (factor if isinstance(factor, list) else [factor])]
    turned = kind == "RandomRotation" and any(t > QUARTER for t in turns if isinstance(t, float))
    return kind == "RandomFlip" or turned


def _range_problems(view: View) -> Iterable[Problem]:
    """Augmentations that believe in other pixel values than they get: they would do nearly nothing.

    Keras' default `value_range` is (0, 255), whatever the scaling.
    """
    data = view.experiment.data
    if data is None or view.card is None or view.card.modality != "image":
        return
    wanted = {"unit": 1, "none": view.card.largest}.get(data.scaling)
    for index, component in enumerate(data.augmentation if wanted else ()):
        entry = catalog.find("layer", component.kind)
        given = view.param("layer", component, "value_range")
        if entry is None or not isinstance(given, (list, tuple)) or list(given) == [0, wanted]:
            continue
        place = view.component("data", "augmentation", index)
        change = (place.set_param("value_range", [0, wanted]),)
        values = {"kind": component.kind, "given": list(given), "wanted": [0, wanted]}
        where = (*place.where, "params", "value_range")
        fix = Fix("use_value", change, {"value": [0, wanted]})
        yield Problem("augmentation_range", where, values, "warning", fix)
