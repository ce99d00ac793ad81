"""What forms do to an experiment document: values in, a new document out, the old one untouched."""

import copy
from collections.abc import Callable, Mapping
from typing import Any

import jsonpatch

from kt_core.names import snake_case
from kt_core.problems import Fix, Where
from kt_core.starting_edits import weights_follow

Document = dict[str, Any]
Path = tuple[str, ...]  # names of the nodes that hold networks, from outside in; () is the top

KEYED: tuple[Where, ...] = (("layout",), ("loss",), ("metrics",), ("data", "inputs"))
"""Where a document says something for each of several nodes, by name."""


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


def rename_node(document: Document, name: str, new: str, *, path: Path = ()) -> Document:
    """The document with the node `name` of the network at `path` called `new` everywhere: inputs,
    sharing, outputs, layout, starting weights, and where Inputs have columns and outputs losses
    and metrics of their own."""
    changed = within(document, path, lambda holder: _with_name(holder, name, new))
    return weights_follow(changed, {address(path, name): address(path, new)})


def address(path: Path, name: str) -> str:
    """What starting weights call the node `name` of the network at `path`: `network/node`."""
    return "/".join((*path, name))


def _with_name(document: Document, name: str, new: str) -> Document:
    changed = put(document, ("network", name, "name"), new)
    for node in changed["network"]:
        for key in ("inputs", "shares"):
            if key in node:
                node[key] = _renamed(node[key], name, new)
    if "outputs" in changed:
        changed["outputs"] = _renamed(changed["outputs"], name, new)
    for where in KEYED:
        own = get(changed, where)
        if isinstance(own, dict) and name in own and "kind" not in own:
            renamed = {new if key == name else key: each for key, each in own.items()}
            changed = put(changed, where, renamed)
    return changed


def enable_node(document: Document, name: str, enabled: bool) -> Document:
    """The document with the node switched on, or bypassed."""
    where = ("network", name, "enabled")
    return drop(document, where) if enabled else put(document, where, False)


def _renamed(refs: Any, name: str, new: str) -> Any:
    if isinstance(refs, list):
        return [_renamed(ref, name, new) for ref in refs]
    if isinstance(refs, dict) and "node" in refs:
        return {**refs, "node": _renamed(refs["node"], name, new)}
    if isinstance(refs, dict):
        return {argument: _renamed(ref, name, new) for argument, ref in refs.items()}
    return new if refs == name else refs


def _index(items: list[Any], part: Any) -> int:
    """The place of a node by its name, or the index itself. Raises KeyError for unknown names."""
    if isinstance(part, int):
        return part
    for at, item in enumerate(items):
        if isinstance(item, dict) and item.get("name") == part:
            return at
    raise KeyError(part)
