"""Layers put into a network of their own: what is computed stays the same."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from kt_core import edits
from kt_core.graph.outputs import outputs_of
from kt_core.graph.spelling import (
    Holder,
    NodeDict,
    explicit,
    index_of,
    node_of,
    ref_name,
    references,
    rewired,
    shortest,
    sources,
)
from kt_core.problems import Problem, ProblemError
from kt_core.starting_edits import weights_follow

FLOAT = "float32"
BLOCK, NETWORK = "block", "Network"
Facts = Mapping[str, Mapping[str, Any]]  # `output_shape` and `output_dtype` of nodes, by name
Members = Mapping[str, NodeDict]
Tensor = tuple[str, int]  # a node's name and the number of its output


def begun_network(shape: Sequence[int | None], *, dtype: str = FLOAT) -> NodeDict:
    """What a new node of kind `Network` holds, for tensors of that shape (without the batch
    axis): an Input, and one layer that fits them."""
    kind = {2: "Conv1D", 3: "Conv2D", 4: "Conv3D"}.get(len(shape), "Dense")
    size = {"filters": 32, "kernel_size": 3, "padding": "same"}
    params = {**(size if kind != "Dense" else {"units": 64}), "activation": "relu"}
    layer = {"name": edits.free_name({}, kind), "kind": kind, "params": params}
    return {"kind": NETWORK, "network": [_input("input", shape, dtype), layer]}


def begin_network(holder: Mapping[str, Any], name: str, *, facts: Facts) -> Holder:
    """The holder with an Input and one layer in the node of that name, an empty network, fitting
    what the node reads. Raises ProblemError when it reads nothing or the shape is not known."""
    spelled = explicit(holder)
    tensors = [tensor_of(ref) for _, ref in references(node_of(spelled, name))]
    if not tensors:
        raise ProblemError(Problem("group_reads_nothing", ("network", name), {"name": name}))
    shape, dtype = _facts_of(tensors[0], facts)
    node = {**node_of(dict(holder), name), **begun_network(shape, dtype=dtype)}
    return edits.put(dict(holder), ("network", name), node)


def group(
    document: Mapping[str, Any], names: Collection[str], *, facts: Facts, path: edits.Path = ()
) -> tuple[Holder, str]:
    """The document in which the nodes `names` of the network at `path` are one node with a network
    of its own, and that node's name; starting weights follow.

    `facts` are the check's for that network, for the shapes of what the new one takes in. Raises
    ProblemError where it could not compute the same, KeyError for unknown names.
    """
    changed, name = _grouped(edits.holder(dict(document), path), names, facts)
    found = edits.within(dict(document), path, lambda _: changed)
    moves = {edits.address(path, each): edits.address((*path, name), each) for each in names}
    return weights_follow(found, moves), name


def _grouped(holder: Mapping[str, Any], names: Collection[str], facts: Facts) -> tuple[Holder, str]:
    spelled = explicit(holder)
    members = {name: node_of(spelled, name) for name in sorted(names, key=_place(spelled))}
    _refuse(spelled, members)
    read = _read(members)
    inner = [_input(name, *_facts_of(tensor, facts)) for tensor, name in read.items()]
    inner += [pointed(node, lambda ref: read.get(tensor_of(ref), ref)) for node in members.values()]
    outputs = _given(spelled, members)
    network = shortest({"network": inner, "outputs": outputs})
    rest = [node for node in spelled["network"] if node["name"] not in members]
    name = edits.free_name({"network": rest}, BLOCK)
    block = {"name": name, "kind": NETWORK, **network, "inputs": [ref_of(t) for t in read]}
    return rewired(holder, lambda changed: _put(changed, block, outputs, members)), name


def pointed(node: NodeDict, swap: Callable[[Any], Any]) -> NodeDict:
    """The node reading `swap(ref)` where it read `ref`."""

    def swapped(value: Any) -> Any:
        if isinstance(value, list):
            return [swapped(each) for each in value]
        if isinstance(value, Mapping) and "node" not in value:
            return {argument: swapped(each) for argument, each in value.items()}
        return swap(value)

    return {**node, "inputs": swapped(node["inputs"])} if "inputs" in node else dict(node)


def tensor_of(ref: Any) -> Tensor:
    """The tensor that a reference means."""
    return ref_name(ref), ref.get("output", 0) if isinstance(ref, Mapping) else 0


def ref_of(tensor: Tensor) -> Any:
    """The reference that means the tensor."""
    name, output = tensor
    return {"node": name, "output": output} if output else name


def _place(holder: Holder) -> Callable[[str], int]:
    return lambda name: index_of(holder, name)


def _input(name: str, shape: Sequence[int | None], dtype: str) -> NodeDict:
    params = {"shape": list(shape)} | ({} if dtype == FLOAT else {"dtype": dtype})
    return {"name": name, "kind": "Input", "params": params}


def _read(members: Members) -> dict[Tensor, str]:
    """The tensors that come from outside, each with the name of the Input that takes it in."""
    found: dict[Tensor, str] = {}
    taken = set(members)
    for node in members.values():
        for _, ref in references(node):
            name, output = tensor = tensor_of(ref)
            if name in members or tensor in found:
                continue
            base = f"{name}_{output}" if output else name
            free = (base, *(f"{base}_{n}" for n in range(2, 10_000)))
            found[tensor] = next(each for each in free if each not in taken)
            taken.add(found[tensor])
    return found


def _facts_of(tensor: Tensor, facts: Facts) -> tuple[Sequence[int | None], str]:
    """Shape without batch axis, and dtype. Raises ProblemError when the check knows none."""
    name, output = tensor
    known = facts.get(name, {})
    shape, dtype = known.get("output_shape"), known.get("output_dtype")
    if isinstance(dtype, list) and isinstance(shape, list) and output < len(dtype):
        shape, dtype = shape[output], dtype[output]
    if shape is None or dtype is None:
        raise ProblemError(Problem("group_unknown_shape", ("network", name), {"name": name}))
    return shape[1:], dtype


def _given(holder: Holder, members: Members) -> list[str]:
    """Names of the members that something outside reads; what is an output of all comes first."""
    found = [name for name in outputs_of(holder) if name in members]
    if len(found) > 1:
        raise ProblemError(Problem("group_outputs", ("outputs",), {"names": found}))
    for node in holder["network"]:
        for _, ref in references(node) if node["name"] not in members else ():
            name, output = tensor_of(ref)
            if name in members and output:
                values = {"name": name, "reader": node["name"], "output": output}
                raise ProblemError(Problem("group_later_output", ("network", name), values))
            found += [name] if name in members else []
    return list(dict.fromkeys(found)) or [list(members)[-1]]


def _put(changed: Holder, block: NodeDict, outputs: list[str], members: Members) -> None:
    """Puts the block where the last member stood, in the place of all of them."""
    stands = {name: ref_of((block["name"], at)) for at, name in enumerate(outputs)}
    nodes = changed["network"]
    last = max(index_of(changed, name) for name in members)
    kept = [None if node["name"] in members else node for node in nodes]
    kept[last] = block
    changed["network"] = [
        node if node is block else pointed(node, lambda ref: stands.get(ref_name(ref), ref))
        for node in kept
        if node is not None
    ]
    changed["outputs"] = [stands.get(name, name) for name in changed["outputs"]]
    for name in members:
        changed.get("layout", {}).pop(name, None)


def _refuse(holder: Holder, members: Members) -> None:
    """Raises ProblemError for members that can't be a network of their own."""
    if not members:
        raise ProblemError(Problem("group_nothing"))
    for name, node in members.items():
        where = ("network", name)
        if node.get("kind") == "Input":
            raise ProblemError(Problem("group_input", where, {"name": name}))
        if not node.get("inputs"):
            raise ProblemError(Problem("group_reads_nothing", where, {"name": name}))
    for node in holder["network"]:
        target = node.get("shares")
        if target and (target in members) != (node["name"] in members):
            values = {"name": node["name"], "target": target}
            raise ProblemError(Problem("group_shares", ("network", node["name"]), values))
    if between := _between(holder, members):
        raise ProblemError(Problem("group_between", ("network", between[0]), {"names": between}))


def _between(holder: Holder, members: Members) -> list[str]:
    """Nodes outside that lie on a way from a member to a member."""
    reads = {node["name"]: set(sources(node)) for node in holder["network"]}
    read_by: dict[str, set[str]] = {}
    for name, before in reads.items():
        for source in before:
            read_by.setdefault(source, set()).add(name)
    return sorted((_reach(members, reads) & _reach(members, read_by)) - set(members))


def _reach(start: Collection[str], steps: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        new = steps.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found
