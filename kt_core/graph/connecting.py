"""Connections made and cut one at a time; none that would close a circle."""

from collections.abc import Mapping
from typing import Any

from kt_core.graph.forms import arguments, call_form, entry_of
from kt_core.graph.joining import put_join
from kt_core.graph.spelling import Holder, NodeDict, node_of, references, replaced, rewired
from kt_core.graph.walks import path
from kt_core.problems import Problem, ProblemError


def connect(
    holder: Mapping[str, Any],
    source: str,
    target: str,
    *,
    output: int = 0,
    argument: str = "",
    joined: str | None = None,
) -> Holder:
    """`target` reads output number `output` of `source`.

    A layer on a list takes one tensor more; a layer on one tensor reads this one instead, or,
    with the kind of a merging layer in `joined`, both through a new layer of that kind. Named
    arguments (`query`, `value`) are set one by one; without a name all of them are.
    Raises ProblemError: into an Input, with itself, or in a circle.
    """
    refuse_circle(holder, source, target)
    if call_form(holder, node_of(holder, target)) == "none":
        values = {"source": source, "target": target}
        raise ProblemError(Problem("connect_into_input", ("network", target), values))
    ref: Any = {"node": source, "output": output} if output else source

    def change(changed: Holder) -> None:
        node = node_of(changed, target)
        read = [one for _, one in references(node)]
        if joined and len(read) == 1 and ref not in read:
            put_join(changed, node, refs=[*read, ref], kind=joined)
        else:
            node["inputs"] = _with(changed, node, ref=ref, argument=argument)

    return rewired(holder, change)


def disconnect(holder: Mapping[str, Any], target: str, slot: str) -> Holder:
    """`target` no longer reads what it read at `slot` (`"0"`, `"query"`, `"states.1"`).

    Its other connections stay. Raises KeyError when nothing is connected there.
    """

    def change(changed: Holder) -> None:
        node = spread(changed, node_of(changed, target))
        if slot not in dict(references(node)):
            raise KeyError(slot)
        replaced(node, lambda at, ref: [] if at == slot else [ref])
        node["inputs"] = node["inputs"] or []

    return rewired(holder, change)


def refuse_circle(holder: Mapping[str, Any], source: str, target: str) -> None:
    """Raises ProblemError when `source` depends on `target`, KeyError for unknown names."""
    node_of(holder, source)
    node_of(holder, target)
    if source == target:
        raise ProblemError(Problem("connect_itself", ("network", target), {"name": target}))
    way = path(holder, target, source)
    if way:
        values = {"source": source, "target": target, "names": way}
        raise ProblemError(Problem("connect_circle", ("network", target), values))


def spread(holder: Mapping[str, Any], node: NodeDict) -> NodeDict:
    """The node, with its arguments named if it is one that takes them by name."""
    inputs = node.get("inputs") or []
    if call_form(holder, node) == "query_value" and not isinstance(inputs, Mapping):
        names = arguments(holder, node)
        refs = [*inputs, *inputs] if len(inputs) == 1 else inputs
        node["inputs"] = dict(zip(names, refs, strict=False))
    return node


def _with(holder: Holder, node: NodeDict, *, ref: Any, argument: str) -> Any:
    """The node's inputs with one reference more, or another one."""
    form, inputs = call_form(holder, node), node.get("inputs") or []
    if argument:
        return {**_named(holder, node), argument: ref}
    if isinstance(inputs, Mapping):
        return [ref] if form == "query_value" else {**inputs, next(iter(inputs)): ref}
    if form == "list":
        return [*inputs, *([ref] if ref not in inputs else [])]
    return [ref]


def _named(holder: Holder, node: NodeDict) -> dict[str, Any]:
    """What the node reads by the names of its arguments."""
    inputs = spread(holder, node).get("inputs") or []
    if isinstance(inputs, Mapping):
        return dict(inputs)
    entry = entry_of(holder, node)
    first = entry.arguments[0] if entry and entry.arguments else "inputs"
    return {first: inputs[0]} if inputs else {}
