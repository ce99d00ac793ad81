"""Catalog entries for classes that somebody wrote, derived as those of Keras' own are."""

import inspect
import json
import re
from dataclasses import asdict
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import keras
from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from kt_core import catalog
from kt_core.catalog import Call, Entry, Family, Level, Own, Param, Target
from kt_core.catalog.assembly import own_entry
from kt_core.engine.derive import MODULES
from kt_core.engine.part_forms import BASES, own_arguments, raw_entry, registered_name
from kt_core.engine.trouble import detail
from kt_core.experiment import Component
from kt_core.problems import Problem

UNREGISTERED = ("callback",)  # never saved with a model
NAMED = {"layer": {"name", "trainable"}, "metric": {"name"}}  # what they are always given
NETWORKS = ("Functional", "Model", "Network", "Sequential")
GIVEN_TWICE = re.compile(r"multiple values for (?:keyword )?argument '(\w+)'")
Families = dict[str, dict[str, Any]]


class Correction(TypedDict, total=False):
    """What the file beside a part may say about one class."""

    level: Level
    gloss: str
    call: Call
    augmentation: bool
    targets: list[Target]
    params: dict[str, dict[str, Any]]


CORRECTION = TypeAdapter(with_config({"extra": "forbid"})(Correction))
PARAM = TypeAdapter(Param)


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
            raw, wrong = _corrected(family, cls, file, corrections.get(cls.__name__, {}))
            problems += [wrong] if wrong else []
            raw, found = _tried(family, cls, raw)
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


def _refusal(cls: Any, family: Family | None, file: Path) -> Problem | None:
    """Why the class can't be offered whatever its arguments are; helpers are passed over."""
    kind = cls.__name__
    if family is None or issubclass(cls, keras.Model):
        return _said("part_no_family", file, kind=kind) if registered_name(cls) else None
    if not registered_name(cls) and family not in UNREGISTERED:
        return _said("part_not_registered", file, "warning", kind=kind)
    if not kind.isascii():
        return _said("part_class_name", file, kind=kind)
    if taken := _taken(kind):
        return _said("part_kind_taken", file, kind=kind, taken=taken)
    names = inspect.signature(cls.__init__).parameters
    open_ended = any(each.kind is each.VAR_KEYWORD for each in names.values())
    if not open_ended and not NAMED.get(family, set()) <= set(names):
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


def _corrected(
    family: Family, cls: type, file: Path, correction: Any
) -> tuple[dict[str, Any], Problem | None]:
    """The raw entry with the overlay beside its file, or without it when that can't be used."""
    try:
        raw = raw_entry(family, cls, file, dict(CORRECTION.validate_python(correction)))
        for param in own_entry(family, cls.__name__, raw).params:
            PARAM.validate_python(asdict(param))
        return raw, None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        values = {"kind": cls.__name__, "detail": detail(error)}
        wrong = _said("part_overlay", file.with_suffix(".json"), **values)
        return raw_entry(family, cls, file, {}), wrong


def _tried(family: Family, cls: Any, raw: dict[str, Any]) -> tuple[dict[str, Any], Problem | None]:
    """Makes one with its defaults, and again from what it says of itself.

    An argument of a base that the class gives by itself is nothing to ask for: it is left out.
    """
    if family == "callback":
        return raw, None
    entry, file = own_entry(family, cls.__name__, raw), Path(raw["file"])
    try:
        config = _config(entry, raw)
        lost = [name for name in own_arguments(cls) if entry.param(name) and name not in config]
        if not lost:
            cls.from_config(config)
    except Exception as error:  # noqa: BLE001 - a class may raise anything
        if twice := GIVEN_TWICE.search(str(error)):
            kept = [param for param in raw["params"] if param["name"] != twice[1]]
            if len(kept) < len(raw["params"]):
                return _tried(family, cls, {**raw, "params": kept})
        guessed = any(each.required for each in entry.params)
        said = {"kind": entry.kind, "detail": detail(error)}
        return raw, None if guessed else _said("part_not_made", file, **said)
    return raw, _said("part_config", file, kind=entry.kind, params=lost) if lost else None


def _config(entry: Entry, raw: dict[str, Any]) -> dict[str, Any]:
    from kt_core.engine.components import make

    params = {**catalog.defaults(entry), **catalog.starting(entry)}
    with catalog.including(Own({entry.family: {entry.kind: raw}})):
        return make(entry.family, Component(kind=entry.kind, params=params)).get_config()


def _corrections(file: Path) -> tuple[dict[str, Any], list[Problem]]:
    """The overlay beside the file, by class: `{"entries": {"WarmAdam": {...}}}`."""
    beside = file.with_suffix(".json")
    if not beside.is_file():
        return {}, []
    try:
        found = json.loads(beside.read_text("utf-8"))["entries"]
        found.keys()  # an object
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        return {}, [_said("part_overlay", beside, kind=file.stem, detail=detail(error))]
    return found, []


def _said(code: str, file: Path, severity: Any = "error", **values: Any) -> Problem:
    return Problem(code, values={"file": file.name, **values}, severity=severity)
