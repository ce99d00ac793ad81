"""Values in a saved model's configuration, as values of an experiment document.

Only what the catalog knows passes; anything else is refused by name. Nothing here calls Keras.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from kt_core import catalog, own_parts
from kt_core.catalog import Entry, Family, Param
from kt_core.catalog.canonical import canonical_params
from kt_core.problems import Problem, ProblemError, Where, nearest

MODULES: dict[str, Family] = {
    "keras.layers": "layer",
    "keras.initializers": "initializer",
    "keras.regularizers": "regularizer",
    "keras.constraints": "constraint",
    "keras.optimizers": "optimizer",
    "keras.optimizers.schedules": "schedule",
    "keras.losses": "loss",
    "keras.metrics": "metric",
}
NEUTRAL = (None, False)
OWN_KEYS = {"name", "trainable", "dtype", "batch_input_shape"}
USUAL = ("autocast", True)  # in the record of layers whose class has no get_config
LIST_LENGTH = 100_000
PYTHON_NAMES = {"GroupedQueryAttention": "GroupQueryAttention"}  # HDF5 files have the former


def is_object(value: Any) -> bool:
    """Whether the value is Keras' record of an object: class and configuration."""
    return isinstance(value, dict) and "class_name" in value and "config" in value


def known_entry(record: Mapping[str, Any], family: Family, where: Where) -> Entry:
    """The catalog's entry for an object's record.

    Raises ProblemError for Lambda, for classes that are neither Keras' nor this server's own, and
    for what the catalog does not offer. Records in HDF5 files name no module: there the class
    alone counts.
    """
    if own := _own_entry(record, family):
        return own
    kind, module = str(record["class_name"]), record.get("module")
    kind = PYTHON_NAMES.get(kind, kind)
    registered = record.get("registered_name")
    if kind in ("Lambda", "__lambda__"):
        raise _refused("model_lambda", where, kind)
    if registered not in (None, kind) or not _is_keras(module):
        raise _custom(registered or kind, where, str(module))
    if module and module.startswith("keras.src.ops"):
        raise _refused("model_operation", where, kind)
    families: tuple[Family, ...] = ("layer", "cell") if family == "layer" else (family,)
    for candidate in families:
        found = catalog.find(candidate, kind)
        if found and found.kind == kind and module in (None, found.module):
            return found
    near = nearest(kind, (entry.kind for entry in catalog.entries(family)))
    raise _refused("model_unknown_kind", where, kind, nearest=near or "-")


def _own_entry(record: Mapping[str, Any], family: Family) -> Entry | None:
    """The part of this server that the record names in full, as Keras registers it."""
    name = str(record.get("registered_name") or record["class_name"])
    found = catalog.find(family, name) if ">" in name else None
    return found if found and found.registered == name else None


def _custom(name: Any, where: Where, module: str) -> ProblemError:
    problem = own_parts.missing(str(name))
    if problem is not None and problem.code == "part_missing":
        return ProblemError(replace(problem, where=where))
    return _refused("model_custom", where, name, module=module)


def component(record: Mapping[str, Any], family: Family, where: Where) -> dict[str, Any]:
    """An object's record as a component, its defaults left out. Raises ProblemError."""
    found = known_entry(record, family, where)
    config = record["config"]
    if not isinstance(config, dict):
        raise _refused("model_argument", where, found.kind, argument="config")
    values = params(found, config, where)
    if found.kind == "MultiHeadAttention" and values.get("attention_axes") == _inner_axes(record):
        values.pop("attention_axes", None)
    return {"kind": found.kind, "params": values}


def params(found: Entry, config: Mapping[str, Any], where: Where) -> dict[str, Any]:
    """The arguments of an entry that differ from its defaults. Raises ProblemError."""
    values: dict[str, Any] = {}
    for key, raw in config.items():
        param = found.param(key)
        if param is None or key == "dtype":
            _check_unlisted(found, key, raw, where)
            continue
        values[key] = _alone(param, translate(raw, param, (*where, key)))
    values |= _dtype(found, config.get("dtype"), where)
    return _without_repeats(found, canonical_params(found, values))


