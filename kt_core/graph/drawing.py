"""The network as the numbers and words that a drawing of it needs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kt_core.graph.forms import (
    arguments,
    call_form,
    owner_of,
    place_names,
)
from kt_core.graph.outputs import outputs_of
from kt_core.graph.spelling import explicit, ref_name, references

Built = Mapping[str, Mapping[str, Any]]
Counts = Mapping[str, tuple[int, int]]


def drawing(holder: Mapping[str, Any], *, built: Built, problems: Counts) -> dict[str, Any]:
    """`nodes`, `edges` and `layout` of the network.

    `built` holds `output_shape` (batch axis first; a list of shapes for several outputs) and
    `params` of each node that could be built, `problems` the counts of errors and warnings.
    A node has `name`, `kind`, `shapes` (one for each output), `params`, `errors`, `warnings`,
    `enabled`, `form` (how it takes what it reads), `arguments` (its ways in, if they have
    names), `ports` (number of outputs), `output` (whether it is one of the network's), `shares`
    (the layer it calls again) and `nested` (number of layers inside).
    An edge has `source`, `output`, `target`, `slot`, `argument`, `label` and `shape`.
    """
    spelled = explicit(holder)
    outputs = outputs_of(holder)
    nodes = [
        {
            **_node(spelled, node),
            **_found(built.get(node["name"], {}), problems.get(node["name"], (0, 0))),
            "output": node["name"] in outputs,
        }
        for node in spelled["network"]
    ]
    edges = [edge for node in spelled["network"] for edge in _edges(spelled, node)]
    shapes = {node["name"]: node["shapes"] for node in nodes}
    for edge in edges:
        known = shapes[edge["source"]]
        edge["shape"] = known[edge["output"]] if edge["output"] < len(known) else None
    for node in nodes:
        read = [edge["output"] + 1 for edge in edges if edge["source"] == node["name"]]
        node["ports"] = max([1, len(node["shapes"]), *read])
    return {"nodes": nodes, "edges": edges, "layout": dict(holder.get("layout") or {})}


def shapes_of(output_shape: Any) -> list[Sequence[int | None]]:
    """The shape of each output, without the batch axis."""
    if not output_shape:
        return []
    several = isinstance(output_shape[0], (list, tuple))
    return [list(shape[1:]) for shape in (output_shape if several else [output_shape])]


def _node(holder: Mapping[str, Any], node: Mapping[str, Any]) -> dict[str, Any]:
    owner = owner_of(holder, node)
    inside = owner.get("network")
    return {
        "name": node["name"],
        "kind": owner.get("kind") or "",
        "shares": node.get("shares"),
        "enabled": node.get("enabled", True),
        "form": call_form(holder, node),
        "arguments": list(arguments(holder, node)),
        "nested": None if inside is None else len(inside),
    }


def _found(built: Mapping[str, Any], counts: tuple[int, int]) -> dict[str, Any]:
    return {
        "shapes": shapes_of(built.get("output_shape")),
        "params": built.get("params"),
        "errors": counts[0],
        "warnings": counts[1],
    }


def _edges(holder: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The connections that enter the node, in order; references to nowhere are left out."""
    known = {each["name"] for each in holder["network"]}
    found = list(references(node))
    if call_form(holder, node) == "query_value" and isinstance(node.get("inputs"), list):
        refs = node["inputs"] * 2 if len(node["inputs"]) == 1 else node["inputs"]
        found = list(zip(arguments(holder, node), refs, strict=False))
    called = place_names(holder, node) if len(found) > 1 else ()
    for at, (slot, ref) in enumerate(found):
        argument = "" if slot.isdigit() else slot.split(".")[0]
        if ref_name(ref) in known:
            yield {
                "source": ref_name(ref),
                "output": ref.get("output", 0) if isinstance(ref, Mapping) else 0,
                "target": node["name"],
                "slot": slot,
                "argument": argument if argument in arguments(holder, node) else "",
                "label": argument or (called[at] if at < len(called) else ""),
            }
