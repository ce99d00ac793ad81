"""References spelled out for an edit, and shortened again after it.

A node without `inputs` reads the row above, so moving or adding a row would change what others
read. Edits therefore work on a copy in which every node says what it reads.
"""

import copy
import heapq
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Holder = dict[str, Any]
NodeDict = dict[str, Any]


def rewired(holder: Mapping[str, Any], change: Callable[[Holder], None]) -> Holder:
    """The holder after `change` was made, in place, to a copy with every reference spelled out.

    Afterwards the rows stand so that each comes after all it reads, as near to their old order
    as that allows, and what goes without saying is not said.
    """
    changed = explicit(holder)
    change(changed)
    return shortest(changed)


def explicit(holder: Mapping[str, Any]) -> Holder:
    """A copy in which each node has `inputs` (unless nothing stands before it), and `outputs`."""
    found = copy.deepcopy(dict(holder))
    nodes = found.setdefault("network", [])
    for at, node in enumerate(nodes):
        if at and node.get("kind") != "Input":
            node.setdefault("inputs", [nodes[at - 1]["name"]])
    if nodes and found.get("outputs") is None:
        found["outputs"] = [nodes[-1]["name"]]
    return found


def shortest(holder: Holder) -> Holder:
    """The same, ordered, without references to the row above and without the usual output."""
    nodes = holder["network"] = in_order(holder["network"])
    for at, node in enumerate(nodes):
        above = [nodes[at - 1]["name"]] if at else []
        if node.get("inputs") == above:
            del node["inputs"]
    if not nodes or holder.get("outputs") == [nodes[-1]["name"]]:
        holder.pop("outputs", None)
    return holder


def in_order(nodes: list[NodeDict]) -> list[NodeDict]:
    """The nodes so that each comes after all it reads; those on a cycle at the end, as they were.

    Among those that could come next, the first of the given order does.
    """
    place = {node["name"]: at for at, node in enumerate(nodes)}
    waits = {at: {place[n] for n in sources(node) if n in place} for at, node in enumerate(nodes)}
    readers: dict[int, list[int]] = {}
    for at, before in waits.items():
        for source in before:
            readers.setdefault(source, []).append(at)
    ready = [at for at, before in waits.items() if not before]
    done: list[int] = []
    while ready:
        done.append(heapq.heappop(ready))
        for at in readers.get(done[-1], []):
            waits[at].discard(done[-1])
            if not waits[at]:
                heapq.heappush(ready, at)
    rest = sorted(set(place.values()) - set(done))
    return [nodes[at] for at in [*done, *rest]]


def sources(node: Mapping[str, Any]) -> Iterator[str]:
    """Names of what a node with its references spelled out reads, and of the layer it shares."""
    for _, ref in references(node):
        yield ref_name(ref)
    if node.get("shares"):
        yield node["shares"]


def references(node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Each reference with its slot: `"0"` in a list, `"query"` or `"initial_state.1"` in a map."""
    inputs = node.get("inputs") or []
    if not isinstance(inputs, Mapping):
        yield from ((str(at), ref) for at, ref in enumerate(inputs))
        return
    for argument, value in inputs.items():
        if isinstance(value, list):
            yield from ((f"{argument}.{at}", ref) for at, ref in enumerate(value))
        else:
            yield argument, value


def ref_name(ref: Any) -> str:
    """The node that a reference names."""
    return ref["node"] if isinstance(ref, Mapping) else ref


def replaced(node: NodeDict, swap: Callable[[str, Any], list[Any]]) -> None:
    """Puts `swap(slot, ref)` in the place of each reference; a map takes the first, or drops it."""
    inputs = node.get("inputs")
    if isinstance(inputs, Mapping):
        swapped = {
            argument: _swapped(value, swap, argument + ".")
            if isinstance(value, list)
            else next(iter(swap(argument, value)), None)
            for argument, value in inputs.items()
        }
        node["inputs"] = {key: value for key, value in swapped.items() if value not in (None, [])}
    elif inputs is not None:
        node["inputs"] = _swapped(inputs, swap, "")


def _swapped(refs: list[Any], swap: Callable[[str, Any], list[Any]], prefix: str) -> list[Any]:
    """The references after the swap; one that the swap brings a second time comes once."""
    found: list[Any] = []
    for at, ref in enumerate(refs):
        new = swap(f"{prefix}{at}", ref)
        found += new if new == [ref] else [each for each in new if each not in found]
    return found


def node_of(holder: Mapping[str, Any], name: str) -> NodeDict:
    """The node of that name. Raises KeyError."""
    for node in holder.get("network", []):
        if node["name"] == name:
            return node
    raise KeyError(name)


def index_of(holder: Mapping[str, Any], name: str) -> int:
    """The row of the node of that name. Raises KeyError."""
    for at, node in enumerate(holder.get("network", [])):
        if node["name"] == name:
            return at
    raise KeyError(name)
