"""A model's way from input to output, one layer's call after the other, with all its values."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import keras
import tensorflow as tf

from kt_core.experiment import Node
from kt_core.names import internal_names


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """One call of a layer on a batch: tensors (n, ...) that came and that it gave.

    `path` is the node's name, with those of the networks around it, and `#2` for a second call.
    `masks` are those that came with the inputs, or None: some layers take them off.
    """

    path: str
    layer: Any
    inputs: tuple[Any, ...]
    outputs: tuple[Any, ...]
    arguments: tuple[tuple[Any, ...], dict[str, Any]] = field(default=((), {}))
    masks: tuple[Any, ...] = ()

    @property
    def output(self) -> Any:
        """Its values, the first ones where it gives several."""
        return self.outputs[0]

    def mask(self, place: int = 0) -> Any:
        """The mask (n, steps) that came with an input, or None."""
        return self.masks[place] if place < len(self.masks) else None


class Reached(Exception):
    """The call that was looked for has been made."""

    def __init__(self, call: Call):
        super().__init__(call.path)
        self.call = call


class Way:
    """Calls the model layer by layer as it calls itself when it predicts."""

    def __init__(self, model: keras.Model, network: Sequence[Node]):
        self._model, self._names = model, dict(_names(network, model))

    def calls(self, inputs: Any) -> tuple[list[Any], list[Call]]:
        """The model's outputs for a batch of inputs, and every call in order."""
        made: list[Call] = []
        outputs = self._through(self._model, inputs, made.append, ("", {}))
        return keras.tree.flatten(outputs), made

    def until(self, inputs: Any, path: str) -> Call:
        """The call at `path`; nothing behind it is computed. Raises KeyError without one."""

        def look(call: Call) -> None:
            if call.path == path:
                raise Reached(call)

        try:
            self._through(self._model, inputs, look, ("", {}))
        except Reached as found:
            return found.call
        raise KeyError(path)

    def _through(
        self,
        model: Any,
        inputs: Any,
        tell: Callable[[Call], None],
        place: tuple[str, dict[int, int]],
    ) -> Any:
        graph, (prefix, counts) = graph_of(model), place

        def operation(layer: Any) -> Any:
            def call(*args: Any, **kwargs: Any) -> Any:
                counts[id(layer)] = counts.get(id(layer), 0) + 1
                path = prefix + self._names.get(id(layer), layer.name)
                path += f"#{counts[id(layer)]}" if counts[id(layer)] > 1 else ""
                if graph_of(layer) is not None:
                    return self._through(layer, args[0], tell, (f"{path}/", {}))
                if "training" in getattr(layer, "_call_context_args", {}):
                    kwargs["training"] = False
                given = _tensors((args, kwargs))
                masks = tuple(mask_of(each) for each in given)
                values = layer(*args, **kwargs)
                tell(Call(path, layer, given, _tensors(values), (args, kwargs), masks))
                return values

            return call

        outputs = graph._run_through_graph(graph._standardize_inputs(inputs), operation)
        flat = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        return flat[0] if len(flat) == 1 else outputs


def mask_of(values: Any) -> Any:
    """The mask that Keras keeps beside the values, or None."""
    return getattr(values, "_keras_mask", None)


def graph_of(layer: Any) -> Any:
    """The network that a layer is, or None for a layer that is none."""
    if isinstance(layer, keras.Sequential):
        return layer._functional
    return layer if hasattr(layer, "_run_through_graph") else None


@contextmanager
def without_activation(layer: Any) -> Iterator[None]:
    """The layer gives its values before its activation function, as long as the block lasts."""
    kept, layer.activation = layer.activation, keras.activations.linear
    try:
        yield
    finally:
        layer.activation = kept


def compute_in_float32(model: keras.Model) -> bool:
    """Has every layer compute in float32 with the weights it has; whether any did otherwise."""
    narrow = [
        layer
        for layer in model._flatten_layers()
        if layer.compute_dtype in ("float16", "bfloat16", "float64")
    ]
    for layer in narrow:
        layer.dtype_policy = "float32"
    return bool(narrow)


def _names(network: Sequence[Node], model: Any) -> Iterator[tuple[int, str]]:
    """id of each layer -> the name of the node that made it, as it was typed."""
    internal: Mapping[str, str] = internal_names(node.name for node in network)
    graph = graph_of(model)
    present = {layer.name: layer for layer in graph.layers} if graph is not None else {}
    for node in network:
        layer = present.get(internal[node.name])
        if layer is not None and not node.shares:
            yield id(layer), node.name
            yield from _names(node.network or (), layer)


def _tensors(values: Any) -> tuple[Any, ...]:
    return tuple(each for each in keras.tree.flatten(values) if tf.is_tensor(each))
