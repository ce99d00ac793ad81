"""A nested network's layers taken out of it again: what is computed stays the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from kt_core import edits
from kt_core.graph.forms import input_names
from kt_core.graph.grouping import pointed, tensor_of
from kt_core.graph.spelling import (
    Holder,
    NodeDict,
    explicit,
    index_of,
    node_of,
    ref_name,
    references,
    rewired,
)
from kt_core.problems import Problem, ProblemError
from kt_core.starting_edits import weights_follow


def ungroup(document: Mapping[str, Any], name: str, *, path: edits.Path = ()) -> Holder:
    """The document with the nodes of that node's network in its place, in the network at `path`;
    starting weights follow.

    Raises ProblemError where that would change what is computed, KeyError for unknown names.
    """
    holder = explicit(edits.holder(dict(document), path))
    block = node_of(holder, name)
    inner = explicit({"network": block.get("network", []), "outputs": block.get("outputs")})
    _refuse(holder, block, inner)
    names = _names(holder, inner, name)
    found = edits.within(dict(document), path, lambda each: _ungrouped(each, block, inner, names))
    moves: dict[str, str | None] = {edits.address(path, name): None}
    moves |= {
        edits.address((*path, name), old): edits.address(path, new) for old, new in names.items()
    }
    return weights_follow(found, moves)


def _ungrouped(holder: Holder, block: NodeDict, inner: Holder, names: dict[str, str]) -> Holder:
    reads = [ref for _, ref in references(block)]
    stands = dict(zip(input_names(inner), reads, strict=True)) | names
    freed = [
        _freed(node, stands, frozen=not block.get("trainable", True))
        for node in inner["network"]
        if node.get("kind") != "Input"
    ]
    given = [stands[output] for output in inner["outputs"]]
    return rewired(holder, lambda changed: _take_apart(changed, block["name"], freed, given))


def _names(holder: Holder, inner: Holder, block: str) -> dict[str, str]:
    """The names of the inner nodes outside: their own, if they are free there."""
    taken = {node["name"] for node in holder["network"]} - {block}
    found: dict[str, str] = {}
    for node in inner["network"]:
        name = node["name"]
        if node.get("kind") != "Input":
            tries = (name, f"{block}_{name}", *(f"{block}_{name}_{n}" for n in range(2, 10_000)))
            found[name] = next(each for each in tries if each not in taken)
            taken.add(found[name])
    return found


def _freed(node: NodeDict, stands: Mapping[str, Any], *, frozen: bool) -> NodeDict:
    found = pointed(node, lambda ref: _outside(ref, stands)) | {"name": stands[node["name"]]}
    if "shares" in found:
        return found | {"shares": stands[found["shares"]]}
    return found | ({"trainable": False} if frozen else {})


def _outside(ref: Any, stands: Mapping[str, Any]) -> Any:
    found = stands[ref_name(ref)]
    return {**ref, "node": found} if isinstance(ref, Mapping) and isinstance(found, str) else found


def _take_apart(changed: Holder, name: str, freed: Sequence[NodeDict], given: list[Any]) -> None:
    at = index_of(changed, name)
    changed["network"][at : at + 1] = freed

    def instead(ref: Any) -> Any:
        source, output = tensor_of(ref)
        return given[output] if source == name else ref

    changed["network"] = [pointed(node, instead) for node in changed["network"]]
    changed["outputs"] = list(dict.fromkeys(instead(each) for each in changed["outputs"]))
    changed.get("layout", {}).pop(name, None)


def _refuse(holder: Holder, block: NodeDict, inner: Holder) -> None:
    """Raises ProblemError for a network that can't be taken apart."""
    name = block["name"]
    where, values = ("network", name), {"name": name}
    sharers = [node["name"] for node in holder["network"] if node.get("shares") == name]
    if sharers or "network" not in block:
        raise ProblemError(Problem("ungroup_shared", where, {**values, "names": sharers or [name]}))
    if not block.get("enabled", True):
        raise ProblemError(Problem("ungroup_disabled", where, values))
    if not _fits(holder, block, inner):
        raise ProblemError(Problem("ungroup_unfinished", where, values))


def _fits(holder: Holder, block: NodeDict, inner: Holder) -> bool:
    """Whether each Input inside is read from outside, and all that is read from outside exists."""
    reads = [ref for _, ref in references(block)]
    known = {node["name"] for node in inner["network"]}
    layers = [node for node in inner["network"] if node.get("kind") != "Input"]
    used = [tensor_of(ref) for node in holder["network"] for _, ref in references(node)]
    named = [ref_name(ref) for node in layers for _, ref in references(node)]
    named += [*inner["outputs"], *(node["shares"] for node in layers if "shares" in node)]
    passed_on = block["name"] in (holder["outputs"] or ()) and inner["outputs"][0] not in {
        node["name"] for node in layers
    }
    return (
        len(reads) == len(input_names(inner))
        and all(node.get("inputs") for node in layers)
        and known.issuperset(named)
        and all(output < len(inner["outputs"]) for name, output in used if name == block["name"])
        and not passed_on
    )
