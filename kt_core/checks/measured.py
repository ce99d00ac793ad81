"""Layers that need numbers from the data: which are measured before training, and which are not."""

from collections.abc import Iterable, Iterator

from kt_core.adapted import adapted, is_adapted
from kt_core.checks.level import Level
from kt_core.checks.view import View
from kt_core.edits import nodes_on
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem, pointer

UNMEASURED = {
    "Discretization": ("bin_boundaries",),
    "IntegerLookup": ("vocabulary",),
    "StringLookup": ("vocabulary",),
    "TextVectorization": ("vocabulary",),
}
"""Layers that do not work without what `adapt` would find out."""


def measure_problems(view: View, level: Level, node: Node) -> Iterable[Problem]:
    """What keeps a layer from being measured, or its numbers from staying true."""
    kind = node.kind or ""
    place = level.place(node.name)
    wanted = UNMEASURED.get(kind, ())
    if wanted and not any(node.params.get(name) for name in wanted):
        where = (*place.where, "params", wanted[0])
        values = {"kind": kind, "name": node.name, "param": wanted[0]}
        yield Problem("never_adapted", where, values)
    if is_adapted(node):
        if learning := _learning_before(view, level, node.name):
            fix = level.removal(node.name, "remove_node")
            told = {"kind": kind, "name": node.name, "before": learning}
            yield Problem("normalization_too_late", place.where, told, "warning", fix)
    elif kind == "TimeDistributed":
        yield from _wrapped_problems(level, node)
    if is_adapted(node) or any(adapted(node.network or ())):
        yield from _shared_problems(level, node)


def _wrapped_problems(level: Level, node: Node) -> Iterator[Problem]:
    """Keras never calls what is wrapped on values that could be looked at, so it can't be
    measured; on its last axis Normalization does the same without the wrapper."""
    inner = node.params.get("layer")
    if not isinstance(inner, Component) or inner.kind != "Normalization":
        return
    if inner.params.get("mean") is None:
        place, fix = level.place(node.name), None
        if inner.params.get("axis", -1) == -1:
            kind, params = pointer(*place.path, "kind"), pointer(*place.path, "params")
            made = {"op": "replace", "path": kind, "value": "Normalization"}
            given = {"op": "add", "path": params, "value": dict(inner.params)}
            fix = Fix("unwrap", (made, given), {"kind": inner.kind})
        where = (*place.where, "params", "layer")
        yield Problem("normalization_wrapped", where, {"name": node.name}, fix=fix)


def _shared_problems(level: Level, node: Node) -> Iterator[Problem]:
    """What is called in several places is measured at the first of them."""
    calls = [each for each in level.nodes if each.shares == node.name and each.enabled]
    if calls:
        where, values = level.place(node.name).where, {"name": node.name, "count": len(calls) + 1}
        yield Problem("normalization_shared", where, values, "info")


def _learning_before(view: View, level: Level, name: str) -> str:
    """The name of a layer, on a way from the Inputs to the node, that training will change."""
    waiting, seen = list(level.parents[name]), set[str]()
    while waiting:
        here = waiting.pop()
        owner = level.owner(here)
        if owner is not None and not _is_frozen(view, level) and _learns(view, level, owner):
            return owner.name
        if here not in seen:
            seen.add(here)
            waiting += level.parents.get(here, ())
    outer = next(_around(view, level), None)
    return _learning_before(view, *outer) if outer else ""


def _learns(view: View, level: Level, owner: Node) -> bool:
    """Whether training changes what the node makes of its values; Normalization stays as it is."""
    if not owner.trainable or owner.kind == "Normalization":
        return False
    where = level.place(owner.name).where
    if owner.network:
        inner = next(each for each in view.levels if each.site.where == where)
        return any(_learns(view, inner, each) for each in inner.nodes if each.shares is None)
    path = nodes_on(where)
    return bool(view.counts.get(path if len(path) > 1 else path[0]))


def _is_frozen(view: View, level: Level) -> bool:
    """Whether a network that holds this one keeps all inside it as it is."""
    outer = next(_around(view, level), None)
    if outer is None:
        return False
    around, name = outer
    return not around.by_name[name].trainable or _is_frozen(view, around)


def _around(view: View, level: Level) -> Iterator[tuple[Level, str]]:
    """The network that holds this one, with the name of the node that is this one."""
    for each in view.levels:
        for node in each.nodes:
            if node.network and each.place(node.name).where == level.site.where:
                yield each, node.name
