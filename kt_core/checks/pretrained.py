"""Trained weights of an architecture work on pixels prepared as in its own training.

Source: `preprocess_input` of each module of `keras.applications`, and the values in
`keras/src/applications/imagenet_utils.py`.
"""

from collections.abc import Iterable
from typing import Any

from kt_core import catalog
from kt_core.checks.view import View
from kt_core.experiment import Node
from kt_core.problems import Fix, Problem

CENTRED = (
    "Inception",
    "MobileNet",
    "NASNet",
    "Xception",
    *(f"ResNet{n}V2" for n in (50, 101, 152)),
)
MEASURED = ("DenseNet",)
COLOURS = ("ResNet50", "ResNet101", "ResNet152", "VGG")
DEVIATIONS = [58.395, 57.12, 57.375]
"""Of red, green and blue of ImageNet's pictures, 0 to 255."""
MEANS = [123.68, 116.779, 103.939]
LAYERS: dict[str, tuple[str, dict[str, Any]]] = {
    "centred": ("Rescaling", {"scale": 1 / 127.5, "offset": -1.0}),
    "measured": ("Normalization", {"mean": MEANS, "variance": [d * d for d in DEVIATIONS]}),
    "colours": ("Normalization", {"mean": MEANS, "variance": [1.0, 1.0, 1.0]}),
}
"""The layer that prepares pixels of 0 to 255."""
USUAL = (("scale", 1.0), ("offset", 0.0))
CLOSE = 0.1


def preparation(view: View, node: Node) -> str | None:
    """How an architecture with trained weights wants its pixels: a key of `LAYERS`, or None for
    one that begins at random or prepares them itself."""
    if catalog.find("application", node.kind or "") is None:
        return None
    if view.param("application", node, "weights") != "imagenet":
        return None
    kind = node.kind or ""
    if kind.startswith("MobileNetV3"):
        return None
    if kind.startswith(CENTRED):
        return "centred"
    if kind.startswith(MEASURED):
        return "measured"
    return "colours" if kind.startswith(COLOURS) and not kind.startswith("ResNetRS") else None


def pretrained_problems(view: View, first: list[Node]) -> Iterable[Problem]:
    """Architectures among the `first` layers, and those behind one Rescaling, whose pixels come
    otherwise than their weights know them."""
    data = view.experiment.data
    if data is None or view.card is None or view.card.modality != "image":
        return
    for node in first:
        wanted = preparation(view, node)
        if wanted and data.scaling != "standard":
            yield _problem(view, node, wanted, data.scaling)
        elif node.kind == "Rescaling":
            yield from _behind(view, node, data.scaling)


def _problem(view: View, node: Node, wanted: str, scaling: str) -> Problem:
    place = view.top.place(node.name)
    kind, params = LAYERS[wanted]
    largest = view.card.largest if view.card else 255
    high = 1 if scaling == "unit" else largest
    values = {"name": node.name, "kind": node.kind, "low": 0, "high": high}
    where, fix = (*place.where, "params", "weights"), None
    if inserted := place.fix_insert("prepare_pixels", kind, params):
        off = {"op": "add", "path": "/data/scaling", "value": "none"}
        fix = Fix("prepare_pixels", (off, *inserted.patch), {"kind": kind})
    return Problem(f"pretrained_{wanted}", where, values, "warning", fix)


def _behind(view: View, rescaling: Node, scaling: str) -> Iterable[Problem]:
    """An architecture that wants -1 to 1, behind a Rescaling that leads elsewhere."""
    readers = view.top.readers.get(rescaling.name, [])
    node = view.top.owner(readers[0]) if len(readers) == 1 else None
    scale, offset = (rescaling.params.get(name, usual) for name, usual in USUAL)
    if node is None or preparation(view, node) != "centred" or scaling == "standard":
        return
    if not isinstance(scale, (int, float)) or not isinstance(offset, (int, float)):
        return
    largest = 1 if scaling == "unit" else (view.card.largest if view.card else None) or 255
    low, high = float(offset), float(scale * largest + offset)
    if abs(low + 1) < CLOSE and abs(high - 1) < CLOSE:
        return
    values: dict[str, Any] = {"name": node.name, "kind": node.kind}
    values |= {"low": float(f"{low:.3g}"), "high": float(f"{high:.3g}")}
    place = view.top.place(rescaling.name)
    right = {"scale": 2 / largest, "offset": -1.0}
    fix = Fix("prepare_pixels", place.fix_params("", right).patch, {"kind": "Rescaling"})
    where = (*view.top.place(node.name).where, "params", "weights")
    yield Problem("pretrained_centred", where, values, "warning", fix)
