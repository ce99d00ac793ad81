"""What the constructor of somebody's class tells about its form, derived as for Keras' own."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras

from kt_core import catalog
from kt_core.catalog import Family
from kt_core.catalog.assembly import overlay
from kt_core.engine.derive import OMITTED, calling, derived_param
from kt_core.engine.docstrings import arguments, summary

BASES: dict[Family, type] = {
    "layer": keras.layers.Layer,
    "optimizer": keras.optimizers.Optimizer,
    "schedule": keras.optimizers.schedules.LearningRateSchedule,
    "loss": keras.losses.Loss,
    "metric": keras.metrics.Metric,
    "callback": keras.callbacks.Callback,
    "initializer": keras.initializers.Initializer,
    "regularizer": keras.regularizers.Regularizer,
    "constraint": keras.constraints.Constraint,
}
PASSED_ON = ("augmentation", "call", "omitted", "recorded", "rules", "targets")
STARTS: dict[str, Any] = {
    "integer": 1,
    "float": 0.1,
    "boolean": False,
    "text": "",
    "integer_or_list": 1,
    "float_or_list": 0.1,
    "list": [],
    "shape": [1],
    "layer": {"kind": "Dense", "params": {"units": 1}},
}


def raw_entry(family: Family, cls: type, file: Path, correction: dict[str, Any]) -> dict[str, Any]:
    """An entry as `derive` writes it, with `file`, `registered` and the class' own `overlay`."""
    declared = _declared(cls)
    params = [derived_param(*each) for each in declared.values() if _holds(family, each[0])]
    mine = set(own_arguments(cls))
    params = [each for each in params if each["name"] in mine or not _is_opaque(each)]
    known = _inherited(family, cls)
    inner = {**known.get("params", {}), **correction.get("params", {})}
    merged = {**{key: known[key] for key in PASSED_ON if key in known}, **correction}
    entry: dict[str, Any] = {
        "module": file.stem,
        "file": file.name,
        "registered": registered_name(cls),
        "source": file.stem,
        "identifiers": [],
        "doc": summary(cls) if cls.__doc__ else "",
        "params": [_startable(param, inner.get(param["name"], {})) for param in params],
        "overlay": {**merged, "params": inner},
    }
    if family == "layer":
        entry |= calling(cls)
        entry["overlay"].setdefault("call", _call(cls))
    omitted = sorted(set(declared) - {param["name"] for param in params})
    return {**entry, "omitted": omitted} if omitted else entry


def registered_name(cls: type) -> str:
    """The name under which Keras saves the class, "package>Class"; empty without one."""
    name = keras.saving.get_registered_name(cls)
    return name if ">" in name else ""


def _declared(cls: type) -> dict[str, tuple[inspect.Parameter, str]]:
    """Each argument of the constructor with its text: as far as `**kwargs` hand on, the bases'."""
    found: dict[str, tuple[inspect.Parameter, str]] = {}
    for base in cls.__mro__:
        if "__init__" not in vars(base) or base is object:
            continue
        texts = arguments(base)
        parameters = list(inspect.signature(vars(base)["__init__"]).parameters.values())[1:]
        open_ended = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
        for each in parameters:
            if each.kind not in open_ended:
                found.setdefault(each.name, (each, texts.get(each.name, "")))
        if base in BASES.values() and base is not keras.optimizers.Optimizer:
            break
        if not any(each.kind is each.VAR_KEYWORD for each in parameters):
            break
    return found


def _holds(family: Family, parameter: inspect.Parameter) -> bool:
    """Whether a document can hold the argument: its default is a value, not an object."""
    if parameter.name in OMITTED.get(family, set()):
        return False
    try:
        json.dumps(None if parameter.default is parameter.empty else parameter.default)
    except (TypeError, ValueError):
        return False
    return True


def _is_opaque(param: dict[str, Any]) -> bool:
    """Whether nothing tells what is wanted: a base's argument that the class gives by itself."""
    return bool(param.get("required")) and param["field"] == "value"


def _startable(param: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """A required argument with a value to begin with."""
    if not param.get("required"):
        return param
    merged = {**param, **own}
    choices, family = merged.get("choices"), merged.get("family")
    start = STARTS.get(merged["field"], 1)
    if choices:
        start = choices[0]
    elif merged["field"] == "component" and family:
        start = {"kind": catalog.entries(family)[0].kind, "params": {}}
    return {**param, "start": own.get("start", start)}


def _inherited(family: Family, cls: type) -> dict[str, Any]:
    """What the overlay says of the nearest class of Keras' own that this one extends."""
    for base in cls.__mro__[1:]:
        if base.__module__.startswith("keras.") and catalog.find(family, base.__name__):
            return dict(overlay(family)["entries"].get(base.__name__, {}))
    return {}


def _call(cls: Any) -> str:
    """How the layer is called: with several tensors when `call` can't do without."""
    parameters = list(inspect.signature(cls.call).parameters.values())[1:]
    needed = [each for each in parameters if each.default is each.empty and _is_named(each)]
    return "query_value" if len(needed) > 1 else "tensor"


def _is_named(parameter: inspect.Parameter) -> bool:
    return parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)


def own_arguments(cls: type) -> Iterator[str]:
    """Arguments that the file itself declares."""
    for base in cls.__mro__:
        if base.__module__ == cls.__module__ and "__init__" in vars(base):
            yield from list(inspect.signature(vars(base)["__init__"]).parameters)[1:]
