"""Keras 2's records of models as Keras 3 would write them, so that only one kind is translated.

One table of rules, each about one difference; what no rule knows stays as it is and is refused by
name later. Pure data: nothing here calls Keras. (Differences: Keras 3's migration guide, and the
configurations that Keras 2.x writes.)
"""

from collections.abc import Callable, Mapping
from typing import Any

from kt_core.engine.keras2_graph import NETWORKS, Record, connected
from kt_core.engine.keras2_operations import renamed
from kt_core.problems import Problem, ProblemError

OPTIMIZERS = (
    "Adadelta",
    "Adafactor",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lion",
    "Nadam",
)
RENAMED_KINDS = {
    "Policy": "DTypePolicy",
    **{f"Custom>{kind}": kind for kind in (*OPTIMIZERS, "Nadam", "RMSprop", "SGD")},
}
RENAMED_FUNCTIONS = {"swish": "silu"}
CHANGED_FUNCTIONS = ("hard_sigmoid",)
"""Another curve in Keras 3: clip(x / 5 + 0.5) became relu6(x + 3) / 6."""
RENAMED = {
    ("LeakyReLU", "alpha"): "negative_slope",
    **{(kind, "lr"): "learning_rate" for kind in (*OPTIMIZERS, "Nadam", "RMSprop", "SGD")},
}
"""(class, argument) -> what Keras 3 calls the argument."""

ANYTHING = object()
DROPPED: tuple[tuple[str, str, Any], ...] = (
    ("", "batch_input_shape", ANYTHING),
    ("", "time_major", False),
    ("", "rng_type", ANYTHING),
    ("", "input_length", ANYTHING),
    ("", "implementation", ANYTHING),
    ("", "dynamic", False),
    ("", "ragged", False),
    ("", "is_legacy_optimizer", ANYTHING),
    ("", "jit_compile", ANYTHING),
    ("", "decay", 0.0),
    ("", "fused", ANYTHING),
    ("", "renorm", False),
    ("", "virtual_batch_size", None),
    ("Conv1DTranspose", "groups", 1),
    ("Conv2DTranspose", "groups", 1),
    ("Conv3DTranspose", "groups", 1),
    ("MultiHeadAttention", "query_shape", ANYTHING),
    ("MultiHeadAttention", "key_shape", ANYTHING),
    ("MultiHeadAttention", "value_shape", ANYTHING),
    ("MultiHeadAttention", "softmax_robust_masking", ANYTHING),
    *(
        (kind, argument, ANYTHING)
        for kind in ("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D")
        for argument in ("kernel_initializer", "kernel_regularizer", "kernel_constraint")
    ),
    *(
        (kind, "groups", 1)
        for kind in ("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D")
    ),
    ("DepthwiseConv1D", "filters", None),
    ("DepthwiseConv2D", "filters", None),
)
"""Class ("" for all), argument, and the value with which it says nothing."""

PLACES = {
    "_query_dense": "query_dense",
    "_key_dense": "key_dense",
    "_value_dense": "value_dense",
    "_output_dense": "output_dense",
}
"""Parts of layers that Keras 2's `.keras` files call otherwise."""


def upgraded(record: Any) -> Any:
    """A record of Keras 2's (`config.json`, `model_config`, `training_config`) in Keras 3's words.

    Raises ProblemError for raw TensorFlow operations, by name.
    """
    if isinstance(record, list):
        return [upgraded(item) for item in record]
    if not isinstance(record, dict):
        return record
    found = {key: upgraded(item) for key, item in record.items() if key != "shared_object_id"}
    if isinstance(found.get("class_name"), str) and "config" in found:
        if found["class_name"] == "MeanMetricWrapper":
            return _metric(found)
        found = _layers(found)
        for rule in RULES if isinstance(found["config"], dict) else ():
            found = rule(found)
    return found


def place(path: str) -> str:
    """Where Keras 3 keeps what Keras 2's `.keras` file has at `path`."""
    return "/".join(PLACES.get(part, part) for part in path.split("/"))


def is_old(version: str | None, record: Mapping[str, Any]) -> bool:
    """Whether Keras 2 wrote the record; very old files do not say who wrote them."""
    if version and version.split(".")[0].isdigit():
        return version.split(".")[0] == "2"
    config = record.get("config")
    layers = config.get("layers", []) if isinstance(config, dict) else config
    return isinstance(layers, list) and any(map(_speaks_old, layers))


def _speaks_old(layer: Any) -> bool:
    config = layer.get("config") if isinstance(layer, dict) else None
    return isinstance(config, dict) and "batch_input_shape" in config


def _metric(record: Record) -> Any:
    """A function with a name for the log, as the string that `compile` was given."""
    config = record["config"] if isinstance(record["config"], dict) else {}
    name, function = config.get("name"), config.get("fn")
    if name in ("accuracy", "acc") or not isinstance(function, str):
        return name
    return function


