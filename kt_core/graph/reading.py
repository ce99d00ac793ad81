"""What a node reads, argument by argument, as a form shows it and changes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kt_core import edits
from kt_core.graph.connecting import refuse_circle
from kt_core.graph.forms import NAMED, call_form, entry_of
from kt_core.graph.grouping import Facts, Tensor, ref_of, tensor_of
from kt_core.graph.spelling import Holder, NodeDict, explicit, index_of, node_of, rewired, sources

INPUTS = "inputs"
SEVERAL = ("initial_state",)
LONGEST = 180  # characters of a name that another is made from


@dataclass(frozen=True, slots=True)
class Slot:
    """One argument of a call: which tensors are read there; with `several` it may be a list."""

    argument: str
    several: bool
    tensors: tuple[Tensor, ...]


def slots(holder: Mapping[str, Any], name: str, *, every: bool = False) -> list[Slot]:
    """The arguments that the node's layer takes tensors for, none for an Input.

    Without `every`, those that few people use are left out as long as nothing is read there. A
    node that reads the one before it without saying so has no tensors. Raises KeyError.
    """
    node = node_of(holder, name)
    form, names, given = call_form(holder, node), _arguments(holder, node), _given(holder, node)
    if form == "none":
        return []
    usual = names if every else names[: NAMED if form == "query_value" else 1]
    shown = dict.fromkeys([*usual, *given])
    return [
        Slot(
            argument,
            several=_several(argument, form, names) or len(given.get(argument, ())) > 1,
            tensors=tuple(map(tensor_of, given.get(argument, ()))),
        )
        for argument in shown
    ]


def readable(holder: Mapping[str, Any], name: str, *, facts: Facts) -> list[Tensor]:
    """The tensors that the node may read without closing a circle, in the order of the rows."""
    spelled = explicit(holder)
    after = _after(spelled["network"], name)
    return [
        (each, output)
        for each in edits.names(spelled)
        if each not in after
        for output in range(_count(facts.get(each, {})))
    ]


def _after(nodes: Sequence[NodeDict], name: str) -> set[str]:
    """The node, and all that read it directly or over others."""
    readers: dict[str, list[str]] = {}
    for node in nodes:
        for source in sources(node):
            readers.setdefault(source, []).append(node["name"])
    found, waiting = {name}, [name]
    while waiting:
        new = [each for each in readers.get(waiting.pop(), ()) if each not in found]
        found.update(new)
        waiting += new
    return found


def read(
    holder: Mapping[str, Any], name: str, *, argument: str, tensors: Sequence[Tensor]
) -> Holder:
    """The holder in which the node reads these tensors at that argument.

    Without any, the first argument takes the row above. Raises ProblemError for a circle,
    KeyError for unknown names.
    """
    for source, _ in tensors:
        refuse_circle(holder, source, name)

    def change(changed: Holder) -> None:
        node, at = node_of(changed, name), index_of(changed, name)
        refs = [ref_of(tensor) for tensor in tensors]
        if not refs and argument == _arguments(changed, node)[0]:
            refs = [each["name"] for each in changed["network"][:at][-1:]]
        node[INPUTS] = _with(changed, node, argument, refs)

    return rewired(holder, change)


def call_again(holder: Mapping[str, Any], name: str) -> tuple[Holder, str]:
    """The holder with another call of the node's layer, with the same weights, behind the node
    and reading the same; and the new node's name."""
    node = node_of(holder, name)
    owner = node.get("shares", name)
    base = f"{owner[:LONGEST]}_again"
    tries = (base, *(f"{base}_{number}" for number in range(2, 10_000)))
    again = next(each for each in tries if each not in edits.names(holder))

    def change(changed: Holder) -> None:
        reads = node_of(changed, name).get(INPUTS)
        new = {"name": again, "shares": owner} | ({INPUTS: reads} if reads else {})
        at = edits.names(changed).index(name) + 1
        changed["network"].insert(at, new)

    return rewired(holder, change), again


def _arguments(holder: Mapping[str, Any], node: NodeDict) -> tuple[str, ...]:
    entry = entry_of(holder, node)
    return entry.arguments if entry and entry.arguments else (INPUTS,)


def _given(holder: Mapping[str, Any], node: NodeDict) -> dict[str, list[Any]]:
    """What the node says it reads, by argument."""
    inputs, names = node.get(INPUTS) or [], _arguments(holder, node)
    if isinstance(inputs, Mapping):
        return {key: refs if isinstance(refs, list) else [refs] for key, refs in inputs.items()}
    if call_form(holder, node) == "list":
        return {names[0]: list(inputs)} if inputs else {}
    if call_form(holder, node) == "query_value" and len(inputs) == 1:
        inputs = [*inputs, *inputs]
    return {argument: [ref] for argument, ref in zip(names, inputs, strict=False)}


def _several(argument: str, form: str, names: Sequence[str]) -> bool:
    return argument in SEVERAL or (form == "list" and argument == names[0])


def _with(holder: Holder, node: NodeDict, argument: str, refs: list[Any]) -> Any:
    """The node's `inputs` with these references at the argument; the shortest way to say it."""
    form, names = call_form(holder, node), _arguments(holder, node)
    given = {**_given(holder, node), argument: refs}
    given = {key: given[key] for key in dict.fromkeys([*names, *given]) if given.get(key)}
    if form != "query_value" and list(given) in ([], [names[0]]):
        return given.get(names[0], [])
    return {
        key: value if _several(key, form, names) or len(value) > 1 else value[0]
        for key, value in given.items()
    }


def _count(fact: Mapping[str, Any]) -> int:
    """How many tensors a node returns, as far as the check knows."""
    dtype = fact.get("output_dtype")
    return len(dtype) if isinstance(dtype, list) else 1
