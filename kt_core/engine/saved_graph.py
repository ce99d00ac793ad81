"""What each call in a saved functional model reads, as the `inputs` of a document's node."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kt_core.catalog import Entry
from kt_core.engine.calls import Call, Tensor, tensors_in
from kt_core.problems import Problem, ProblemError

SILENT = (None, False)
AUTOMATIC = "training"  # Keras overrides it in fit and predict, whatever a file says


@dataclass(frozen=True, slots=True)
class Graph:
    """The calls of one functional model by (layer, number), and the node that stands for each.

    `operations` are single operations of Keras', which it records where it works out masks.
    """

    calls: Mapping[tuple[str, int], Call]
    layers: Mapping[str, Mapping[str, Any]]
    operations: frozenset[str]
    nodes: dict[tuple[str, int], str] = field(default_factory=dict)

    def check(self, outputs: Sequence[Tensor]) -> None:
        """Raises ProblemError when an operation does more than work out a mask."""
        used = list(outputs)
        for call in self.calls.values():
            if call.layer in self.operations:
                continue
            named = {k: v for k, v in (call.kwargs or {}).items() if k != "mask"}
            used += tensors_in((*call.args, *named.values()))
        for tensor in used:
            if tensor.layer in self.operations:
                name = self.layers[tensor.layer]["class_name"]
                values = {"name": str(name)[:80], "layer": tensor.layer[:80]}
                raise ProblemError(Problem("model_operation", values=values))

    def ref(self, tensor: Tensor) -> Any:
        """The reference to a tensor: a node's name, with the number of its output after the first.

        Raises ProblemError.
        """
        name = self.nodes.get((tensor.layer, tensor.call))
        if name is None:
            raise ProblemError(Problem("model_config_broken", values={"name": "config.json"}))
        return {"node": name, "output": tensor.output} if tensor.output else name

    def inputs(self, call: Call, entry: Entry | None) -> Any:
        """The node's `inputs`: a list of references, or a map by argument. Raises ProblemError.

        `entry` is the layer's, None for a nested network.
        """
        form = entry.call if entry else "list"
        arguments = entry.arguments if entry else ()
        named = self._named(call, entry)
        args = list(call.args)
        while args and args[-1] in SILENT:
            args.pop()
        if form == "list" and not named and len(args) == 1 and isinstance(args[0], tuple):
            return self._refs(args[0], call)
        plain = all(isinstance(arg, Tensor) for arg in args)
        if plain and not named and (form == "tensor" or len(args) == 1):
            return self._refs(args, call)
        if len(args) > len(arguments):
            raise self._refused(call, "call")
        positional = dict(zip(arguments, (self._value(arg, call) for arg in args), strict=False))
        return positional | named

    def options(self, call: Call, entry: Entry | None) -> dict[str, Any]:
        """The node's `call`: constants given besides tensors. Raises ProblemError."""
        found = call.kwargs or {}
        given = {key: found[key] for key in found if entry and entry.call_option(key)}
        for key, value in given.items():
            if value is not None and not isinstance(value, bool):
                raise self._refused(call, key)
        return {key: value for key, value in given.items() if value not in SILENT}

    def mask(self, call: Call) -> Any:
        """What Keras masks the call with of its own accord, as nested names, or None."""
        tensor = (call.kwargs or {}).get("mask")
        if not isinstance(tensor, Tensor) or tensor.layer not in self.operations:
            return None
        return self._expression(tensor)

    def _expression(self, value: Any) -> Any:
        if isinstance(value, tuple):
            return [self._expression(item) for item in value]
        if not isinstance(value, Tensor) or value.layer not in self.operations:
            return self._named_ref(value) if isinstance(value, Tensor) else value
        record = self.layers[value.layer]
        config = {key: item for key, item in record["config"].items() if key != "name"}
        call = self.calls[value.layer, value.call]
        return [record["class_name"], config, self._expression(call.args)]

    def _named_ref(self, tensor: Tensor) -> dict[str, Any]:
        name = self.ref(Tensor(tensor.layer, tensor.call, 0))
        return {"node": name, "output": tensor.output}

    def _named(self, call: Call, entry: Entry | None) -> dict[str, Any]:
        named = {}
        for key, value in (call.kwargs or {}).items():
            automatic = isinstance(value, Tensor) and value.layer in self.operations
            option = entry is not None and entry.call_option(key) is not None
            if key == AUTOMATIC or automatic or option or _is_silent(value):
                continue
            named[key] = self._value(value, call, key)
        return named

    def _value(self, value: Any, call: Call, key: str = "call") -> Any:
        if isinstance(value, Tensor):
            return self.ref(value)
        if isinstance(value, tuple) and value:
            return self._refs(value, call)
        raise self._refused(call, key)

    def _refs(self, values: Sequence[Any], call: Call) -> list[Any]:
        if not all(isinstance(value, Tensor) for value in values):
            raise self._refused(call, "call")
        return [self.ref(value) for value in values]

    def _refused(self, call: Call, argument: str) -> ProblemError:
        name = str(self.layers[call.layer]["class_name"])[:80]
        values = {"name": name, "layer": call.layer[:80], "argument": argument}
        return ProblemError(Problem("model_call", ("network", call.layer), values))


def _is_silent(value: Any) -> bool:
    """Whether an argument says nothing: a network with several inputs is given a mask for each."""
    each = value if isinstance(value, tuple) and value else (value,)
    return all(item in SILENT for item in each)
