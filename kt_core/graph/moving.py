"""Rows dragged in the list, and nodes dragged in the drawing."""

from collections.abc import Mapping
from typing import Any

from kt_core.graph.spelling import (
    Holder,
    NodeDict,
    explicit,
    index_of,
    node_of,
    ref_name,
    references,
    replaced,
    shortest,
    sources,
)
from kt_core.problems import Problem, ProblemError


def move_node(holder: Mapping[str, Any], name: str, to: int) -> Holder:
    """The holder with the node's row at position `to` (0 is first).

    The rows are a chain as far as each reads the one above: a row that does is taken out of it
    and put in again where it comes to stand. All other references stay as they are, and a row
    that does not read the one above (an Input, the start of a branch) moves without changing
    what anything reads. Raises KeyError; ProblemError when a row would come to stand above
    something that it reads.
    """
    changed = explicit(holder)
    nodes = changed["network"]
    at, to = index_of(changed, name), max(0, min(to, len(nodes) - 1))
    node = nodes[at]
    if to == at:
        return dict(holder)
    late = _too_late(nodes)
    chained = at > 0 and _reads(node, nodes[at - 1]["name"])
    if chained and to == 0:
        raise ProblemError(Problem("move_to_front", ("network", name), {"name": name}))
    if chained:
        above = nodes[at - 1]["name"]
        _swap(nodes[at + 1 : at + 2], name, above)
        nodes.insert(to, nodes.pop(at))
        new_above = nodes[to - 1]["name"]
        _swap([node], above, new_above)
        _swap(nodes[to + 1 : to + 2], new_above, name)
    else:
        nodes.insert(to, nodes.pop(at))
    if new := sorted(_too_late(nodes) - late):
        values = {"name": new[0][0], "source": new[0][1]}
        raise ProblemError(Problem("move_above_source", ("network", name), values))
    if chained and not holder.get("outputs"):
        changed["outputs"] = [nodes[-1]["name"]]
    return shortest(changed)


def arrange(holder: Mapping[str, Any], places: Mapping[str, tuple[int, int]]) -> Holder:
    """The holder with nodes drawn at these places: x and y of the upper left corner, pixels."""
    for name in places:
        node_of(holder, name)
    layout = {name: [int(x), int(y)] for name, (x, y) in places.items()}
    return {**holder, "layout": {**(holder.get("layout") or {}), **layout}}


def tidy(holder: Mapping[str, Any]) -> Holder:
    """The holder that leaves to the drawing where its nodes are."""
    return {key: value for key, value in holder.items() if key != "layout"}


def _reads(node: NodeDict, name: str) -> bool:
    return any(ref_name(ref) == name for _, ref in references(node))


def _swap(nodes: list[NodeDict], old: str, new: str) -> None:
    for node in nodes:
        replaced(node, lambda _, ref: [new] if ref == old else [ref])


def _too_late(nodes: list[NodeDict]) -> set[tuple[str, str]]:
    """Pairs of a row and something it reads that stands below it."""
    place = {node["name"]: at for at, node in enumerate(nodes)}
    return {
        (node["name"], source)
        for at, node in enumerate(nodes)
        for source in sources(node)
        if place.get(source, -1) > at
    }
