"""Answers the question behind every edit: which shapes, how many parameters, which mistakes.

Keras computes the shapes itself, in a scope in which no variable is ever filled, so that even
`Dense(10**9)` costs nothing.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from kt_core import catalog
from kt_core.checks import rules, structure_problems
from kt_core.checks.components import component_faults, parts
from kt_core.checks.need import need_problems
from kt_core.checks.weights import weights_problems
from kt_core.edits import nodes_on
from kt_core.engine.allocation import nothing_allocated
from kt_core.engine.assemble import Assembly, Built, assemble
from kt_core.engine.beginning import foreseen
from kt_core.engine.build import as_component
from kt_core.engine.components import make
from kt_core.engine.memory import Memory
from kt_core.engine.refusals import cleaned
from kt_core.experiment import Experiment, Node, parse
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError, Where
from kt_core.wiring import Wiring, wire

MEMORY = Memory()  # of this process
FILLED = ("optimizer",)  # makes variables of its own at once, small ones


def check(document: Mapping[str, Any], memory: Memory | None = MEMORY) -> dict[str, Any]:
    """Shapes, parameters and problems of a document; nothing is allocated or trained.

    Layers that `memory` knows are not made again; the answer is the same without.

    The answer is DESIGN section 7's, with problems as `Problem.to_json()`: `{"ok", "nodes":
    [{"name", "kind", "output_shape", "output_dtype", "params", "trainable_params"}],
    "total_params", "trainable_params", "problems"}`. Shapes have null for the batch axis; a node
    with several outputs has a list of them; a node that could not be built has nulls; one that
    holds a network has its `nodes`, as far as they could be built. A document with starting
    weights also gets `weights`: what each layer will begin with (`kt_core.starting.table`).
    """
    try:
        experiment = parse(document)
    except ProblemError as error:
        return _answer([], error.problems)
    structural = structure_problems(experiment)
    problems = [*structural, *component_faults(experiment)]
    if any(problem.severity == "error" for problem in structural):
        return _answer(_reported(experiment.network, {}), problems)
    try:
        whole = without_downloads(normalize(experiment))
    except ProblemError as error:
        return _answer(_reported(experiment.network, {}), [*problems, *error.problems])
    return _checked(experiment, whole, problems, memory)


def _checked(
    experiment: Experiment, whole: Experiment, problems: list[Problem], memory: Memory | None
) -> dict[str, Any]:
    with nothing_allocated():
        assembly = replace(_assembly(whole, experiment, problems), memory=memory)
        built = {each.node.name: each for each in assembly.run()}
        refused = list(_problems(built.values()))
        refused += _parts_refused(whole, problems, FILLED, inside=False)
        owned = (each.layer for each in built.values() if each.owns)
        begin = foreseen(experiment, [layer for layer in owned if layer is not None])
    refused += _parts_refused(whole, problems, FILLED, inside=True)
    built |= _bypassed(assembly.wiring, whole.network, built)
    facts = {name: _facts(each) for name, each in built.items() if each.tensors}
    shapes = dict(_shapes(built.values()))
    counts = dict(_counts(built.values()))
    problems += _without_echoes(refused, rules(experiment, shapes, counts))
    problems += weights_problems(experiment, [row["node"] for row in (begin or {}).get("rows", ())])
    nodes = _reported(whole.network, built)
    if not any(each.severity == "error" or each.code == "giant_layer" for each in problems):
        problems += need_problems(experiment, nodes)
    counted = [fact for name, fact in facts.items() if name in assembly.wiring.used]
    answer = _answer(nodes, problems, counted)
    return {**answer, "weights": begin} if begin else answer


def without_downloads(experiment: Experiment) -> Experiment:
    """The experiment with random weights where an architecture would load trained ones."""
    network = tuple(_without_download(node) for node in experiment.network)
    return experiment.model_copy(update={"network": network})


def _without_download(node: Node) -> Node:
    if node.network is not None:
        inner = tuple(_without_download(each) for each in node.network)
        return node.model_copy(update={"network": inner})
    if node.kind and catalog.find("application", node.kind):
        return node.model_copy(update={"params": {**node.params, "weights": None}})
    return node


def _assembly(whole: Experiment, given: Experiment, problems: list[Problem]) -> Assembly:
    """The assembly without the nodes that the catalog refuses."""
    faulty = {problem.where for problem in problems if problem.severity == "error"}
    augmentation = whole.data.augmentation if whole.data else ()
    return assemble(
        whole.network,
        whole.outputs,
        document=given.to_json(),
        augmentation=() if any(w[:2] == ("data", "augmentation") for w in faulty) else augmentation,
        without=frozenset(path for path in map(nodes_on, faulty) if path),
        whole=True,
    )


def _bypassed(
    wiring: Wiring, network: Sequence[Node], built: Mapping[str, Built]
) -> dict[str, Built]:
    """Disabled nodes, with the tensor that passes through in their place."""
    found = {}
    for node in network:
        tensor = wiring.bypassed.get(node.name)
        source = built.get(tensor.node) if tensor else None
        if tensor and source and len(source.tensors) > tensor.output:
            found[node.name] = Built(node, tensors=(source.tensors[tensor.output],))
    return found


def _problems(built: Iterable[Built]) -> Iterator[Problem]:
    for each in built:
        yield from each.problems
        yield from _problems(each.inner)


def _parts_refused(
    whole: Experiment, problems: list[Problem], families: Sequence[str], *, inside: bool
) -> Iterator[Problem]:
    """Components, of these families or of the others, that Keras' constructors refuse."""
    faulty = {problem.where for problem in problems if problem.severity == "error"}
    for family, component, where in parts(whole):
        if (family in families) is not inside or any(_touch(place, where) for place in faulty):
            continue
        try:
            make(family, as_component(component))
        except Exception as error:  # noqa: BLE001 - Keras raises anything; it becomes a problem
            values = {"kind": as_component(component).kind, "detail": cleaned(error)}
            yield Problem("component_refused", where, values)


def _touch(one: Where, other: Where) -> bool:
    """Whether one place is inside the other."""
    return one[: len(other)] == other or other[: len(one)] == one


def _without_echoes(refused: Sequence[Problem], found: Sequence[Problem]) -> list[Problem]:
    """A missing channel axis is told at the Input when the data set shows it."""
    told = any(problem.code == "input_without_channels" for problem in found)
    return [p for p in refused if not (told and p.code == "no_channel_axis")] + list(found)


def _shapes(built: Iterable[Built], path: tuple[str, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """Shapes by name; those inside nested networks by the path of names."""
    for each in built:
        here = (*path, each.node.name)
        if each.tensors:
            yield here if path else each.node.name, _shape(each.tensors)
        yield from _shapes(each.inner, here)


def _counts(built: Iterable[Built], path: tuple[str, ...] = ()) -> Iterator[tuple[Any, int]]:
    """Numbers of parameters, by the same names as shapes."""
    for each in built:
        here = (*path, each.node.name)
        if each.tensors:
            yield here if path else each.node.name, _facts(each)["params"]
        yield from _counts(each.inner, here)


def _shape(tensors: Sequence[Any]) -> Any:
    shapes = [tuple(tensor.shape) for tensor in tensors]
    return shapes[0] if len(shapes) == 1 else shapes


def _facts(built: Built) -> dict[str, Any]:
    shapes = [list(tensor.shape) for tensor in built.tensors]
    dtypes = [str(tensor.dtype) for tensor in built.tensors]
    several = len(shapes) != 1
    layer = built.layer if built.owns else None
    return {
        "name": built.node.name,
        "kind": built.node.kind,
        "output_shape": shapes if several else shapes[0],
        "output_dtype": dtypes if several else dtypes[0],
        "params": _count(layer.weights) if layer is not None else 0,
        "trainable_params": _count(layer.trainable_weights) if layer is not None else 0,
    }


def _reported(network: Sequence[Node], built: Mapping[str, Built]) -> list[dict[str, Any]]:
    """The facts of every node in the document's order, those of inner networks included."""
    found = []
    for node in network:
        each = built.get(node.name)
        facts = _facts(each) if each and each.tensors else _unbuilt(node)
        if node.network:
            facts["nodes"] = _reported(node.network, _built_inside(node, each))
        found.append(facts)
    return found


def _built_inside(node: Node, built: Built | None) -> dict[str, Built]:
    inner = {each.node.name: each for each in built.inner} if built else {}
    if inner and node.network:
        inner |= _bypassed(wire(node.network, node.outputs), node.network, inner)
    return inner


def _count(weights: Iterable[Any]) -> int:
    return sum(math.prod(weight.shape) for weight in weights)


def _unbuilt(node: Node) -> dict[str, Any]:
    unknown = ("output_shape", "output_dtype", "params", "trainable_params")
    return {"name": node.name, "kind": node.kind, **dict.fromkeys(unknown)}


def _answer(
    nodes: Sequence[Mapping[str, Any]],
    problems: Iterable[Problem],
    counted: Sequence[Mapping[str, Any]] = (),
) -> dict[str, Any]:
    once = dict.fromkeys(json.dumps(p.to_json(), default=_as_json) for p in problems)
    found = [json.loads(problem) for problem in once]
    return {
        "ok": not any(problem["severity"] == "error" for problem in found),
        "nodes": list(nodes),
        "total_params": sum(fact["params"] for fact in counted),
        "trainable_params": sum(fact["trainable_params"] for fact in counted),
        "problems": found,
    }


def _as_json(value: Any) -> Any:
    """A part of the document that a problem quotes."""
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
