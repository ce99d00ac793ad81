"""The network as Python: `Sequential` where it is a stack, functional where it is a graph."""

import builtins
import keyword
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kt_core import catalog
from kt_core.arguments import Made, made
from kt_core.code.expressions import Call, Code, assigned, literal, name_of
from kt_core.code.staging import NAMES
from kt_core.experiment import Component, Experiment, Node
from kt_core.names import model_name
from kt_core.problems import Problem, ProblemError
from kt_core.wiring import NETWORK, Argument, Tensor, Wiring, wire
from kt_core.wiring import Call as LayerCall

RESERVED = {*keyword.kwlist, *dir(builtins)} | {
    "FOLDER", "callbacks", "class_weight", "data", "history", "json", "keras", "layers", "model",
    "math", "np", "rate_at", "rate_by_formula", "rates", "raw", "sample_weight",
    "Pictures", "scale", "shuffled_rows", "streamed",
    "x_test", "x_train", "x_val", "y_test", "y_train", "y_val",
} | NAMES  # fmt: skip


def network_code(experiment: Experiment) -> list[str]:
    """Statements that make `model`, from a normalized experiment."""
    augmentation = experiment.data.augmentation if experiment.data else ()
    wiring = wire(experiment.network, experiment.outputs, augmentation=augmentation).pruned()
    name = model_name(experiment.name)
    if wiring.is_stack:
        return [_sequential(wiring, name)]
    variables = _variables(wiring, "", set())
    return _Graph(wiring, variables).statements("model", name)


def input_count(experiment: Experiment) -> int:
    """How many Inputs the model has."""
    return len(wire(experiment.network, experiment.outputs).pruned().inputs)


def _sequential(wiring: Wiring, name: str) -> str:
    nodes = [wiring.inputs[0], *(call.owner for call in wiring.calls)]
    parts = [_layer(node, wiring.names[node.name]) for node in nodes]
    return assigned("model", Call("keras.Sequential", (parts,), {"name": name}))


def _layer(node: Node, name: str) -> Any:
    plan = made("layer", Component(kind=node.kind or "", params=node.params), name=name)
    if node.kind == "Input":
        return Call("keras.Input", (), dict(plan.arguments))
    frozen = {} if node.trainable else {"trainable": False}
    return Made(plan.entry, {**plan.arguments, **frozen})


