"""Which layer is called on which tensors, in which order.

Model and exported script both follow this plan, so they cannot differ in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from kt_core import catalog
from kt_core.checks.structure import ordered
from kt_core.experiment import Component, Node, Output, Ref
from kt_core.names import internal_names, snake_case

NETWORK = "Network"


@dataclass(frozen=True, slots=True)
class Tensor:
    """One result of a node: the only one, or number `output` of several."""

    node: str
    output: int = 0


Argument = Tensor | tuple[Tensor, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`owner`'s layer called at `node` (the same one unless it shares).

    It reads the `positional` and `named` tensors; `node.call` are constants it is given as well.
    """

    node: Node
    owner: Node
    positional: tuple[Argument, ...] = ()
    named: tuple[tuple[str, Argument], ...] = ()

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """All tensors read, in order."""
        arguments = (*self.positional, *(argument for _, argument in self.named))
        return tuple(_flat(arguments))


@dataclass(frozen=True)
class Wiring:
    """One network's plan; `names` maps the names typed to Keras' names.

    `bypassed` tells for each disabled node which tensor passes through in its place.
    """

    names: Mapping[str, str]
    inputs: tuple[Node, ...]
    calls: tuple[Call, ...]
    outputs: tuple[Tensor, ...]
    bypassed: Mapping[str, Tensor] = field(default_factory=dict)

    @cached_property
    def is_stack(self) -> bool:
        """Whether each layer reads just the one before, so that Sequential can say it."""
        if len(self.inputs) != 1 or len(self.outputs) != 1:
            return False
        before = Tensor(self.inputs[0].name)
        for call in self.calls:
            if not _stackable(call) or call.positional != (before,) or call.named:
                return False
            before = Tensor(call.node.name)
        return bool(self.calls) and self.outputs == (before,)

    @cached_property
    def used(self) -> frozenset[str]:
        """Names of the nodes that lead to an output: only these are part of the model."""
        reads = {call.node.name: [tensor.node for tensor in call.tensors] for call in self.calls}
        waiting = [tensor.node for tensor in self.outputs]
        found: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += reads.get(name, [])
        return frozenset(found)

    def pruned(self) -> "Wiring":
        """The plan without what leads to no output."""
        return replace(
            self,
            inputs=tuple(node for node in self.inputs if node.name in self.used),
            calls=tuple(call for call in self.calls if call.node.name in self.used),
        )


def wire(
    network: Sequence[Node],
    outputs: Sequence[str] | None = None,
    *,
    augmentation: Sequence[Component] = (),
) -> Wiring:
    """The plan of a network without structural faults; disabled nodes are passed over.

    Augmentation layers stand behind each Input.
    """
    typed = [node.name for node in network]
    nodes = ordered(_with_augmentation(_explicit(network), augmentation))
    owners = {node.name: node for node in nodes}
    passed: dict[str, Tensor] = {}
    calls = []
    for node in nodes:
        owner = owners[node.shares] if node.shares else node
        if node.kind == "Input":
            passed[node.name] = Tensor(node.name)
        elif node.enabled:
            calls.append(_call(node, owner, passed))
            passed[node.name] = Tensor(node.name)
        else:
            passed[node.name] = _resolve(node.references()[0], passed)
    return Wiring(
        names=internal_names([*typed, *augmentation_names(network, augmentation)]),
        inputs=tuple(node for node in network if node.kind == "Input"),
        calls=tuple(calls),
        outputs=tuple(_resolve(name, passed) for name in outputs or [network[-1].name]),
        bypassed={node.name: passed[node.name] for node in nodes if not node.enabled},
    )


def augmentation_names(
    network: Sequence[Node], augmentation: Sequence[Component]
) -> tuple[str, ...]:
    """Names of the augmentation layers, none of them a node's: `random_flip`, `random_zoom_2`."""
    taken = {node.name for node in network}
    found: list[str] = []
    for component in augmentation:
        base = snake_case(component.kind)
        name = next(n for n in (base, *(f"{base}_{i}" for i in range(2, 2000))) if n not in taken)
        taken.add(name)
        found.append(name)
    return tuple(found)


