"""From components of the document to Keras' objects, through the catalog and nothing else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import keras

from kt_core import catalog
from kt_core.catalog import Entry, Family, Param
from kt_core.experiment import Component
from kt_core.names import snake_case
from kt_core.problems import Problem, ProblemError

NESTED: tuple[Family, ...] = ("layer", "cell", "initializer", "regularizer", "constraint")


def make(
    family: Family,
    component: Component,
    *,
    name: str | None = None,
    folder: Path | None = None,
    **extra: Any,
) -> Any:
    """Keras' object for a component.

    `name` is given to it and, with a suffix, to layers inside it; files go to `folder`; `extra`
    are further arguments. Raises ProblemError for a kind the catalog does not know, and whatever
    Keras raises for values it refuses.
    """
    entry = catalog.find(family, component.kind)
    if entry is None:
        raise ProblemError(Problem("component_unknown", values={"kind": component.kind}))
    arguments = keyword_arguments(entry, component.params, name=name, folder=folder)
    if name is not None:
        arguments["name"] = name
    return factory(entry)(**arguments, **extra)


def factory(entry: Entry) -> Any:
    """Keras' class or function that the catalog entry names."""
    found: Any = keras
    for part in entry.module.split(".")[1:]:
        found = getattr(found, part)
    return getattr(found, entry.kind)


def keyword_arguments(
    entry: Entry,
    params: Mapping[str, Any],
    *,
    name: str | None = None,
    folder: Path | None = None,
) -> dict[str, Any]:
    """Parameters as Keras takes them: components as objects, lists of numbers as tuples."""
    found: dict[str, Any] = {}
    for key, value in params.items():
        param = entry.param(key)
        if param is not None and param.file and folder is not None and isinstance(value, str):
            value = str(folder / Path(value).name)
        found[key] = _value(value, param, name)
    return found


def _value(value: Any, param: Param | None, name: str | None) -> Any:
    if isinstance(value, Component):
        return _nested(value, param, name)
    if isinstance(value, (list, tuple)):
        items = [_value(item, param, name and f"{name}_{at}") for at, item in enumerate(value)]
        return tuple(items) if is_tuple(param, items) else items
    if isinstance(value, Mapping):
        return {key: _value(item, param, name) for key, item in value.items()}
    return value


def is_tuple(param: Param | None, items: list[Any]) -> bool:
    """Whether a list of the document is a tuple for Keras: sizes and axes are, series are not."""
    numbers = all(item is None or isinstance(item, (int, float, tuple)) for item in items)
    return numbers and (param is None or param.field != "list")


def _nested(component: Component, param: Param | None, name: str | None) -> Any:
    family = nested_family(component.kind, param)
    if family == "activation":
        return factory(catalog.entry(family, component.kind))
    named = family in ("layer", "cell") and name is not None
    return make(family, component, name=f"{name}_{snake_case(component.kind)}" if named else None)


def nested_family(kind: str, param: Param | None) -> Family:
    """The family in which a component inside another one is found.

    Raises ProblemError when there is none.
    """
    first: tuple[Family, ...] = (param.family,) if param is not None and param.family else ()
    for family in (*first, *NESTED, *get_args(Family)):
        if catalog.find(family, kind) is not None:
            return family
    raise ProblemError(Problem("component_unknown", values={"kind": kind}))
