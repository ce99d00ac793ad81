"""Branches brought together: a merging layer where several paths meet, a skip around a stretch."""

from collections.abc import Mapping, Sequence
from typing import Any

from kt_core import edits
from kt_core.graph.shapes import projection
from kt_core.graph.spelling import (
    Holder,
    NodeDict,
    explicit,
    index_of,
    node_of,
    ref_name,
    references,
    replaced,
    rewired,
)
from kt_core.graph.walks import ancestors, path
from kt_core.problems import Problem, ProblemError

Shapes = Mapping[str, Sequence[int | None]]


def join(holder: Mapping[str, Any], names: Sequence[str], kind: str) -> tuple[Holder, str]:
    """A new layer of that kind that reads all of `names`, and its name.

    What read the last of them reads the new layer instead: the last in the network's order that
    anything reads, or that is an output.
    Raises KeyError, and ProblemError for fewer than two.
    """
    rows = sorted(dict.fromkeys(names), key=lambda name: index_of(holder, name))
    if len(rows) < 2:
        raise ProblemError(Problem("join_too_few", values={"kind": kind}))
    name = edits.free_name(holder, kind)
    node = {"name": name, "kind": kind, "inputs": list(rows)}
    return rewired(holder, lambda changed: behind(changed, node, _main(changed, rows))), name


def residual(
    holder: Mapping[str, Any], first: str, last: str, *, shapes: Shapes
) -> tuple[Holder, str]:
    """A skip around the layers from `first` to `last`: an Add of what goes in and what comes out.

    `shapes` maps names to output shapes with the batch axis first, as far as they are known.
    Where the two differ the skip gets a layer that makes them equal: a convolution with a
    1-wide window, or Dense for plain vectors. The name of the Add comes back as well.
    Raises KeyError, and ProblemError when no path leads from one to the other or the sizes
    cannot be made equal.
    """
    first, last = _way(holder, first, last)
    skip = _entrance(explicit(holder), first)
    kind, params = projection(ref_name(skip), last, shapes)
    name = edits.free_name(holder, "Add")

    def change(changed: Holder) -> None:
        around = skip
        if kind:
            around = edits.free_name(changed, kind)
            node = {"name": around, "kind": kind, "params": params, "inputs": [skip]}
            changed["network"].insert(index_of(changed, last) + 1, node)
        behind(changed, {"name": name, "kind": "Add", "inputs": [last, around]}, last)

    return rewired(holder, change), name


def behind(holder: Holder, node: NodeDict, last: str) -> None:
    """Puts the node, in place, where what read `last` reads the node instead.

    What the node itself depends on goes on reading `last`. References must be spelled out.
    """
    read = [ref_name(ref) for _, ref in references(node)]
    before = ancestors(holder, set(read))
    for reader in holder["network"]:
        if reader["name"] not in before:
            replaced(reader, lambda _, ref: [node["name"]] if ref == last else [ref])
    outputs = holder.get("outputs") or []
    holder["outputs"] = [node["name"] if each == last else each for each in outputs]
    row = max(index_of(holder, name) for name in [last, *read]) + 1
    holder["network"].insert(row, node)


def put_join(holder: Holder, node: NodeDict, *, refs: list[Any], kind: str) -> None:
    """Lets a node on one tensor read `refs` through a new merging layer, in place."""
    name = edits.free_name(holder, kind)
    at = index_of(holder, node["name"])
    holder["network"].insert(at, {"name": name, "kind": kind, "inputs": refs})
    replaced(node, lambda *_: [name])


def _main(holder: Holder, names: list[str]) -> str:
    """The last of the names that leads on to something that none of them depends on."""
    before = ancestors(holder, set(names))
    after = [node for node in holder["network"] if node["name"] not in before]
    read = {ref_name(ref) for node in after for _, ref in references(node)}
    read |= set(holder.get("outputs") or [])
    return next((name for name in reversed(names) if name in read), names[-1])


def _way(holder: Mapping[str, Any], one: str, other: str) -> tuple[str, str]:
    """The two in the order of the arrows between them."""
    for first, last in ((one, other), (other, one)):
        if path(holder, first, last):
            node_of(holder, first)
            return first, last
    node_of(holder, one), node_of(holder, other)
    raise ProblemError(Problem("skip_no_path", values={"first": one, "last": other}))


def _entrance(holder: Holder, first: str) -> Any:
    """What goes into the stretch: what `first` reads, or `first` itself if that is not one."""
    found = {str(ref): ref for _, ref in references(node_of(holder, first))}
    return next(iter(found.values())) if len(found) == 1 else first