def _explicit(network: Sequence[Node]) -> list[Node]:
    """The nodes with `inputs` filled in where they read the node before."""
    found = []
    for index, node in enumerate(network):
        if node.inputs is None and node.kind != "Input":
            node = node.model_copy(update={"inputs": (network[index - 1].name,)})
        found.append(node)
    return found


def _with_augmentation(network: list[Node], augmentation: Sequence[Component]) -> list[Node]:
    if not augmentation:
        return network
    names = augmentation_names(network, augmentation)
    found: list[Node] = []
    last: dict[str, str] = {}
    chained: set[str] = set()
    for node in network:
        found.append(node)
        if node.kind == "Input":
            added = _augmenting(node.name, names, augmentation, first=not last)
            found += added
            chained |= {each.name for each in added}
            last[node.name] = added[-1].name
    return [node if node.name in chained else _redirected(node, last) for node in found]


def _augmenting(
    source: str, names: Sequence[str], augmentation: Sequence[Component], *, first: bool
) -> list[Node]:
    """The chain behind one Input; a second Input gets the same layers again."""
    found: list[Node] = []
    for name, component in zip(names, augmentation, strict=True):
        before = found[-1].name if found else source
        if first:
            node = Node(name=name, kind=component.kind, params=component.params, inputs=(before,))
        else:
            node = Node(name=f"{name} {source}", shares=name, inputs=(before,))
        found.append(node)
    return found


def _redirected(node: Node, last: Mapping[str, str]) -> Node:
    """The node reading the end of the augmentation chain where it read an Input."""
    if isinstance(node.inputs, dict):
        return node.model_copy(
            update={"inputs": {key: _replaced(refs, last) for key, refs in node.inputs.items()}}
        )
    if node.inputs is None:
        return node
    return node.model_copy(update={"inputs": tuple(_replaced(ref, last) for ref in node.inputs)})


def _replaced(ref: Ref | tuple[Ref, ...], last: Mapping[str, str]) -> Ref | tuple[Ref, ...]:
    if isinstance(ref, tuple):
        return tuple(_replaced(each, last) for each in ref)  # type: ignore[misc]
    if isinstance(ref, Output):
        return ref
    return last.get(ref, ref)


def _call(node: Node, owner: Node, passed: Mapping[str, Tensor]) -> Call:
    if isinstance(node.inputs, dict):
        named = tuple((key, _argument(refs, passed)) for key, refs in node.inputs.items())
        return Call(node, owner, named=named)
    tensors = tuple(_resolve(ref, passed) for ref in node.inputs or ())
    return Call(node, owner, positional=_positional(call_form(owner), tensors))


def _positional(form: str, tensors: tuple[Tensor, ...]) -> tuple[Argument, ...]:
    if form == "list":
        return (tensors,)
    if form == "query_value" and len(tensors) == 1:
        return tensors * 2
    return tensors


def call_form(owner: Node) -> str:
    """How the layer is called: on a "tensor", a "list" of them, or "query_value"."""
    if owner.kind == NETWORK:
        inputs = [node for node in owner.network or () if node.kind == "Input"]
        return "list" if len(inputs) > 1 else "tensor"
    entry = catalog.find("layer", owner.kind or "")
    return entry.call if entry else "tensor"


def _argument(refs: Ref | tuple[Ref, ...], passed: Mapping[str, Tensor]) -> Argument:
    if isinstance(refs, tuple):
        return tuple(_resolve(ref, passed) for ref in refs)
    return _resolve(refs, passed)


def _resolve(ref: Ref, passed: Mapping[str, Tensor]) -> Tensor:
    if isinstance(ref, Output):
        found = passed[ref.node]
        return Tensor(found.node, ref.output) if found.node == ref.node else found
    return passed[ref]


def _flat(arguments: Iterable[Argument]) -> Iterable[Tensor]:
    for argument in arguments:
        if isinstance(argument, Tensor):
            yield argument
        else:
            yield from argument


def _stackable(call: Call) -> bool:
    owner = call.owner
    known = catalog.find("layer", owner.kind or "") is not None
    several = bool(owner.params.get("return_state"))
    plain = owner is call.node and not several and not call.node.call
    return known and plain and call_form(owner) == "tensor"
