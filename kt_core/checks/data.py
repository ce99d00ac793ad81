"""Does the network fit what the data set gives it?"""

from collections.abc import Iterable

import kt_core.data
from kt_core.checks.view import View
from kt_core.problems import Fix, Problem, nearest, pointer

SCALING_LAYERS = ("Rescaling", "Normalization", "BatchNormalization")
LARGE = 10
IN_PLACE = (
    "AutoContrast",
    "Equalization",
    "RandomBrightness",
    "RandomColorDegeneration",
    "RandomColorJitter",
    "RandomContrast",
    "RandomErasing",
    "RandomGaussianBlur",
    "RandomGrayscale",
    "RandomHue",
    "RandomInvert",
    "RandomPosterization",
    "RandomSaturation",
    "RandomSharpness",
    "Solarization",
)


def data_problems(view: View) -> Iterable[Problem]:
    """The data part by itself; input shape against the data's; pixels unscaled or scaled twice."""
    if view.experiment.data is None:
        return
    yield from kt_core.data.data_problems(view.experiment.data)
    if view.card is None:
        return
    yield from _shape_problems(view)
    yield from _scaling_problems(view)
    yield from _augmentation_problems(view)
    yield from _moving_problems(view)
    yield from _division_problems(view)


def _shape_problems(view: View) -> Iterable[Problem]:
    assert view.card is not None
    inputs = (view.experiment.data.inputs if view.experiment.data else None) or {}
    for node in view.experiment.network:
        wanted = [len(inputs[node.name])] if node.name in inputs else list(view.card.shape)
        shape = node.params.get("shape")
        if node.kind != "Input" or not isinstance(shape, list):
            continue
        same_rank = len(shape) == len(wanted)
        fits = all(s is None or s == w for s, w in zip(shape, wanted, strict=False))
        if same_rank and fits:
            continue
        path = pointer("network", view.index(node.name), "params", "shape")
        patch = ({"op": "replace", "path": path, "value": wanted},)
        channel = wanted[-1:] == [1] and shape == wanted[:-1]
        yield Problem(
            "input_without_channels" if channel else "input_shape_differs",
            ("network", node.name, "params", "shape"),
            {"given": shape, "wanted": wanted, "title": view.card.title},
            fix=Fix("set_shape", patch, {"shape": wanted}),
        )


def _scaling_problems(view: View) -> Iterable[Problem]:
    data, network = view.experiment.data, view.experiment.network
    first = next((node for node in network if node.kind != "Input" and node.enabled), None)
    scaled_inside = first is not None and first.kind in SCALING_LAYERS
    if view.card is None or data is None:
        return
    if data.scaling == "none" and not scaled_inside and (view.card.largest or 0) > LARGE:
        patch = ({"op": "add", "path": "/data/scaling", "value": "unit"},)
        yield Problem(
            "unscaled_pixels",
            ("data", "scaling"),
            {"largest": view.card.largest},
            severity="warning",
            fix=Fix("scale_unit", patch),
        )
    if data.scaling == "unit" and first is not None and first.kind == "Rescaling":
        patch = ({"op": "add", "path": "/data/scaling", "value": "none"},)
        values = {"layer": first.name}
        yield Problem(
            "scaled_twice", ("data", "scaling"), values, "warning", Fix("scale_none", patch)
        )


def _augmentation_problems(view: View) -> Iterable[Problem]:
    """Augmentations that believe in other pixel values than they get: they would do nearly nothing.

    Keras' default `value_range` is (0, 255), whatever the scaling.
    """
    data, given_data = view.experiment.data, view.given.data
    if data is None or given_data is None:
        return
    largest = {"unit": 1, "none": view.card.largest if view.card else None}
    wanted = largest.get(data.scaling)
    for index, component in enumerate(data.augmentation if wanted else ()):
        given = view.param("layer", component, "value_range")
        if given is None or list(given) == [0, wanted]:
            continue
        where = ("data", "augmentation", index, "params")
        has_params = "params" in given_data.augmentation[index].model_fields_set
        value = [0, wanted] if has_params else {"value_range": [0, wanted]}
        path = pointer(*where, *(["value_range"] if has_params else []))
        fix = Fix(
            "use_value", ({"op": "add", "path": path, "value": value},), {"value": [0, wanted]}
        )
        values = {"kind": component.kind, "given": list(given), "wanted": [0, wanted]}
        yield Problem("augmentation_range", (*where, "value_range"), values, "warning", fix)


def _moving_problems(view: View) -> Iterable[Problem]:
    """Augmentation that moves the picture, where its labels lie on the picture."""
    augmentation = view.experiment.data.augmentation if view.experiment.data else ()
    for index, component in enumerate(augmentation if view.whole else ()):
        if component.kind not in IN_PLACE:
            where = ("data", "augmentation", index)
            patch = ({"op": "remove", "path": pointer(*where)},)
            values = {"kind": component.kind, "labels": view.whole}
            fix = Fix("remove_augmentation", patch, {"kind": component.kind})
            yield Problem("augmentation_moves_targets", where, values, "warning", fix)


def _division_problems(view: View) -> Iterable[Problem]:
    """Columns meant for an Input that does not exist."""
    inputs = (view.experiment.data.inputs if view.experiment.data else None) or {}
    known = [node.name for node in view.experiment.network if node.kind == "Input"]
    for name in inputs:
        if name in known:
            continue
        free = [each for each in known if each not in inputs]
        near = nearest(name, free) or next(iter(free), None)
        move = {"op": "move", "from": pointer("data", "inputs", name)}
        patch = ({**move, "path": pointer("data", "inputs", near)},) if near else ()
        fix = Fix("rename_input_columns", patch, {"nearest": near}) if near else None
        values = {"name": name, "known": known}
        yield Problem("data_input_unknown", ("data", "inputs", name), values, fix=fix)
