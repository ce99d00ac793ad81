"""One network of a document, the top one or one inside a node: the rules go through all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kt_core.edits import get
from kt_core.experiment import Node
from kt_core.problems import Fix, Problem, Where, pointer
from kt_core.sites import Site

Shape = tuple[int | None, ...]
PASSING = (
    "ActivityRegularization",
    "AlphaDropout",
    "Dropout",
    "Flatten",
    "GaussianDropout",
    "GaussianNoise",
    "Identity",
    "Permute",
    "RepeatVector",
    "Reshape",
    "SpatialDropout1D",
    "SpatialDropout2D",
    "SpatialDropout3D",
)
"""Layers that hand on values as they are, apart from their order and from noise in training."""


@dataclass(frozen=True)
class Level:
    """The normalized `nodes` and `outputs` of one network, and its `site` in the document.

    `shapes` maps the names of its nodes to output shapes with the batch axis first.
    """

    nodes: tuple[Node, ...]
    outputs: tuple[str, ...]
    site: Site
    shapes: Mapping[str, Any]

    @cached_property
    def by_name(self) -> dict[str, Node]:
        """The nodes by their names."""
        return {node.name: node for node in self.nodes}

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        """For each node the names of those it reads, the layer it shares not counted."""
        found: dict[str, tuple[str, ...]] = {}
        before: tuple[str, ...] = ()
        for node in self.nodes:
            read = before if node.inputs is None else node.references()
            found[node.name] = () if node.kind == "Input" else read
            before = (node.name,)
        return found

    @cached_property
    def readers(self) -> dict[str, list[str]]:
        """For each node the names of those that read it."""
        found: dict[str, list[str]] = {node.name: [] for node in self.nodes}
        for name, read in self.parents.items():
            for source in dict.fromkeys(read):
                found.get(source, []).append(name)
        return found

    def owner(self, name: str) -> Node | None:
        """The node that owns the layer called at `name`: itself unless it shares one."""
        node = self.by_name.get(name)
        return self.by_name.get(node.shares) if node and node.shares else node

    def place(self, name: str) -> Site:
        """Where the node stands."""
        index = next(i for i, node in enumerate(self.nodes) if node.name == name)
        return self.site.node(name, index)

    def shape(self, name: str) -> Shape | None:
        """The one output shape of a node; None when it has several or could not be built."""
        found = self.shapes.get(name)
        if not isinstance(found, (list, tuple)) or any(isinstance(s, (list, tuple)) for s in found):
            return None
        return tuple(found)

    def before(self, name: str) -> Node | None:
        """The one node that this one reads, disabled ones passed over; None for several."""
        read = [each for each in dict.fromkeys(self.parents.get(name, ())) if each in self.by_name]
        if len(read) != 1:
            return None
        node = self.by_name[read[0]]
        return node if node.enabled else self.before(node.name)

    def deciding(self, name: str) -> Node | None:
        """The node whose values leave at `name`: Flatten, Dropout and the like are skipped."""
        node: Node | None = self.by_name.get(name)
        if node is not None and not node.enabled:
            node = self.before(name)
        while node is not None and passes(self.owner(node.name)):
            node = self.before(node.name)
        return node

    def removal(self, name: str, code: str) -> Fix | None:
        """A fix that takes a node out, where the next one reads the one before it by position."""
        place = self.place(name)
        given = get(place.document, place.path[:-2]) or {}
        named = [*(given.get("outputs") or ()), *(each.shares for each in self.nodes)]
        named += [read for each in self.nodes for read in each.references()]
        if name in named or "inputs" in place.given or len(self.nodes) == 1:
            return None
        return Fix(code, ({"op": "remove", "path": pointer(*place.path)},), {"name": name})

    def problem(
        self, code: str, name: str, *keys: str, fix: Fix | None = None, **values: Any
    ) -> Problem:
        """A warning at a node, or at the keys inside it."""
        where: Where = (*self.place(name).where, *keys)
        return Problem(code, where, {"name": name, **values}, severity="warning", fix=fix)


def passes(node: Node | None) -> bool:
    """Whether a node hands on values as they are."""
    if node is None or not node.enabled:
        return False
    linear = node.kind == "Activation" and node.params.get("activation") in (None, "linear")
    return node.kind in PASSING or linear


def levels(
    nodes: Sequence[Node], outputs: Sequence[str] | None, site: Site, shapes: Mapping[Any, Any]
) -> Iterator[Level]:
    """The network and, outside in, those inside its nodes; inner shapes go by paths of names."""
    yield Level(tuple(nodes), tuple(outputs or ()) or (nodes[-1].name,), site, shapes)
    for index, node in enumerate(nodes):
        if node.network:
            inner = {path[1:]: shape for path, shape in shapes.items() if _inside(path, node.name)}
            short = {(path[0] if len(path) == 1 else path): shape for path, shape in inner.items()}
            place = site.node(node.name, index)
            yield from levels(node.network, node.outputs, place, short)


def _inside(path: Any, name: str) -> bool:
    return isinstance(path, tuple) and len(path) > 1 and path[0] == name
