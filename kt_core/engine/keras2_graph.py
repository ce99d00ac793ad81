"""How layers are connected in Keras 2's records, in Keras 3's words."""

from typing import Any

from kt_core.engine.keras2_operations import called
from kt_core.engine.keras_tensors import STANDS_FOR, is_layer

Record = dict[str, Any]
NETWORKS = ("Sequential", "Functional", "Model")
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
CONSTANT = "_CONSTANT_VALUE"


def connected(record: Record) -> Record:
    """Calls as arguments and keywords; networks no longer count their own making as a call."""
    config = record["config"]
    if record["class_name"] not in NETWORKS or "input_layers" not in config:
        return record
    if not isinstance(config.get("layers"), list):
        return record
    layers = [layer for layer in config["layers"] if isinstance(layer, dict)]
    inner = {str(layer.get("name")) for layer in layers if layer.get("class_name") in NETWORKS}
    stacks = {str(layer.get("name")) for layer in layers if layer.get("class_name") == "Sequential"}
    changed = {
        "layers": [_called(layer, inner) for layer in layers],
        "output_layers": _shifted(config.get("output_layers"), stacks),  # as in Keras 3
    }
    return {**record, "config": {**config, **changed}}


def _called(layer: Record, inner: set[Any]) -> Record:
    nodes = layer.get("inbound_nodes")
    if not isinstance(nodes, list):
        return layer
    kind = str(layer.get("class_name"))
    found = [_call(node, kind, inner) for node in nodes]
    if STANDS_FOR in layer and is_layer(layer):
        return called(layer, found)
    return {**layer, "inbound_nodes": found}


def _call(node: Any, kind: str, inner: set[Any]) -> Any:
    """`[["a", 0, 0, {...}], ["b", 0, 0, {}]]` as `{"args": [[a, b]], "kwargs": {...}}`."""
    tensors = [node] if isinstance(node, list) and node and isinstance(node[0], str) else node
    if not isinstance(tensors, list) or not tensors or not all(map(_is_read, tensors)):
        return node
    read = [_value(each[:3], inner) for each in tensors]
    given = tensors[0][3] if len(tensors[0]) > 3 and isinstance(tensors[0][3], dict) else {}
    named = {key: _value(item, inner) for key, item in given.items()}
    if kind in (*RECURRENT, "Bidirectional") and len(read) > 1:
        return {"args": [read[0]], "kwargs": {**named, "initial_state": read[1:]}}
    return {"args": read if len(read) == 1 else [read], "kwargs": named}


def _value(item: Any, inner: set[Any]) -> Any:
    if isinstance(item, list) and len(item) == 3 and item[0] == CONSTANT:
        return item[2]
    if _is_tensor(item):
        return _tensor(item, inner)
    return [_value(each, inner) for each in item] if isinstance(item, list) else item


def _is_read(item: Any) -> bool:
    """Whether the item is a tensor, or a constant in the place of one."""
    return _is_tensor(item) or (isinstance(item, list) and len(item) > 2 and item[0] == CONSTANT)


def _is_tensor(item: Any) -> bool:
    return (
        isinstance(item, list)
        and len(item) >= 3
        and isinstance(item[0], str)
        and all(isinstance(each, int) for each in item[1:3])
    )


def _tensor(item: list[Any], inner: set[Any]) -> Record:
    history = _shifted(item[:3], inner)
    return {"class_name": "__keras_tensor__", "config": {"keras_history": history}}


def _shifted(value: Any, inner: set[Any]) -> Any:
    """References with calls of networks counted from 0."""
    if _is_tensor(value):
        call = value[1] - 1 if value[0] in inner and value[1] > 0 else value[1]
        return [value[0], call, value[2]]
    if isinstance(value, list):
        return [_shifted(item, inner) for item in value]
    if isinstance(value, dict):
        return {key: _shifted(item, inner) for key, item in value.items()}
    return value
