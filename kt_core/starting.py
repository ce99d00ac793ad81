"""Which saved layer each layer of a document begins with, and what comes of it.

Names only: nothing here needs Keras, so that page, check, training and script all agree.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kt_core import catalog
from kt_core.experiment import Experiment, Node, Weights
from kt_core.names import internal_names
from kt_core.starting_edits import source_of
from kt_core.weights import Kept

Why = Literal["loaded", "skipped", "no_such_layer", "shapes_differ", "parts_differ"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A layer that has weights: `path` is Keras' name for it, inside networks `network/layer`."""

    path: str
    kind: str
    variables: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Keras' name and the document's name of each node, nested ones too.

    `open` are the nodes whose layers no document lists: whole architectures.
    """

    shown: Mapping[str, str]
    open: frozenset[str]

    def of(self, path: str) -> str:
        """What the document calls the layer that Keras calls `path`."""
        if path in self.shown:
            return self.shown[path]
        holder = next((one for one in self.open if path.startswith(f"{one}/")), None)
        return path if holder is None else self.shown[holder] + path[len(holder) :]


def addresses(experiment: Experiment) -> Addresses:
    """The names of all nodes of the experiment."""
    found = list(_addresses(experiment.network, "", ""))
    whole = frozenset(inside for inside, _, node in found if _is_architecture(node))
    return Addresses({inside: outside for inside, outside, _ in found}, whole)


def source(weights: Weights, name: str) -> str | None:
    """The name of the saved layer for the node called `name`, None when it is to start afresh.

    What is said of a network holds for the layers in it.
    """
    return source_of(weights.rename, weights.skip, name)


def exceptions(experiment: Experiment, saved: Iterable[Kept]) -> dict[str, str | None]:
    """Keras' name -> saved layer (None: fresh) where that is not the layer of the same name."""
    weights, known = experiment.weights, addresses(experiment)
    if weights is None:
        return {}
    names = set(known.shown) | {
        inside + found[len(outside) :]
        for inside in known.open
        for outside in (source(weights, known.shown[inside]) or known.shown[inside],)
        for found in (layer.name for layer in saved)
        if found.startswith(f"{outside}/")
    }
    pairs = ((name, source(weights, known.of(name))) for name in sorted(names))
    return {name: found for name, found in pairs if found != name}


def table(
    experiment: Experiment, wanted: Iterable[Wanted], saved: Sequence[Kept]
) -> dict[str, Any]:
    """What will be loaded, as JSON values: `{"rows": [...], "unused": [saved layers]}`.

    A row is `{"node", "kind", "saved", "loaded", "why", "shapes", "saved_shapes"}`; `why` is one
    of `Why`.
    """
    weights, known = experiment.weights, addresses(experiment)
    if weights is None:
        return {"rows": [], "unused": []}
    by_name = {layer.name: layer for layer in saved}
    rows = [_row(each, known.of(each.path), weights, by_name) for each in wanted]
    used = {row["saved"] for row in rows if row["loaded"]}
    return {"rows": rows, "unused": [layer.name for layer in saved if layer.name not in used]}


def _row(layer: Wanted, node: str, weights: Weights, saved: Mapping[str, Kept]) -> dict[str, Any]:
    name = source(weights, node)
    found = saved.get(name) if name is not None else None
    why = _why(layer, name, found)
    return {
        "node": node,
        "kind": layer.kind,
        "saved": name if found else None,
        "loaded": why == "loaded",
        "why": why,
        "shapes": [list(shape) for shape in layer.shapes],
        "saved_shapes": [list(shape) for shape in found.shapes] if found else None,
    }


def _why(layer: Wanted, name: str | None, found: Kept | None) -> Why:
    if name is None:
        return "skipped"
    if found is None:
        return "no_such_layer"
    if found.shapes != layer.shapes:
        return "shapes_differ"
    return "loaded" if found.variables == layer.variables else "parts_differ"


def _addresses(
    network: Iterable[Node], inside: str, outside: str
) -> Iterator[tuple[str, str, Node]]:
    nodes = list(network)
    internal = internal_names(node.name for node in nodes)
    for node in nodes:
        if node.shares is not None or node.kind == "Input":
            continue
        names = (inside + internal[node.name], outside + node.name)
        yield *names, node
        if node.network is not None:
            yield from _addresses(node.network, f"{names[0]}/", f"{names[1]}/")


def _is_architecture(node: Node) -> bool:
    return catalog.find("application", node.kind or "") is not None
