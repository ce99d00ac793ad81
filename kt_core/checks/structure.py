"""How nodes hang together: names, references, order, inputs and outputs."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kt_core.checks.reconnecting import with_fixes
from kt_core.experiment import Data, Experiment, Node
from kt_core.limits import MODEL_LAYERS
from kt_core.problems import Fix, Problem, ProblemError, Where, nearest

LARGEST_SEED = 2**32 - 1


def structure_problems(experiment: Experiment) -> list[Problem]:
    """Faults of the network's structure, nested networks included."""
    shape = _data_shape(experiment.data)
    found = _network_problems(
        experiment.network, experiment.outputs, where=("network",), data_shape=shape
    )
    return with_fixes(found, experiment.to_json()) if found else []


def ordered(network: Sequence[Node]) -> list[Node]:
    """The nodes so that each comes after all it reads, else in the document's order.

    Nodes on a cycle, and those that read them, are left out.
    """
    reads = {node.name: parents(node, network) for node in network}
    done: dict[str, Node] = {}
    waiting = list(network)
    while waiting:
        ready = next((n for n in waiting if all(p in done for p in reads[n.name])), None)
        if ready is None:
            break
        done[ready.name] = ready
        waiting.remove(ready)
    return list(done.values())


def parents(node: Node, network: Sequence[Node]) -> tuple[str, ...]:
    """Names of the nodes whose outputs `node` reads, and of the one whose layer it shares."""
    shared = (node.shares,) if node.shares else ()
    if node.kind == "Input":
        return ()
    if node.inputs is not None:
        return node.references() + shared
    index = next(i for i, other in enumerate(network) if other is node)
    return ((network[index - 1].name,) if index else ()) + shared


def _network_problems(
    network: Sequence[Node],
    outputs: Sequence[str] | None,
    *,
    where: Where,
    data_shape: Sequence[int] | None = None,
) -> list[Problem]:
    if not network:
        return [_no_input("empty_network", where, data_shape)]
    if len(network) > MODEL_LAYERS:
        return [Problem("too_many_nodes", where, {"count": len(network), "limit": MODEL_LAYERS})]
    problems = [*_name_problems(network, where), *_node_problems(network, where)]
    if not any(node.kind == "Input" for node in network):
        problems.append(_no_input("no_input", where, data_shape))
    elif network[0].kind != "Input" and network[0].inputs is None:
        problems.append(Problem("nothing_before", (*where, network[0].name)))
    problems += _output_problems(network, outputs, where)
    if not any(problem.severity == "error" for problem in problems):
        problems += [*_cycle_problems(network, where), *_unused(network, outputs, where)]
    return problems


def _name_problems(network: Sequence[Node], where: Where) -> Iterable[Problem]:
    for name, count in Counter(node.name for node in network).items():
        if count > 1:
            yield Problem("duplicate_name", (*where, name), {"name": name})


def _node_problems(network: Sequence[Node], where: Where) -> Iterable[Problem]:
    counts = Counter(node.name for node in network)
    by_name = {node.name: node for node in network}
    for node in network:
        here = (*where, node.name)
        yield from _kind_problems(node, by_name, here)
        for reference in node.references():
            if reference == node.name:
                yield Problem("reads_itself", (*here, "inputs"), {"name": node.name})
            elif not counts[reference]:
                yield _unknown_node(reference, counts, (*here, "inputs"))
        if node.inputs is not None and not node.references():
            yield Problem("no_inputs_given", (*here, "inputs"), {"name": node.name})


def _kind_problems(node: Node, by_name: Mapping[str, Node], here: Where) -> Iterable[Problem]:
    if node.shares is not None:
        yield from _share_problems(node, by_name, here)
        return
    if node.kind is None:
        yield Problem("missing_key", (*here, "kind"), {"key": "kind"})
    elif node.kind == "Input" and node.references():
        yield Problem("input_reads", (*here, "inputs"), {"name": node.name})
    elif node.kind == "Network":
        yield from _network_problems(node.network or (), node.outputs, where=(*here, "network"))
    else:
        given = (key for key in ("network", "outputs", "layout") if getattr(node, key) is not None)
        for key in given:
            yield Problem("only_for_network", (*here, key), {"key": key, "kind": node.kind})


def _share_problems(node: Node, by_name: Mapping[str, Node], here: Where) -> Iterable[Problem]:
    target = by_name.get(node.shares or "")
    own = [key for key in ("kind", "params", "trainable") if key in node.model_fields_set]
    if own:
        yield Problem("shares_has_own", here, {"name": node.name, "keys": own})
    if target is None:
        yield _unknown_node(node.shares or "", by_name, (*here, "shares"))
    elif target.shares is not None:
        values = {"target": target.name, "first": target.shares}
        yield Problem("shares_a_share", (*here, "shares"), values)
    elif target.kind == "Input":
        yield Problem("shares_an_input", (*here, "shares"), {"target": target.name})


def _unknown_node(name: str, known: Iterable[str], where: Where) -> Problem:
    names = list(known)
    near = nearest(name, names)
    values = {"name": name, "known": names[:30], "nearest": near}
    return Problem("unknown_node_near" if near else "unknown_node", where, values)


def _output_problems(
    network: Sequence[Node], outputs: Sequence[str] | None, where: Where
) -> Iterable[Problem]:
    place = (*where[:-1], "outputs")
    names = {node.name for node in network}
    if outputs is not None and not outputs:
        yield Problem("no_outputs", place)
    for name, count in Counter(outputs or ()).items():
        if name not in names:
            yield _unknown_node(name, names, place)
        elif count > 1:
            yield Problem("output_twice", place, {"name": name})


def _cycle_problems(network: Sequence[Node], where: Where) -> Iterable[Problem]:
    fine = {node.name for node in ordered(network)}
    stuck = [node.name for node in network if node.name not in fine]
    if stuck:
        yield Problem("cycle", (*where, stuck[0], "inputs"), {"names": stuck[:8]})


def _unused(
    network: Sequence[Node], outputs: Sequence[str] | None, where: Where
) -> Iterable[Problem]:
    by_name = {node.name: node for node in network}
    waiting = list(outputs or (network[-1].name,))
    used: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in used and name in by_name:
            used.add(name)
            waiting += parents(by_name[name], network)
    for node in network:
        if node.name not in used:
            code = "unused_input" if node.kind == "Input" else "unused_node"
            yield Problem(code, (*where, node.name), {"name": node.name}, severity="warning")


def _no_input(code: str, where: Where, data_shape: Sequence[int] | None) -> Problem:
    if data_shape is None or len(where) > 1:
        return Problem(code, where)
    shape = list(data_shape)
    node: dict[str, Any] = {"name": "input", "kind": "Input", "params": {"shape": shape}}
    patch = ({"op": "add", "path": "/network/0", "value": node},)
    return Problem(code, where, fix=Fix("add_input", patch, {"shape": shape}))


def _data_shape(data: Data | None) -> Sequence[int] | None:
    from kt_core.data import card

    if data is None:
        return None
    try:
        return card(data.dataset).shape
    except ProblemError:
        return None
