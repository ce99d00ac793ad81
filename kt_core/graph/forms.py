"""How a node of the document takes what it reads: one tensor, a list, or named arguments."""

from collections.abc import Mapping
from typing import Any

from kt_core.catalog import Entry, node_entry
from kt_core.graph.spelling import node_of

NAMED = 3  # arguments of an attention layer that take tensors people draw: query, value, key
ORDERED: dict[str, tuple[str, ...]] = {
    "Attention": ("query", "value", "key"),
    "AdditiveAttention": ("query", "value", "key"),
    "Concatenate": ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
    "Dot": ("1", "2"),
    "Subtract": ("1", "2"),
    "HashedCrossing": ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
}
"""What the tensors in a list are called, where their order counts."""


def owner_of(holder: Mapping[str, Any], node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The node whose layer is called: `node` itself, or the one it shares if that is there."""
    try:
        return node_of(holder, node["shares"]) if node.get("shares") else node
    except KeyError:
        return node


def entry_of(holder: Mapping[str, Any], node: Mapping[str, Any]) -> Entry | None:
    """What the catalog says about the node's layer."""
    return node_entry(owner_of(holder, node).get("kind") or "")


def call_form(holder: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    """ "none" (an Input), "tensor", "list" or "query_value"."""
    owner = owner_of(holder, node)
    if owner.get("kind") == "Input":
        return "none"
    if owner.get("kind") == "Network":
        return "list" if len(input_names(owner)) > 1 else "tensor"
    entry = entry_of(holder, node)
    return entry.call if entry else "tensor"


def input_names(holder: Mapping[str, Any]) -> list[str]:
    """The names of a network's Inputs, in order."""
    nodes = holder.get("network") or []
    return [node["name"] for node in nodes if node.get("kind") == "Input"]


def arguments(holder: Mapping[str, Any], node: Mapping[str, Any]) -> tuple[str, ...]:
    """Names of the arguments that can be connected apart; empty when there is just one way in."""
    given = list(node["inputs"]) if isinstance(node.get("inputs"), Mapping) else []
    entry = entry_of(holder, node)
    known = entry.arguments if entry else ()
    if entry and entry.call == "query_value":
        return tuple(dict.fromkeys([*known[:NAMED], *given]))
    if given == list(known[:1]):
        return ()
    first = known[:1] if given else ()
    return tuple(dict.fromkeys([*first, *given]))


def place_names(holder: Mapping[str, Any], node: Mapping[str, Any]) -> tuple[str, ...]:
    """What the tensors in the node's list are called; empty where their order does not count."""
    owner = owner_of(holder, node)
    if owner.get("kind") == "Network":
        names = input_names(owner)
        return tuple(names) if len(names) > 1 else ()
    return ORDERED.get(owner.get("kind") or "", ())