def _kind(record: Record) -> Record:
    """Classes under their Keras 3 names and modules."""
    kind = RENAMED_KINDS.get(str(record["class_name"]), record["class_name"])
    if kind in NETWORKS:
        return {**record, "registered_name": None} | (
            {"module": "keras"} if record.get("module") else {}
        )
    return {**record, "class_name": kind}


def _layers(record: Record) -> Record:
    """A Sequential of the first Keras 2 releases has its layers as its whole configuration."""
    config = record["config"]
    if record["class_name"] == "Sequential" and isinstance(config, list):
        return {**record, "config": {"name": "sequential", "layers": config}}
    return record


def _arguments(record: Record) -> Record:
    """Arguments under their new names, and without those that say nothing."""
    kind, config = record["class_name"], record["config"]
    if kind in (*NETWORKS, "InputLayer"):
        return record
    kept = {key: item for key, item in config.items() if not _is_silent(kind, key, item)}
    named = {RENAMED.get((kind, key), key): item for key, item in kept.items()}
    first = config.get("batch_input_shape")
    return {**record, "config": named} | ({FIRST: first} if first else {})


FIRST = "batch_input_shape"


def _is_silent(kind: str, key: str, item: Any) -> bool:
    return any(
        key == argument and owner in ("", kind) and (quiet is ANYTHING or item == quiet)
        for owner, argument, quiet in DROPPED
    )


def _activations(record: Record) -> Record:
    """Activation functions under their new names. Raises ProblemError for one that has changed."""
    config, changed = record["config"], {}
    for key in (key for key in config if key.endswith("activation")):
        name = _function_name(config[key])
        if name in CHANGED_FUNCTIONS:
            values = {"name": name, "layer": str(config.get("name"))[:80]}
            raise ProblemError(Problem("model_keras2_activation", values=values))
        if name in RENAMED_FUNCTIONS:
            changed[key] = RENAMED_FUNCTIONS[name]
    return {**record, "config": {**config, **changed}}


def _function_name(value: Any) -> str:
    """The name of an activation given as a string or as a record."""
    is_record = isinstance(value, dict) and value.get("class_name") == "function"
    return str(value.get("config")) if is_record else str(value)


def _axis(record: Record) -> Record:
    """One axis is no list any more."""
    config = record["config"]
    axis = config.get("axis")
    if record["class_name"] != "BatchNormalization" or not isinstance(axis, list) or len(axis) > 1:
        return record
    return {**record, "config": {**config, "axis": axis[0]}} if axis else record


def _rotation(record: Record) -> Record:
    """One number is written as the range it stands for."""
    config = record["config"]
    factor = config.get("factor")
    if record["class_name"] != "RandomRotation" or not isinstance(factor, (int, float)):
        return record
    return {**record, "config": {**config, "factor": [-factor, factor]}}


def _both_ways(record: Record) -> Record:
    """What Bidirectional tells its layers without writing it down in Keras 2."""
    config = record["config"]
    if record["class_name"] != "Bidirectional":
        return record
    told = {key: _zeroed(config[key]) for key in ("layer", "backward_layer") if config.get(key)}
    return {**record, "config": {**config, **told}}


def _zeroed(layer: Any) -> Any:
    config = layer.get("config") if isinstance(layer, dict) else None
    if not isinstance(config, dict) or not config.get("return_sequences"):
        return layer
    return {**layer, "config": {**config, "zero_output_for_mask": True}}


def _attention(record: Record) -> Record:
    """All axes between batch and features, which is what null means."""
    config = record["config"]
    query, axes = config.get("query_shape"), config.get("attention_axes")
    if record["class_name"] != "MultiHeadAttention" or not isinstance(query, list):
        return record
    usual = list(range(1, len(query) - 1))
    return {**record, "config": {**config, "attention_axes": None if axes == usual else axes}}


def _scaling(record: Record) -> Record:
    """VarianceScaling's "normal" was the truncated one."""
    config = record["config"]
    if record["class_name"] != "VarianceScaling" or config.get("distribution") != "normal":
        return record
    return {**record, "config": {**config, "distribution": "truncated_normal"}}


def _input(record: Record) -> Record:
    """An Input's shape has lost a word."""
    config = record["config"]
    if record["class_name"] != "InputLayer" or "batch_input_shape" not in config:
        return record
    named = {key: item for key, item in config.items() if key != "batch_input_shape"}
    return {**record, "config": {**named, "batch_shape": config["batch_input_shape"]}}


def _first_shape(record: Record) -> Record:
    """A Sequential without an Input: its first layer said what comes in."""
    config = record["config"]
    if record["class_name"] != "Sequential" or not isinstance(config.get("layers"), list):
        return record
    shapes = [layer.get(FIRST) for layer in config["layers"] if isinstance(layer, dict)]
    if config.get("build_input_shape") or not shapes or not shapes[0]:
        return record
    return {**record, "config": {**config, "build_input_shape": shapes[0]}}


RULES: tuple[Callable[[Record], Record], ...] = (
    renamed,
    _kind,
    _attention,
    _arguments,
    _activations,
    _axis,
    _rotation,
    _both_ways,
    _scaling,
    _input,
    _first_shape,
    connected,
)
