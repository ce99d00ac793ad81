"""Catalog entries for classes that somebody wrote, derived as those of Keras' own are."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import keras
from pydantic import TypeAdapter, ValidationError

from kt_core import catalog
from kt_core.catalog import Entry, Family, Own, Param
from kt_core.catalog.assembly import overlay, own_entry
from kt_core.engine.derive import MODULES, OMITTED, call_arguments, derived_param
from kt_core.engine.docstrings import arguments, summary
from kt_core.engine.trouble import detail
from kt_core.experiment import Component
from kt_core.problems import Problem

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
UNREGISTERED = ("callback",)  # never saved with a model
NETWORKS = ("Functional", "Model", "Network", "Sequential")
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
Families = dict[str, dict[str, Any]]


def entries_of(module: ModuleType, file: Path) -> tuple[Families, list[Problem]]:
    """Raw entries by family and kind of what the module defines, and what is wrong with the rest.

    Names that begin with an underscore are the file's own business.
    """
    families: Families = {}
    classes = _classes(module)
    corrections, problems = _corrections(file)
    for cls in classes:
        family = _family(cls)
        found = _refusal(cls, family, file)
        if found is None and family is not None:
            raw = _raw(family, cls, file, corrections.get(cls.__name__, {}))
            found = _fault(family, cls, raw)
            if found is None:
                families.setdefault(family, {})[cls.__name__] = raw
        problems += [found] if found else []
    for name in corrections.keys() - {cls.__name__ for cls in classes}:
        problems.append(_said("part_overlay_unused", file.with_suffix(".json"), kind=name))
    return families, problems


def _classes(module: ModuleType) -> list[type]:
    found = vars(module).items()
    mine = [(name, each) for name, each in found if inspect.isclass(each) and name[0] != "_"]
    place = module.__name__
    return [each for name, each in mine if (each.__module__, each.__name__) == (place, name)]


def _family(cls: type) -> Family | None:
    return next((family for family, base in BASES.items() if issubclass(cls, base)), None)


def _registered(cls: type) -> str:
    name = keras.saving.get_registered_name(cls)
    return name if ">" in name else ""


def _refusal(cls: Any, family: Family | None, file: Path) -> Problem | None:
    """Why the class can't be offered whatever its arguments are; helpers are passed over."""
    kind = cls.__name__
    if family is None or issubclass(cls, keras.Model):
        return _said("part_no_family", file, kind=kind) if _registered(cls) else None
    if not _registered(cls) and family not in UNREGISTERED:
        return _said("part_not_registered", file, "warning", kind=kind)
    if not kind.isascii():
        return _said("part_class_name", file, kind=kind)
    if taken := _taken(kind):
        return _said("part_kind_taken", file, kind=kind, taken=taken)
    names = inspect.signature(cls.__init__).parameters
    open_ended = any(each.kind is each.VAR_KEYWORD for each in names.values())
    if family == "layer" and not open_ended and not {"name", "trainable"} <= set(names):
        return _said("part_without_keywords", file, kind=kind)
    return None


def _taken(kind: str) -> str | None:
    """What Keras, or this program, already calls by that name, whatever its case."""
    for family in get_args(Family):
        known = catalog.entries(family)
        names = {name for entry in known for name in (entry.kind, *entry.identifiers)}
        names |= {name for name in vars(MODULES[family]) if name[0] != "_"}
        for name in (*names, *NETWORKS):
            if name.lower() == kind.lower():
                return name
    return None


def _raw(family: Family, cls: type, file: Path, correction: dict[str, Any]) -> dict[str, Any]:
    declared = _declared(cls)
    params = [derived_param(*each) for each in declared.values() if _holds(family, each[0])]
    mine = set(_own_arguments(cls))
    params = [each for each in params if each["name"] in mine or not _is_opaque(each)]
    known = _inherited(family, cls)
    inner = {**known.get("params", {}), **correction.get("params", {})}
    merged = {**{key: known[key] for key in PASSED_ON if key in known}, **correction}
    entry: dict[str, Any] = {
        "module": file.stem,
        "file": file.name,
        "registered": _registered(cls),
        "source": file.stem,
        "identifiers": [],
        "doc": summary(cls) if cls.__doc__ else "",
        "params": [_startable(param, inner.get(param["name"], {})) for param in params],
        "overlay": {**merged, "params": inner},
    }
    if family == "layer":
        entry["arguments"] = call_arguments(cls.call)  # type: ignore[attr-defined]
        entry["overlay"].setdefault("call", _call(cls))
    omitted = sorted(set(declared) - {param["name"] for param in params})
    return {**entry, "omitted": omitted} if omitted else entry


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
    start = STARTS.get(merged["field"])
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


def _fault(family: Family, cls: type, raw: dict[str, Any]) -> Problem | None:
    """What shows only when an entry and an object are made of it."""
    file, kind = Path(raw["file"]), cls.__name__
    try:
        entry = own_entry(family, kind, raw)
        TypeAdapter(tuple[Param, ...]).validate_python(entry.params)
    except (AttributeError, KeyError, TypeError, ValueError, ValidationError) as error:
        return _said("part_overlay", file, kind=kind, detail=detail(error))
    guessed = any(each.required and "start" not in _own(raw, each.name) for each in entry.params)
    if guessed or family == "callback":
        return None
    return _trial(entry, cls, raw)


def _trial(entry: Entry, cls: Any, raw: dict[str, Any]) -> Problem | None:
    """Makes one with its starting values, and again from what it says of itself."""
    from kt_core.engine.components import make

    said = {"kind": entry.kind}
    start = Component(kind=entry.kind, params=catalog.starting(entry))
    try:
        with catalog.including(Own({entry.family: {entry.kind: raw}})):
            config = make(entry.family, start).get_config()
        lost = [name for name in _own_arguments(cls) if entry.param(name) and name not in config]
        if not lost:
            cls.from_config(config)
    except Exception as error:  # noqa: BLE001 - a class may raise anything
        return _said("part_not_made", Path(raw["file"]), **said, detail=detail(error))
    return _said("part_config", Path(raw["file"]), **said, params=lost) if lost else None


def _own_arguments(cls: type) -> Iterator[str]:
    """Arguments that the file itself declares."""
    for base in cls.__mro__:
        if base.__module__ == cls.__module__ and "__init__" in vars(base):
            yield from list(inspect.signature(vars(base)["__init__"]).parameters)[1:]


def _own(raw: dict[str, Any], name: str) -> dict[str, Any]:
    return raw["overlay"]["params"].get(name, {})


def _corrections(file: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The overlay beside the file, by class: `{"entries": {"WarmAdam": {...}}}`."""
    beside = file.with_suffix(".json")
    if not beside.is_file():
        return {}, []
    try:
        found = json.loads(beside.read_text("utf-8"))["entries"]
        if not all(isinstance(each, dict) for each in found.values()):
            raise TypeError("an entry is no object")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return {}, [_said("part_overlay", beside, kind="", detail=detail(error))]
    return found, []


def _said(code: str, file: Path, severity: Any = "error", **values: Any) -> Problem:
    return Problem(code, values={"file": file.name, **values}, severity=severity)
