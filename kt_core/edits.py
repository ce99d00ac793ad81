"""What forms do to an experiment document: values in, a new document out, the old one untouched."""

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

import jsonpatch

from kt_core.names import snake_case
from kt_core.problems import Fix, Where

Document = dict[str, Any]
Path = tuple[str, ...]  # names of the nodes that hold networks, from outside in; () is the top


def get(document: Any, where: Where, default: Any = None) -> Any:
    """The value at `where` (nodes by name or index), or `default` when there is none."""
    here = document
    for part in where:
        try:
            here = here[_index(here, part)] if isinstance(here, list) else here[part]
        except (KeyError, IndexError, TypeError):
            return default
    return here


def put(document: Document, where: Where, value: Any) -> Document:
    """The document with `value` at `where`; objects missing on the way are made."""
    changed = copy.deepcopy(document)
    here: Any = changed
    for part in where[:-1]:
        here = here[_index(here, part)] if isinstance(here, list) else here.setdefault(part, {})
    if isinstance(here, list):
        here[_index(here, where[-1])] = value
    else:
        here[where[-1]] = value
    return changed


def drop(document: Document, where: Where) -> Document:
    """The document without what is at `where`; an object left empty in `params` stays."""
    changed = copy.deepcopy(document)
    holder = get(changed, where[:-1])
    if isinstance(holder, list):
        del holder[_index(holder, where[-1])]
    elif isinstance(holder, dict):
        holder.pop(where[-1], None)
    return changed


def mend(document: Document, fix: Fix) -> Document:
    """The document with a problem's fix applied (RFC 6902).

    Raises jsonpatch.JsonPatchException when the document has changed so much that it can't be.
    """
    return jsonpatch.apply_patch(document, [dict(step) for step in fix.patch], in_place=False)


def inside(path: Path) -> Where:
    """Where the holder of the network at `path` stands: `("network", "a", "network", "b")`."""
    return tuple(part for name in path for part in ("network", name))


def nodes_on(where: Where) -> Path:
    """Names of the nodes that `where` goes through, from outside in."""
    at = 0
    while where[at : at + 1] == ("network",) and len(where) > at + 1:
        at += 2
    return tuple(str(name) for name in where[1:at:2])


def holder(document: Document, path: Path) -> Document:
    """What holds the network at `path`: the document, or a node with a network of its own.

    Both have the keys `network`, `outputs` and `layout`, so what edits one edits the other.
    Raises KeyError when there is no network at `path`.
    """
    found = get(document, inside(path))
    if not isinstance(found, dict) or not isinstance(found.get("network"), list):
        raise KeyError(path)
    return found


def within(document: Document, path: Path, change: Callable[[Document], Document]) -> Document:
    """The whole document with `change` applied to what holds the network at `path`.

    Raises KeyError when there is no network at `path`.
    """
    changed = change(holder(document, path))
    return put(document, inside(path), changed) if path else changed


def names(document: Mapping[str, Any]) -> list[str]:
    """The names of the nodes, in order."""
    return [node["name"] for node in document.get("network", [])]


def free_name(document: Mapping[str, Any], kind: str) -> str:
    """A name no node has yet, from the kind as Keras writes it: `max_pooling2d`, `dense_1`."""
    base = snake_case(kind)
    taken = set(names(document))
    return next(n for n in (base, *(f"{base}_{i}" for i in range(1, 10_000))) if n not in taken)


def add_node(
    document: Document, kind: str, *, params: Mapping[str, Any], after: str | None
) -> tuple[Document, str]:
    """The document with a new node behind `after` (at the end without it), and the node's name."""
    name = free_name(document, kind)
    node: dict[str, Any] = {"name": name, "kind": kind}
    if params:
        node["params"] = copy.deepcopy(dict(params))
    return _insert(document, node, after), name


def duplicate_node(document: Document, name: str) -> tuple[Document, str]:
    """The document with a copy of the node behind it, and the copy's name."""
    node = copy.deepcopy(get(document, ("network", name)))
    node["name"] = free_name(document, re.sub(r"_\d+$", "", name))
    return _insert(document, node, name), node["name"]


