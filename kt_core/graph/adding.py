"""New layers: behind a layer, on a connection, beside what is there, or in front of everything."""

import copy
import re
from collections.abc import Mapping
from itertools import takewhile
from typing import Any

from kt_core import edits
from kt_core.graph.connecting import spread
from kt_core.graph.forms import call_form
from kt_core.graph.joining import behind
from kt_core.graph.spelling import (
    Holder,
    NodeDict,
    index_of,
    node_of,
    references,
    replaced,
    rewired,
    sources,
)


def add_after(
    holder: Mapping[str, Any], kind: str, *, params: Mapping[str, Any], after: str | None
) -> tuple[Holder, str]:
    """A new layer that reads `after`, and that is read by all that read `after` before.

    Without `after`, or if there is no such layer, it stands behind the last one.
    """
    names = edits.names(holder)
    last = after if after in names else (names[-1] if names else None)
    if last is None:
        return add_first(holder, kind, params=params)
    name = edits.free_name(holder, kind)
    node = {"name": name} | _node(kind, params, reads=[last])
    return rewired(holder, lambda changed: behind(changed, node, last)), name


def add_on(
    holder: Mapping[str, Any], kind: str, *, params: Mapping[str, Any], target: str, slot: str
) -> tuple[Holder, str]:
    """A new layer on the connection into `target` at `slot`. Raises KeyError if there is none."""
    name = edits.free_name(holder, kind)

    def change(changed: Holder) -> None:
        node = spread(changed, node_of(changed, target))
        ref = dict(references(node))[slot]
        replaced(node, lambda at, one: [name] if at == slot else [one])
        new = {"name": name} | _node(kind, params, reads=[ref])
        changed["network"].insert(index_of(changed, target), new)

    return rewired(holder, change), name


def add_branch(
    holder: Mapping[str, Any], kind: str, *, params: Mapping[str, Any], after: str
) -> tuple[Holder, str]:
    """A new layer that reads `after` beside all that reads it already; nothing reads it yet."""
    name = edits.free_name(holder, kind)

    def change(changed: Holder) -> None:
        at = _end_of_chain(changed, index_of(changed, after))
        changed["network"].insert(at + 1, {"name": name} | _node(kind, params, reads=[after]))

    return rewired(holder, change), name


def add_copy(holder: Mapping[str, Any], name: str) -> tuple[Holder, str]:
    """A copy of the layer behind it; of an Input or a layer on several tensors, one beside it."""
    original = node_of(holder, name)
    copied = edits.free_name(holder, re.sub(r"_\d+$", "", name))
    node = {**copy.deepcopy(original), "name": copied}

    def change(changed: Holder) -> None:
        if call_form(changed, original) == "tensor":
            behind(changed, {**node, "inputs": [name]}, name)
            return
        beside = {**copy.deepcopy(node_of(changed, name)), "name": copied}
        changed["network"].insert(_end_of_chain(changed, index_of(changed, name)) + 1, beside)

    return rewired(holder, change), copied


def add_first(
    holder: Mapping[str, Any], kind: str, *, params: Mapping[str, Any]
) -> tuple[Holder, str]:
    """A new layer in front, behind the Inputs there: for an Input. Others read what they read."""
    name = edits.free_name(holder, kind)

    def change(changed: Holder) -> None:
        node = {"name": name} | _node(kind, params, reads=[])
        nodes = changed["network"]
        inputs = takewhile(lambda each: each.get("kind") == "Input", nodes)
        nodes.insert(len(list(inputs)), node)
        changed["outputs"] = changed.get("outputs") or [name]

    return rewired(holder, change), name


def _node(kind: str, params: Mapping[str, Any], *, reads: list[Any]) -> NodeDict:
    node: NodeDict = {"kind": kind}
    if params:
        node["params"] = copy.deepcopy(dict(params))
    return node | ({"inputs": reads} if reads and kind != "Input" else {})


def _end_of_chain(holder: Holder, at: int) -> int:
    """The last row below `at` up to which each reads just the one above it."""
    nodes = holder["network"]
    while at + 1 < len(nodes) and list(sources(nodes[at + 1])) == [nodes[at]["name"]]:
        at += 1
    return at
