"""TensorFlow functions that Keras 2 recorded by name, as operations of Keras 3 that do the same.

One table; nothing is looked up or called by a name from the file. What the table does not know, or
knows only with other arguments, is refused by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kt_core.engine.keras_tensors import (
    STANDS_FOR,
    Record,
    arguments,
    is_layer,
    is_operation,
    is_tensor,
)
from kt_core.problems import Problem, ProblemError

RAW = ("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer", "ClassMethod", "InstanceMethod")
MODULE = "keras.src.ops.tensorflow"


@dataclass(frozen=True, slots=True)
class Said:
    """Keras 3's operation for a function: `second` is the name of its second argument, `config`
    what the operation says unless the file does, `names` the others' names here and there, `quiet`
    values that say nothing."""

    kind: str
    second: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    quiet: Mapping[str, Any] = field(default_factory=dict)


PAIRS = {
    "add": "Add",
    "subtract": "Subtract",
    "multiply": "Multiply",
    "truediv": "TrueDivide",
    "divide": "TrueDivide",
    "maximum": "Maximum",
    "minimum": "Minimum",
}
CURVES = {
    "relu": "Relu",
    "relu6": "Relu6",
    "sigmoid": "Sigmoid",
    "softplus": "Softplus",
    "softsign": "Softsign",
    "selu": "Selu",
    "tanh": "Tanh",
    "exp": "Exp",
    "log_sigmoid": "LogSigmoid",
    "negative": "Negative",
    "elu": "Elu",
}
OVER = {"axis": "axis", "keepdims": "keepdims"}
SILU = Said("Silu", quiet={"beta": 1.0})
TRANSPOSE = Said("Transpose", names={"perm": "axes"}, quiet={"conjugate": False})
SOFTMAX = Said("Softmax", config={"axis": -1}, names={"axis": "axis"})
LEAKY = Said("LeakyRelu", config={"negative_slope": 0.2}, names={"alpha": "negative_slope"})
GELU = Said("Gelu", config={"approximate": False}, names={"approximate": "approximate"})
CLIP = Said("Clip", names={"clip_value_min": "x_min", "clip_value_max": "x_max"})

FUNCTIONS: dict[str, Said] = {
    "__operators__.add": Said("Add", "y"),
    **{f"math.{name}": Said(kind, "y") for name, kind in PAIRS.items()},
    **{name: Said(kind, "y") for name, kind in PAIRS.items()},
    **{f"{home}.{name}": Said(kind) for name, kind in CURVES.items() for home in ("nn", "math")},
    **{name: Said(kind) for name, kind in CURVES.items()},
    "nn.silu": SILU,
    "nn.swish": SILU,
    "nn.leaky_relu": LEAKY,
    "nn.gelu": GELU,
    "nn.softmax": SOFTMAX,
    "clip_by_value": CLIP,
    "concat": Said("Concatenate", names={"axis": "axis"}),
    "reshape": Said("Reshape", names={"shape": "newshape"}),
    "transpose": TRANSPOSE,
    "compat.v1.transpose": TRANSPOSE,
    "reduce_mean": Said("Mean", names=OVER),
    "math.reduce_mean": Said("Mean", names=OVER),
    "reduce_max": Said("Max", names=OVER),
    "math.reduce_max": Said("Max", names=OVER),
}
"""TensorFlow's functions, under the names that Keras 2 writes."""


def renamed(record: Record) -> Record:
    """A raw operation as Keras 3's, its calls as they were. Raises ProblemError, by its name."""
    if record["class_name"] not in RAW:
        return {key: item for key, item in record.items() if key != STANDS_FOR}
    config = record["config"]
    said = FUNCTIONS.get(str(config.get("function")))
    known = record["class_name"] == "TFOpLambda" and config.get("dtype", "float32") == "float32"
    named = {**record, STANDS_FOR: _name(record)}
    if said is None or not known:
        raise refused(named)
    made = {"class_name": said.kind, "module": MODULE, "registered_name": said.kind}
    start = {"name": config.get("name"), **said.config}
    return {**named, **made, "config": start, "function": str(config.get("function"))}


def called(record: Record, nodes: list[Any]) -> Record:
    """The operation with its call as Keras 3 would record it. Raises ProblemError.

    `nodes` are the calls with the function's own names of arguments.
    """
    said = FUNCTIONS[record["function"]]
    read, named = arguments({"inbound_nodes": nodes})
    if not read:
        raise refused(record)
    args, given = [*read], {**named}
    if said.second:
        args.append(given.pop(said.second, None))
    config = dict(record["config"])
    for key, value in given.items():
        if key in said.names and _is_plain(value):
            config[said.names[key]] = value
        elif key != "name" and (key not in said.quiet or value != said.quiet[key]):
            raise refused(record)
    return {**record, "config": config, "inbound_nodes": [{"args": args, "kwargs": {}}]}


def check_left(record: Any) -> None:
    """Raises ProblemError for the first operation that no layer computes as well."""
    config = record.get("config") if isinstance(record, dict) else None
    layers = config.get("layers") if isinstance(config, dict) else None
    for layer in layers if isinstance(layers, list) else ():
        if is_layer(layer):
            if STANDS_FOR in layer and is_operation(layer):
                raise refused(layer)
            check_left(layer)


def refused(layer: Mapping[str, Any]) -> ProblemError:
    """The refusal of the function that the layer stands for."""
    name = str(layer.get("name") or layer["config"].get("name"))[:80]
    values = {"name": str(layer[STANDS_FOR])[:80], "layer": name}
    return ProblemError(Problem("model_operation", values=values))


def _name(record: Record) -> str:
    return f"tf.{record['config'].get('function') or record['class_name']}"


def _is_plain(value: Any) -> bool:
    """Whether the value is a number or a list of whole numbers, no tensor."""
    if isinstance(value, list):
        return all(isinstance(item, int) for item in value)
    return not is_tensor(value) and isinstance(value, (int, float))