def translate(raw: Any, param: Param, where: Where) -> Any:
    """One argument's value. Raises ProblemError for what no document can hold."""
    if is_object(raw):
        return _object(raw, param, where)
    if isinstance(raw, (list, tuple)):
        if len(raw) > LIST_LENGTH:
            raise _refused("model_argument", where, "list", argument=param.name)
        return [translate(item, param, where) for item in raw]
    if raw is None or isinstance(raw, (bool, int, str)):
        return raw
    if isinstance(raw, float):
        return shortest(raw)
    if isinstance(raw, dict) and param.field == "value":
        return {str(key): translate(item, param, where) for key, item in raw.items()}
    raise _refused("model_argument", where, type(raw).__name__, argument=param.name)


def shortest(value: float) -> float:
    """The number that was meant where a file holds it in single precision: 0.1 for 0.10000000149.

    Keras keeps some parameters as 32-bit floats, so both are the same to it.
    """
    short = float(str(np.float32(value)))
    return short if float(np.float32(value)) == value else value


def _alone(param: Param, value: Any) -> Any:
    """`[-1]` as -1 where one number is wanted."""
    is_one = param.field == "integer" and isinstance(value, list) and len(value) == 1
    return value[0] if is_one else value


def _object(raw: Mapping[str, Any], param: Param, where: Where) -> Any:
    kind, config = raw["class_name"], raw["config"]
    if kind == "__tuple__":
        return [translate(item, param, where) for item in raw.get("items", config) or ()]
    if kind in ("__numpy__", "__tensor__"):
        return _numbers(config.get("value") if isinstance(config, dict) else None, where)
    if kind == "function":
        return _function(str(config), param, where)
    return component(raw, _family(raw, param), where)


def _family(raw: Mapping[str, Any], param: Param) -> Family:
    by_module = MODULES.get(str(raw.get("module")))
    return by_module or param.family or "layer"


def _function(name: str, param: Param, where: Where) -> str:
    if param.family and catalog.find(param.family, name):
        return name
    raise _refused("model_custom", where, name, module="function")


def _numbers(value: Any, where: Where) -> Any:
    if isinstance(value, list):
        return [_numbers(item, where) for item in value]
    if isinstance(value, (int, float)):
        return value
    raise _refused("model_argument", where, "array", argument=str(where[-1]))


def _check_unlisted(found: Entry, key: str, raw: Any, where: Where) -> None:
    """Arguments outside the catalog may stand in the file as long as they say nothing."""
    dropped = key in OWN_KEYS or key in found.recorded or (key, raw) == USUAL
    if not dropped and raw not in NEUTRAL:
        raise _refused("model_argument", (*where, key), found.kind, argument=key)


def _dtype(found: Entry, raw: Any, where: Where) -> dict[str, str]:
    policy = raw["config"].get("name") if is_object(raw) else raw
    if is_object(raw) and raw["class_name"] != "DTypePolicy":
        raise _refused("model_quantized", where, found.kind, policy=str(raw["class_name"]))
    if policy is None or found.param("dtype") is None:
        return {}
    return {"dtype": str(policy)}


def _without_repeats(found: Entry, values: dict[str, Any]) -> dict[str, Any]:
    """Without what Keras fills in from other arguments."""
    if found.kind == "AUC" and "thresholds" in values:
        values.pop("num_thresholds", None)
    if values.get("backward_layer") == _mirrored(values.get("layer")):
        values.pop("backward_layer", None)
    return values


def _inner_axes(record: Mapping[str, Any]) -> Any:
    """The axes that Keras attends over of its own accord: all but the first and the last."""
    built = record.get("build_config")
    shapes = built.get("shapes_dict") if isinstance(built, dict) else None
    query = shapes.get("query_shape") if isinstance(shapes, dict) else None
    axes = list(range(1, len(query) - 1)) if isinstance(query, (list, tuple)) else []
    return axes[0] if len(axes) == 1 else axes


def _mirrored(layer: Any) -> Any:
    if not isinstance(layer, dict):
        return layer
    given = layer["params"]
    turned = {**given, "go_backwards": not given.get("go_backwards", False)}
    return {
        **layer,
        "params": {k: v for k, v in turned.items() if (k, v) != ("go_backwards", False)},
    }


def _is_keras(module: Any) -> bool:
    return module is None or module == "keras" or str(module).startswith("keras.")


def _refused(code: str, where: Where, name: Any, **values: Any) -> ProblemError:
    layer = str(where[1]) if len(where) > 1 else ""
    return ProblemError(Problem(code, where, {"name": str(name)[:80], "layer": layer, **values}))