class _Graph:
    """Writes one network as statements, node by node in the order of its plan."""

    def __init__(self, wiring: Wiring, variables: Mapping[str, str]):
        self._wiring, self._variables = wiring, variables
        self._uses = Counter(call.owner.name for call in wiring.calls)
        self._made: set[str] = set()
        self._several = {c.node.name for c in wiring.calls if _has_several_outputs(c)}

    def statements(self, variable: str, name: str) -> list[str]:
        """All of them; the model ends up in `variable`."""
        found = []
        for node in self._wiring.inputs:
            layer = _layer(node, self._wiring.names[node.name])
            found.append(assigned(self._variables[node.name], layer))
        for call in self._wiring.calls:
            found += self._call(call)
        inputs = [Code(self._variables[node.name]) for node in self._wiring.inputs]
        outputs = [self._tensor(tensor) for tensor in self._wiring.outputs]
        model = Call("keras.Model", (_one_or_all(inputs), _one_or_all(outputs)), {"name": name})
        return [*found, assigned(variable, model)]

    def _call(self, call: LayerCall) -> list[str]:
        before = self._layer_statements(call)
        positional = tuple(self._argument(argument) for argument in call.positional)
        named = {_keyword(call, key): self._argument(each) for key, each in call.named}
        called: Any = Call(self._function(call), positional, {**named, **_options(call)})
        if call.owner.kind == "RNN" and call.node.name in self._several:
            called = Call("keras.tree.flatten", (called,))
        return [*before, assigned(self._variables[call.node.name], called)]

    def _layer_statements(self, call: LayerCall) -> list[str]:
        """What makes the layer, where that does not go into the call itself."""
        owner = call.owner
        if owner.name in self._made or not self._has_variable(owner):
            return []
        self._made.add(owner.name)
        variable, name = self._layer_variable(owner), self._wiring.names[owner.name]
        if owner.kind == NETWORK:
            wiring = wire(owner.network or (), owner.outputs).pruned()
            taken = {*self._variables.values(), variable}
            found = _Graph(wiring, _variables(wiring, f"{variable}_", taken)).statements(
                variable, name
            )
        else:
            found = [assigned(variable, self._maker(call))]
        if _is_architecture(owner):
            found.append(f"{variable}.name = {literal(name)}")
        if not owner.trainable and (owner.kind == NETWORK or _is_architecture(owner)):
            found.append(f"{variable}.trainable = False")
        return found

    def _maker(self, call: LayerCall) -> Any:
        owner, name = call.owner, self._wiring.names[call.owner.name]
        if not _is_architecture(owner):
            return _layer(owner, name)
        plan = made("application", Component(kind=owner.kind or "", params=owner.params))
        if "input_shape" in plan.arguments:
            return plan
        shape = Code(f"{self._tensor(call.tensors[0]).text}.shape[1:]")
        return Made(plan.entry, {**plan.arguments, "input_shape": shape})

    def _function(self, call: LayerCall) -> Any:
        if self._has_variable(call.owner):
            return self._layer_variable(call.owner)
        layer = self._maker(call)
        return Call(name_of(layer.entry), (), dict(layer.arguments))

    def _has_variable(self, owner: Node) -> bool:
        """Shared layers, networks and architectures are made in a statement of their own."""
        whole = owner.kind == NETWORK or _is_architecture(owner)
        return whole or self._uses[owner.name] > 1

    def _layer_variable(self, owner: Node) -> str:
        return f"{self._variables[owner.name]}_layer"

    def _argument(self, argument: Argument) -> Any:
        if isinstance(argument, Tensor):
            return self._tensor(argument)
        return [self._tensor(tensor) for tensor in argument]

    def _tensor(self, tensor: Tensor) -> Code:
        name = self._variables[tensor.node]
        return Code(f"{name}[{tensor.output}]" if tensor.node in self._several else name)


def _options(call: LayerCall) -> dict[str, Any]:
    return {_keyword(call, key, "call"): value for key, value in call.node.call.items()}


def _keyword(call: LayerCall, key: str, part: str = "inputs") -> str:
    """The name of a call argument. Raises ProblemError for what could not be one."""
    if key.isidentifier() and not keyword.iskeyword(key):
        return key
    where = ("network", call.node.name, part)
    raise ProblemError(
        Problem("argument_unknown", where, {"kind": call.owner.kind, "argument": key})
    )


def _is_architecture(owner: Node) -> bool:
    """Whether the node is a whole network of `keras.applications`."""
    return owner.kind != NETWORK and catalog.find("layer", owner.kind or "") is None


def _has_several_outputs(call: LayerCall) -> bool:
    owner = call.owner
    if owner.kind == NETWORK:
        return len(owner.outputs or ()) > 1
    inner = owner.params.get("layer")
    own = owner.params.get("return_state") or call.node.call.get("return_attention_scores")
    return bool(own or (isinstance(inner, Component) and inner.params.get("return_state")))


def _variables(wiring: Wiring, prefix: str, taken: set[str]) -> dict[str, str]:
    """A variable for each node, and one more for a layer that needs it, without collisions."""
    found: dict[str, str] = {}
    used = RESERVED | taken
    nodes = (*wiring.inputs, *(call.node for call in wiring.calls), *_owners(wiring))
    for place, node in enumerate(nodes, start=1):
        if node.name in found:
            continue
        base = prefix + wiring.names.get(node.name, f"tensor_{place}")
        choices = (base, f"{base}_tensor", *(f"{base}_{i}" for i in range(2, 5000)))
        name = next(n for n in choices if not {n, f"{n}_layer"} & used)
        used |= {name, f"{name}_layer"}
        found[node.name] = name
    return found


def _owners(wiring: Wiring) -> Sequence[Node]:
    return [call.owner for call in wiring.calls]


def _one_or_all(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else items
