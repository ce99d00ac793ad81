"""Goes through a network's plan with Keras: makes the layers and calls them, one node at a time."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import keras
from keras import tree

from kt_core import catalog
from kt_core.engine.components import make
from kt_core.engine.memory import Memory, call_key, node_key
from kt_core.engine.refusals import Refusal, cleaned, explained
from kt_core.experiment import Component, Node
from kt_core.problems import Problem, ProblemError
from kt_core.sites import Site
from kt_core.texts import shape_text
from kt_core.wiring import NETWORK, Argument, Call, Tensor, Wiring, wire

Tensors = dict[str, list[Any]]
Path = tuple[str, ...]  # names of nodes from outside in


@dataclass(frozen=True)
class Built:
    """One node after its turn: `tensors` are its results, none when it was refused.

    `owns` is true where the layer was made; nodes that only call it again own nothing. `inner`
    are the nodes of its own network, as far as they were built.
    """

    node: Node
    layer: Any = None
    tensors: tuple[Any, ...] = ()
    owns: bool = False
    problems: tuple[Problem, ...] = ()
    inner: "tuple[Built, ...]" = ()


@dataclass
class Assembly:
    """What has been made of one network so far; `sites` say where its nodes stand.

    `without` names nodes that are not built, nor what reads them, each by its path; with `whole`
    the nodes of inner networks that lead to no output are built as well. With a `memory` no model
    can be made of the tensors: calls that are known are not made again.
    """

    wiring: Wiring
    sites: Mapping[str, Site]
    tensors: Tensors = field(default_factory=dict)
    layers: dict[str, Any] = field(default_factory=dict)
    inner: dict[str, tuple[Built, ...]] = field(default_factory=dict)
    without: frozenset[Path] = frozenset()
    whole: bool = False
    memory: Memory | None = None

    def run(self) -> Iterator[Built]:
        """Each node in order; one that reads a refused node is left out."""
        for node in self.wiring.inputs:
            if (node.name,) not in self.without:
                yield self._attempt(node, self._input, node)
        if self.wiring.is_stack:
            yield from self._make_all()
        for call in self.wiring.calls:
            if self._is_ready(call):
                yield self._attempt(call.node, self._called, call)

    def outputs(self) -> list[Any]:
        """Keras' tensors of the network's outputs. Raises ProblemError when one is missing."""
        return [self._tensor(tensor) for tensor in self.wiring.outputs]

    def _make_all(self) -> Iterator[Built]:
        """As `Sequential` does: all layers are made before the first is called."""
        for call in self.wiring.calls:
            if (call.owner.name,) in self.without or self._is_known_to_be_made(call):
                continue
            made = self._attempt(call.node, self._made, call)
            if made.problems:
                yield made

    def _attempt(self, node: Node, step: Callable[[Any], Built], argument: Any) -> Built:
        try:
            return step(argument)
        except ProblemError as error:
            site = self.sites[node.name]
            located = (p if p.where else replace(p, where=site.where) for p in error.problems)
            problems = tuple(located)
        except Exception as error:  # noqa: BLE001 - Keras raises anything; it becomes a problem
            problems = (self._explained(node, error),)
        return Built(node, problems=problems, inner=self.inner.get(node.name, ()))

    def _explained(self, node: Node, error: Exception) -> Problem:
        call = next((call for call in self.wiring.calls if call.node is node), None)
        read = call.tensors if call else ()
        refusal = Refusal(
            cleaned(error),
            self.sites[node.name],
            call.owner if call else node,
            shapes=tuple(tuple(self._tensor(t).shape) for t in read if t.node in self.tensors),
            before=self._source(read[0].node) if read else None,
            sizes=tuple(self._sizes(read[0].node)) if read else (),
        )
        return explained(refusal)

    def _source(self, name: str) -> tuple[Node, Site] | None:
        """The node whose values come in at `name`: Dropout and the like are passed over."""
        calls = {call.node.name: call for call in self.wiring.calls}
        while name in calls and "Dropout" in (calls[name].owner.kind or ""):
            name = calls[name].tensors[0].node
        return self._owner(name)

    def _owner(self, name: str) -> tuple[Node, Site] | None:
        """The node whose layer is called at `name`, with its place."""
        nodes = (*self.wiring.inputs, *(call.owner for call in self.wiring.calls))
        calls = {call.node.name: call.owner.name for call in self.wiring.calls}
        found = next((node for node in nodes if node.name == calls.get(name, name)), None)
        return (found, self.sites[found.name]) if found else None

    def _sizes(self, name: str) -> list[str]:
        """Width by height on the way from the Input to the node, each change once."""
        calls = {call.node.name: call for call in self.wiring.calls}
        found: list[str] = []
        while name in self.tensors:
            size = shape_text(self.tensors[name][0].shape[1:-1])
            found += [size] if size not in found[-1:] else []
            call = calls.get(name)
            if call is None:
                break
            name = call.tensors[0].node
        return found[::-1]

    def _is_ready(self, call: Call) -> bool:
        if {(call.owner.name,), (call.node.name,)} & self.without:
            return False
        made = not self.wiring.is_stack or call.node.name in self.layers
        made = made or self._is_known_to_be_made(call)
        return made and all(tensor.node in self.tensors for tensor in call.tensors)

    def _input(self, node: Node) -> Built:
        component = Component(kind="Input", params=node.params)
        self.tensors[node.name] = [make("layer", component, name=self.wiring.names[node.name])]
        return Built(node, tensors=tuple(self.tensors[node.name]), owns=True)

    def _made(self, call: Call) -> Built:
        owner = call.owner
        if owner.name not in self.layers:
            self.layers[owner.name] = self._make(call)
            return Built(call.node, self.layers[owner.name], owns=True)
        return Built(call.node, self.layers[owner.name])

    def _make(self, call: Call) -> Any:
        owner, name = call.owner, self.wiring.names[call.owner.name]
        if owner.kind == NETWORK:
            inside = self._inside(owner)
            self.inner[call.node.name] = built = tuple(inside.run())
            return _frozen(_model(inside, built, name), owner)
        component = Component(kind=owner.kind or "", params=owner.params)
        if catalog.find("layer", component.kind):
            frozen: dict[str, Any] = {} if owner.trainable else {"trainable": False}
            return make("layer", component, name=name, **frozen)
        extra: dict[str, Any] = {}
        if "input_shape" not in owner.params:
            extra["input_shape"] = self._shape(call)
        architecture = make("application", component, **extra)
        architecture.name = (
            name  # some architectures take their design from the name they are given
        )
        return _frozen(architecture, owner)

    def _inside(self, owner: Node) -> "Assembly":
        network = owner.network or ()
        wiring = wire(network, owner.outputs)
        sites = _sites(wiring, network, self.sites[owner.name])
        without = frozenset(path[1:] for path in self.without if path[0] == owner.name)
        wiring = wiring if self.whole else wiring.pruned()
        return Assembly(wiring, sites, without=without, whole=self.whole)

    def _shape(self, call: Call) -> tuple[int | None, ...]:
        return tuple(self._tensor(call.tensors[0]).shape[1:])

    def _called(self, call: Call) -> Built:
        owns = self.wiring.is_stack or call.owner.name not in self.layers
        arguments = [self._argument(argument) for argument in call.positional]
        named = {key: self._argument(argument) for key, argument in call.named}
        layer, results = self._results(call, arguments, named)
        self.tensors[call.node.name] = list(results)
        inner = self.inner.get(call.node.name, ())
        return Built(call.node, layer, tuple(results), owns=owns, inner=inner)

    def _results(
        self, call: Call, arguments: list[Any], named: dict[str, Any]
    ) -> tuple[Any, Sequence[Any]]:
        """The layer and what comes of calling it, from memory where that is known."""
        made = self._key(call)
        if self.memory is None or made is None:
            layer = self._made(call).layer
            return layer, tree.flatten(layer(*arguments, **named, **call.node.call))
        called = call_key(made, call.node, (arguments, named))
        known = self.memory.find(called)
        if known is None:
            layer = self._made(call).layer
            results = tree.flatten(layer(*arguments, **named, **call.node.call))
            self.memory.keep(made, called, layer, results)
            return layer, results
        return known.layer, known.tensors

    def _key(self, call: Call) -> str | None:
        """The key of a layer that is called once; what is shared has a history of its own."""
        if self.memory is None or self._calls[call.owner.name] > 1:
            return None
        return node_key(call.owner, self.wiring.names[call.owner.name])

    @cached_property
    def _calls(self) -> Counter[str]:
        return Counter(call.owner.name for call in self.wiring.calls)

    def _is_known_to_be_made(self, call: Call) -> bool:
        key = self._key(call)
        return self.memory is not None and key is not None and self.memory.has_made(key)

    def _argument(self, argument: Argument) -> Any:
        if isinstance(argument, Tensor):
            return self._tensor(argument)
        return [self._tensor(tensor) for tensor in argument]

    def _tensor(self, tensor: Tensor) -> Any:
        found = self.tensors.get(tensor.node, ())
        if tensor.output >= len(found):
            values = {"node": tensor.node, "output": tensor.output, "count": len(found)}
            raise ProblemError(Problem("no_such_output", values=values))
        return found[tensor.output]


def assemble(
    network: Sequence[Node],
    outputs: Sequence[str] | None,
    *,
    document: Mapping[str, Any],
    augmentation: Sequence[Component] = (),
    without: frozenset[Path] = frozenset(),
    whole: bool = False,
) -> Assembly:
    """An assembly ready to run; `document` is the document as it was given, for fixes."""
    wiring = wire(network, outputs, augmentation=augmentation)
    sites = _sites(wiring, network, Site((), (), document), len(augmentation))
    return Assembly(wiring, sites, without=without, whole=whole)


def model_of(assembly: Assembly, name: str) -> tuple[keras.Model, tuple[Built, ...]]:
    """The model, and each of its nodes as it was built; what leads to no output is left out.

    Raises ProblemError with all that was refused.
    """
    assembly = replace(assembly, wiring=assembly.wiring.pruned())
    built = tuple(assembly.run())
    return _model(assembly, built, name), built


def _model(assembly: Assembly, built: Sequence[Built], name: str) -> keras.Model:
    """The model of what was built. Raises ProblemError when an output can't be reached."""
    missing = any(tensor.node not in assembly.tensors for tensor in assembly.wiring.outputs)
    if missing or not assembly.whole:
        problems = [problem for each in built for problem in each.problems]
        if missing or problems:
            raise ProblemError(*problems)
    inputs = [assembly.tensors[node.name][0] for node in assembly.wiring.pruned().inputs]
    return keras.Model(_one_or_all(inputs), _one_or_all(assembly.outputs()), name=name)


def _sites(wiring: Wiring, network: Sequence[Node], outer: Site, count: int = 0) -> dict[str, Site]:
    """The nodes' places; layers that augment stand in the data part of the document."""
    found = {node.name: outer.node(node.name, index) for index, node in enumerate(network)}
    added = [call.node.name for call in wiring.calls if call.node.name not in found]
    for index, name in enumerate(added):
        found[name] = outer.augmentation(index % count)
    return found


def _frozen(model: Any, owner: Node) -> Any:
    if not owner.trainable:
        model.trainable = False
    return model


def _one_or_all(items: list[Any]) -> Any:
    return items[0] if len(items) == 1 else items
