"""Everything the catalog can say about a document's components, before Keras sees any of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from kt_core import catalog, own_parts
from kt_core.checks.rate_rows import rate_row_problems
from kt_core.experiment import Component, Experiment, Node
from kt_core.problems import Fix, Problem, Where, nearest, pointer

Path = tuple[str | int, ...]


def component_faults(experiment: Experiment) -> list[Problem]:
    """Unknown kinds and parameters, wrong types, values out of range, missing parameters.

    A kind that is known to be an own part, which this server lacks, is said to be that.
    """
    found = list(_network_faults(experiment.network, (), ()))
    for family, component, where in parts(experiment):
        found += catalog.component_problems(family, component, where, at=pointer(*where))
    if experiment.data is not None:
        found += _augmentation_faults(experiment.data.augmentation)
    found += rate_row_problems(experiment)
    return [own_parts.known_elsewhere(problem) for problem in found]


def parts(experiment: Experiment) -> Iterator[tuple[catalog.Family, Any, Where]]:
    """Loss, optimizer, metrics and callbacks as given, each with its family and place."""
    if isinstance(experiment.loss, dict):
        for name, loss in experiment.loss.items():
            yield "loss", loss, ("loss", name)
    elif experiment.loss is not None:
        yield "loss", experiment.loss, ("loss",)
    if experiment.optimizer is not None:
        yield "optimizer", experiment.optimizer, ("optimizer",)
    for metric, where in _metrics(experiment.metrics):
        yield "metric", metric, where
    for index, callback in enumerate(experiment.callbacks):
        yield "callback", callback, ("callbacks", index)


def _metrics(metrics: Any) -> Iterator[tuple[Any, Where]]:
    if not isinstance(metrics, dict):
        yield from ((metric, ("metrics", index)) for index, metric in enumerate(metrics))
        return
    for name, several in metrics.items():
        if isinstance(several, tuple):
            yield from ((one, ("metrics", name, index)) for index, one in enumerate(several))
        else:
            yield several, ("metrics", name)


def _network_faults(network: Sequence[Node], where: Where, path: Path) -> Iterable[Problem]:
    kinds = {node.name: node.kind for node in network}
    for index, node in enumerate(network):
        here, at = (*where, "network", node.name), (*path, "network", index)
        kind = kinds.get(node.shares) if node.shares else node.kind
        options = ((*here, "call"), pointer(*at, "call"))
        yield from catalog.call_problems(kind or "", node.call, options[0], at=options[1])
        yield from _argument_faults(kind or "", node, here, at)
        if node.kind == "Network":
            yield from _network_faults(node.network or (), here, at)
        elif node.kind is not None and node.shares is None:
            component = Component(kind=node.kind, params=node.params)
            yield from catalog.component_problems("layer", component, here, at=pointer(*at))


def _argument_faults(kind: str, node: Node, here: Where, at: Path) -> Iterable[Problem]:
    """Inputs given by name that the layer's call does not have."""
    entry = catalog.find("layer", kind)
    if entry is None or not entry.arguments or not isinstance(node.inputs, dict):
        return
    known = list(entry.arguments)
    free = [name for name in known if name not in node.inputs]
    for name in node.inputs:
        if name in known:
            continue
        values = {"kind": entry.kind, "argument": name, "known": known}
        near = nearest(name, free) or (free[0] if len(free) == 1 else None)
        fix = None
        if near:
            path = pointer(*at, "inputs", name)
            move = {"op": "move", "from": path, "path": pointer(*at, "inputs", near)}
            fix = Fix("rename_argument", (move,), {"nearest": near})
        yield Problem("arguments_of", (*here, "inputs", name), values, fix=fix)


def _augmentation_faults(augmentation: Sequence[Component]) -> Iterable[Problem]:
    for index, component in enumerate(augmentation):
        where = ("data", "augmentation", index)
        yield from catalog.component_problems("layer", component, where, at=pointer(*where))
        entry = catalog.find("layer", component.kind)
        if entry is not None and not entry.augmentation:
            patch = ({"op": "remove", "path": pointer(*where)},)
            fix = Fix("remove_augmentation", patch, {"kind": component.kind})
            yield Problem("not_an_augmentation", where, {"kind": component.kind}, fix=fix)
