"""Tensors and calls in Keras 3's record of a functional model, as data."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kt_core.engine.calls import endpoints

Record = dict[str, Any]
TENSOR = "__keras_tensor__"
STANDS_FOR = "stands_for"
"""Where a layer's record says which function of TensorFlow's it was in a file of Keras 2."""


def is_operation(layer: Mapping[str, Any]) -> bool:
    """Single operations carry their module, or, in HDF5 files, nothing that every layer has."""
    if layer.get("module"):
        return str(layer["module"]).startswith("keras.src.ops")
    said = {"trainable", "dtype", "layers"} & set(layer["config"])
    return layer["class_name"] != "InputLayer" and not said


def is_layer(layer: Any) -> bool:
    """Whether the value is the record of a layer or operation."""
    if not isinstance(layer, dict) or "class_name" not in layer:
        return False
    return isinstance(layer.get("config"), dict)


def is_tensor(value: Any) -> bool:
    """Whether the value stands for a tensor."""
    return isinstance(value, dict) and value.get("class_name") == TENSOR


def tensor(layer: str, shape: Sequence[Any]) -> Record:
    """The first output of the layer's first call."""
    return {"class_name": TENSOR, "config": {"keras_history": [layer, 0, 0], "shape": list(shape)}}


def shape_of(value: Any) -> list[Any]:
    """The tensor's shape with the batch axis, empty when the file does not say it."""
    config = value.get("config") if isinstance(value, dict) else None
    shape = config.get("shape") if isinstance(config, dict) else None
    return list(shape) if isinstance(shape, (list, tuple)) else []


def name_of(layer: Mapping[str, Any]) -> str:
    """The layer's name."""
    return str(layer.get("name") or layer["config"].get("name"))


def arguments(layer: Mapping[str, Any]) -> tuple[list[Any] | None, dict[str, Any]]:
    """Arguments and keywords of the layer's one call; None when there are none or several."""
    nodes = layer.get("inbound_nodes")
    if not isinstance(nodes, list) or len(nodes) != 1 or not isinstance(nodes[0], dict):
        return None, {}
    args, named = nodes[0].get("args"), nodes[0].get("kwargs")
    if not isinstance(args, list):
        return None, {}
    return args, named if isinstance(named, dict) else {}


def layer_record(layer: Mapping[str, Any], kind: str, args: list[Any], **config: Any) -> Record:
    """A layer of that kind in the place of `layer`, called on `args`."""
    name = name_of(layer)
    made = {
        "class_name": kind,
        "config": {"name": name, "trainable": True, "dtype": "float32", **config},
        "name": name,
        "inbound_nodes": [{"args": args, "kwargs": {}}],
    }
    module = {"module": "keras.layers", "registered_name": None} if layer.get("module") else {}
    said = {STANDS_FOR: layer[STANDS_FOR]} if STANDS_FOR in layer else {}
    return {**made, **module, **said}


def needed_operations(config: Mapping[str, Any]) -> frozenset[str]:
    """Names of operations whose values are used; the others only work out masks."""
    layers = [each for each in config["layers"] if is_layer(each)]
    reads = {name_of(each): set(_read(each)) for each in layers}
    operations = {name_of(each) for each in layers if is_operation(each)}
    outputs = config.get("output_layers")
    waiting = [one.layer for one in endpoints(outputs)] if outputs else []
    waiting += [name for layer, names in reads.items() if layer not in operations for name in names]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in operations and name not in found:
            found.add(name)
            waiting += reads[name]
    return frozenset(found)


def _read(layer: Mapping[str, Any]) -> Iterator[str]:
    """Names of the layers whose outputs the layer's calls read, masks apart."""
    nodes = layer.get("inbound_nodes")
    for node in nodes if isinstance(nodes, list) else ():
        if isinstance(node, dict):
            given = node.get("kwargs")
            named = given.items() if isinstance(given, dict) else ()
            yield from _names([node.get("args"), [item for key, item in named if key != "mask"]])


def _names(value: Any) -> Iterator[str]:
    if is_tensor(value):
        config = value.get("config")
        history = config.get("keras_history") if isinstance(config, dict) else None
        if isinstance(history, (list, tuple)) and history:
            yield str(history[0])
    elif isinstance(value, (list, tuple, dict)):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _names(item)
