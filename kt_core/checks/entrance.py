"""What the first layers make of the numbers that come in: scaling, embeddings, vocabularies."""

from collections.abc import Iterable, Iterator
from typing import Any

from kt_core import catalog
from kt_core.checks.level import passes
from kt_core.checks.pretrained import preparation, pretrained_problems
from kt_core.checks.view import NORMALIZING, View
from kt_core.data import largest_value
from kt_core.experiment import Node
from kt_core.problems import Fix, Problem

RESCALING = ("Normalization", "Rescaling", *NORMALIZING)
TEXTS = ("StringLookup", "TextVectorization")
INDICES = ("CategoryEncoding", "Embedding", "IntegerLookup")
SCALES_ITSELF = ("ConvNeXt", "EfficientNet", "MobileNetV3", "RegNet", "ResNetRS")
"""Architectures of which those from here on start with layers that scale pixels of 0 to 255."""
RESHAPING = ("CenterCrop", "Concatenate", "Cropping2D", "Resizing", "UpSampling2D", "ZeroPadding2D")
"""Layers that change how large a picture is, and leave its values as they are."""
LARGE = 10


def entrance_problems(view: View) -> Iterable[Problem]:
    """Pixels unscaled or scaled twice; layers for indices or text on scaled numbers."""
    if view.experiment.data is None or view.card is None or not view.levels:
        return
    first = list(_first_layers(view))
    yield from _scaling_problems(view, first)
    yield from pretrained_problems(view, first)
    for node in first:
        if node.kind in INDICES:
            yield from _index_problems(view, node)
        if node.kind in TEXTS:
            where = view.top.place(node.name).where
            values = {"kind": node.kind, "name": node.name, "title": view.card.title}
            yield Problem("text_layer_for_numbers", where, values)


def _first_layers(view: View) -> Iterator[Node]:
    """The first layers behind the Inputs that do not just hand on what they get."""
    for node in view.top.nodes:
        owner = view.top.owner(node.name)
        if owner is None or node.kind == "Input" or not node.enabled or _same_values(owner):
            continue
        before = view.top.before(node.name)
        while before is not None and _same_values(view.top.owner(before.name)):
            before = view.top.before(before.name)
        if before is not None and before.kind == "Input":
            yield owner


def _same_values(owner: Node | None) -> bool:
    return passes(owner) or (owner is not None and owner.kind in RESHAPING)


def scales_itself(view: View, node: Node) -> bool:
    """Whether an architecture begins by scaling pixels."""
    entry = catalog.find("application", node.kind or "")
    if entry is None or not (node.kind or "").startswith(SCALES_ITSELF):
        return False
    return view.param("application", node, "include_preprocessing") is not False


def _scaling_problems(view: View, first: list[Node]) -> Iterable[Problem]:
    data = view.experiment.data
    scaling = data.scaling if data else "none"
    inside = [node for node in first if node.kind in RESCALING or scales_itself(view, node)]
    indices = any(node.kind in (*INDICES, "Hashing", "Discretization") for node in first)
    largest = largest_value(view.card.kind) if view.card else 0
    image = view.card is not None and view.card.modality == "image"
    trained = any(preparation(view, node) for node in first)
    if scaling == "none" and first and not (inside or indices or trained) and largest > LARGE:
        wanted = "unit" if image else "standard"
        patch = ({"op": "add", "path": "/data/scaling", "value": wanted},)
        code = "unscaled_pixels" if image else "unscaled_columns"
        fix = Fix(f"scale_{wanted}", patch)
        yield Problem(code, ("data", "scaling"), {"largest": largest}, "warning", fix)
    twice = [node for node in inside if node.kind == "Rescaling" or scales_itself(view, node)]
    if scaling != "none" and twice and image:
        patch = ({"op": "add", "path": "/data/scaling", "value": "none"},)
        values = {"layer": twice[0].name, "largest": largest}
        fix = Fix("scale_none", patch)
        code = "scaled_twice" if twice[0].kind == "Rescaling" else "architecture_scales_itself"
        yield Problem(code, ("data", "scaling"), values, "warning", fix)


def _index_problems(view: View, node: Node) -> Iterable[Problem]:
    """Indices are whole numbers from 0; scaled data has none, raw data may have too large ones."""
    data, place = view.experiment.data, view.top.place(node.name)
    values: dict[str, Any] = {"kind": node.kind, "name": node.name}
    if data and data.scaling != "none":
        patch = ({"op": "add", "path": "/data/scaling", "value": "none"},)
        told = {**values, "scaling": data.scaling}
        yield Problem("indices_scaled", ("data", "scaling"), told, fix=Fix("scale_none", patch))
        return
    name = {"Embedding": "input_dim", "CategoryEncoding": "num_tokens"}.get(node.kind or "")
    count = node.params.get(name) if name else None
    largest = int(largest_value(view.card.kind)) if view.card else 0
    if isinstance(count, int) and count <= largest:
        told = {**values, "param": name, "given": count, "largest": largest, "wanted": largest + 1}
        where = (*place.where, "params", name or "")
        fix = place.fix_param("set_param", name or "", largest + 1)
        yield Problem("too_few_indices", where, told, fix=fix)
