"""Layers taken out; what they connected stays connected."""

from collections.abc import Mapping
from typing import Any

from kt_core.graph.forms import call_form
from kt_core.graph.spelling import (
    Holder,
    NodeDict,
    explicit,
    index_of,
    ref_name,
    references,
    replaced,
    shortest,
)

OWNED = ("kind", "params", "trainable", "network", "outputs", "layout")
"""What a node that shares a layer takes over when that layer's own node goes."""


def remove_node(holder: Mapping[str, Any], name: str) -> Holder:
    """The holder without the node; what read from it now reads what the node read.

    Layers on a list take all of that, others the first of it. Raises KeyError.
    """
    changed = explicit(holder)
    nodes = changed["network"]
    at = index_of(changed, name)
    read = [ref for _, ref in references(nodes[at])]
    _pass_on_definition(nodes, at)
    del nodes[at]
    for node in nodes:
        _bridge(node, name, read if call_form(changed, node) == "list" else read[:1])
    _bridge_outputs(changed, name, read)
    if "layout" in changed:
        changed["layout"] = {key: at for key, at in changed["layout"].items() if key != name}
    return shortest(changed)


def _bridge(node: NodeDict, name: str, instead: list[Any]) -> None:
    replaced(node, lambda _, ref: instead if ref_name(ref) == name else [ref])


def _bridge_outputs(holder: Holder, name: str, read: list[Any]) -> None:
    instead = [ref_name(ref) for ref in read[:1]]
    swapped = [new for one in holder["outputs"] for new in (instead if one == name else [one])]
    holder["outputs"] = list(dict.fromkeys(swapped))
    if not holder["outputs"]:
        del holder["outputs"]


def _pass_on_definition(nodes: list[NodeDict], at: int) -> None:
    """Nodes that shared the one at `at` share its first sharer, which becomes the layer itself."""
    sharers = [node for node in nodes if node.get("shares") == nodes[at]["name"]]
    if not sharers:
        return
    first, *others = sharers
    del first["shares"]
    first |= {key: nodes[at][key] for key in OWNED if key in nodes[at]}
    for node in others:
        node["shares"] = first["name"]
