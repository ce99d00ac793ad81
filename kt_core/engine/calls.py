"""The graph in a saved functional model: who is called on whose output, in an order that works."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kt_core.problems import Problem, ProblemError

CALLS = 5_000


@dataclass(frozen=True, slots=True)
class Tensor:
    """One output of the `call`-th call of a layer."""

    layer: str
    call: int
    output: int


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a layer: its arguments with `Tensor` where a tensor was given."""

    layer: str
    number: int
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] | None = None

    def tensors(self) -> Iterator[Tensor]:
        """All tensors that the call reads."""
        yield from tensors_in((*self.args, *(self.kwargs or {}).values()))


def calls(layers: Sequence[Mapping[str, Any]]) -> list[Call]:
    """All calls of a functional model's layers, each after those it reads; `Input`s come first.

    Otherwise the file's order stays. Raises ProblemError when the graph is broken or too large.
    """
    found = [call for layer in layers for call in _calls_of(layer)]
    if len(found) > CALLS:
        raise _broken("too many calls")
    return _ordered(found)


def tensors_in(value: Any) -> Iterator[Tensor]:
    """The tensors inside nested lists and maps."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from tensors_in(item)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from tensors_in(item)


def endpoints(value: Any) -> list[Tensor]:
    """The tensors named by `input_layers` or `output_layers`, in Keras' order of flattening."""
    if isinstance(value, dict):
        return [tensor for key in sorted(value) for tensor in endpoints(value[key])]
    if not isinstance(value, (list, tuple)):
        raise _broken("inputs or outputs missing")
    if len(value) == 3 and isinstance(value[0], str):
        return [_tensor(value)]
    return [tensor for item in value for tensor in endpoints(item)]


def _calls_of(layer: Mapping[str, Any]) -> Iterator[Call]:
    name, nodes = str(layer.get("name")), layer.get("inbound_nodes")
    if not isinstance(nodes, list):
        raise _broken(f"no calls of {name}")
    if not nodes:
        yield Call(name, 0)
    for number, node in enumerate(nodes):
        if not isinstance(node, dict) or not isinstance(node.get("kwargs"), dict):
            raise ProblemError(Problem("model_keras2"))
        args, named = node.get("args", ()), node["kwargs"].items()
        if not isinstance(args, (list, tuple)):
            raise _broken(f"no arguments in a call of {name}")
        yield Call(name, number, _decoded(args), {key: _decoded(item) for key, item in named})


def _decoded(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            return _tensor(value.get("config", {}).get("keras_history"))
        return {key: _decoded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return tuple(_decoded(item) for item in value)
    return value


def _tensor(history: Any) -> Tensor:
    try:
        layer, call, output = history
    except (TypeError, ValueError) as error:
        raise _broken("a tensor without origin") from error
    if not (isinstance(layer, str) and isinstance(call, int) and isinstance(output, int)):
        raise _broken("a tensor without origin")
    return Tensor(layer, call, output)


def _ordered(found: list[Call]) -> list[Call]:
    done: set[tuple[str, int]] = set()
    order: list[Call] = []
    waiting = found
    while waiting:
        late: list[Call] = []
        for call in waiting:
            ready = all((tensor.layer, tensor.call) in done for tensor in call.tensors())
            (order if ready else late).append(call)
            if ready:
                done.add((call.layer, call.number))
        if len(late) == len(waiting):
            raise _broken(f"{late[0].layer} reads what does not exist")
        waiting = late
    return order


def _broken(detail: str) -> ProblemError:
    values = {"name": "config.json", "detail": detail}
    return ProblemError(Problem("model_config_broken", values=values))
