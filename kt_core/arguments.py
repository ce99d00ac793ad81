"""A component's parameters as arguments for Keras; model and exported script read the same ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, get_args

from kt_core import catalog
from kt_core.catalog import Entry, Family, Param
from kt_core.experiment import Component
from kt_core.names import snake_case
from kt_core.problems import Problem, ProblemError

NESTED: tuple[Family, ...] = ("layer", "cell", "initializer", "regularizer", "constraint")


@dataclass(frozen=True, slots=True)
class Made:
    """Something of Keras' to be made: `entry` called with `arguments`.

    An activation is the function itself and is not called.
    """

    entry: Entry
    arguments: Mapping[str, Any]

    @property
    def is_function(self) -> bool:
        """Whether the thing itself is meant, not what a call of it makes."""
        return self.entry.family == "activation"


@dataclass(frozen=True, slots=True)
class File:
    """A file inside the run's folder."""

    name: str


def made(family: Family, component: Component, *, name: str | None = None) -> Made:
    """What a component stands for: values, `Made` and `File` in lists, tuples and maps.

    `name` is given to it and, with a suffix, to layers inside it. Raises ProblemError for a kind
    that the catalog does not know.
    """
    entry = catalog.find(family, component.kind)
    if entry is None:
        raise ProblemError(Problem("component_unknown", values={"kind": component.kind}))
    given = {**_usual_files(entry), **component.params}
    found = {key: _value(value, entry.param(key), name) for key, value in given.items()}
    return Made(entry, found if name is None else {**found, "name": name})


def _usual_files(entry: Entry) -> dict[str, str]:
    """Files that are written when nothing is said: they belong in the run's folder as well."""
    files = (param for param in entry.params if param.file and isinstance(param.default, str))
    return {param.name: param.default for param in files}


def _value(value: Any, param: Param | None, name: str | None) -> Any:
    if isinstance(value, Component):
        family = _family(value.kind, param)
        named = family in ("layer", "cell") and name is not None
        inner = f"{name}_{snake_case(value.kind)}" if named else None
        return made(family, value, name=inner)
    if isinstance(value, (list, tuple)):
        items = [_value(item, param, name and f"{name}_{at}") for at, item in enumerate(value)]
        return tuple(items) if _is_tuple(param, items) else items
    if isinstance(value, Mapping):
        return {key: _value(item, param, name) for key, item in value.items()}
    if param is not None and param.file and isinstance(value, str):
        return File(PurePath(value).name)
    return value


def _is_tuple(param: Param | None, items: list[Any]) -> bool:
    """Sizes and axes are tuples for Keras, series of numbers are lists."""
    numbers = all(item is None or isinstance(item, (int, float, tuple)) for item in items)
    return numbers and (param is None or param.field not in ("list", "float_or_list"))


def _family(kind: str, param: Param | None) -> Family:
    """The family in which a component inside another one is found."""
    first: tuple[Family, ...] = (param.family,) if param is not None and param.family else ()
    for family in (*first, *NESTED, *get_args(Family)):
        if catalog.find(family, kind) is not None:
            return family
    raise ProblemError(Problem("component_unknown", values={"kind": kind}))