def move_node(document: Document, name: str, to: int) -> Document:
    """The document with the node at position `to` (0 is first)."""
    changed = copy.deepcopy(document)
    nodes = changed["network"]
    node = nodes.pop(_index(nodes, name))
    nodes.insert(max(0, min(to, len(nodes))), node)
    return changed


def rename_node(document: Document, name: str, new: str) -> Document:
    """The document with the node called `new` everywhere: in inputs, sharing and outputs."""
    return _replace_refs(put(document, ("network", name, "name"), new), {name: [new]})


def enable_node(document: Document, name: str, enabled: bool) -> Document:
    """The document with the node switched on, or bypassed."""
    where = ("network", name, "enabled")
    return drop(document, where) if enabled else put(document, where, False)


def remove_node(document: Document, name: str) -> Document:
    """The document without the node; what read from it now reads what the node read."""
    changed = copy.deepcopy(document)
    nodes = changed["network"]
    at = _index(nodes, name)
    before = [nodes[at - 1]["name"]] if at else []
    read = nodes[at].get("inputs", before)
    _pass_on_definition(nodes, at)
    del nodes[at]
    return _replace_refs(changed, {name: read if isinstance(read, list) else before})


def _pass_on_definition(nodes: list[dict[str, Any]], at: int) -> None:
    """Nodes that shared the one at `at` share its first sharer, which becomes the layer itself."""
    sharers = [node for node in nodes if node.get("shares") == nodes[at]["name"]]
    if not sharers:
        return
    first, *others = sharers
    del first["shares"]
    owned = ("kind", "params", "trainable", "network", "outputs")
    first |= {key: nodes[at][key] for key in owned if key in nodes[at]}
    for node in others:
        node["shares"] = first["name"]


def _insert(document: Document, node: dict[str, Any], after: str | None) -> Document:
    changed = copy.deepcopy(document)
    nodes = changed["network"]
    at = names(changed).index(after) + 1 if after in names(changed) else len(nodes)
    nodes.insert(at, node)
    return changed


def _replace_refs(document: Document, swaps: Mapping[str, list[Any]]) -> Document:
    """A copy in which each reference to a key of `swaps` names what stands for it instead."""
    changed = copy.deepcopy(document)
    for node in changed["network"]:
        if "inputs" in node:
            node["inputs"] = _swap(node["inputs"], swaps)
        if node.get("shares") in swaps:
            node["shares"] = swaps[node["shares"]][0]
        if node.get("inputs") in ([], {}):
            del node["inputs"]
    if "outputs" in changed:
        changed["outputs"] = _swap(changed["outputs"], swaps)
    if not changed.get("outputs", True):
        del changed["outputs"]
    return changed


def _swap(refs: Any, swaps: Mapping[str, list[Any]]) -> Any:
    if isinstance(refs, dict) and "node" not in refs:
        return {key: _swap_one(ref, swaps) for key, ref in refs.items()}
    swapped = [new for ref in refs for new in _stands_for(ref, swaps)]
    return list({str(ref): ref for ref in swapped}.values()) if swapped != refs else refs


def _swap_one(ref: Any, swaps: Mapping[str, list[Any]]) -> Any:
    if isinstance(ref, list):
        return _swap(ref, swaps)
    return next(iter(_stands_for(ref, swaps)), ref)


def _stands_for(ref: Any, swaps: Mapping[str, list[Any]]) -> list[Any]:
    name = ref["node"] if isinstance(ref, dict) else ref
    if name not in swaps:
        return [ref]
    if isinstance(ref, dict) and swaps[name] and isinstance(swaps[name][0], str):
        return [{**ref, "node": swaps[name][0]}]
    return swaps[name]


def _index(items: list[Any], part: Any) -> int:
    """The place of a node by its name, or the index itself. Raises KeyError for unknown names."""
    if isinstance(part, int):
        return part
    for at, item in enumerate(items):
        if isinstance(item, dict) and item.get("name") == part:
            return at
    raise KeyError(part)
