"""Good values for every kind of field, so that a new parameter is tested the moment it exists."""

from collections.abc import Iterator
from typing import Any

from kt_core import catalog
from kt_core.catalog import Entry, Param, assembly
from kt_core.catalog.canonical import canonical_value

LAYERS = ("Dense", "Conv2D", "LSTM")


def samples(param: Param) -> list[Any]:
    """Values that the parameter takes, each another one once it is normalized."""
    found = list(FIELDS[param.field](param))
    if param.field == "float" and param.family:
        found += _components(param)
    found += [None] * param.nullable
    distinct = {repr(canonical_value(param, value)): value for value in found}
    return list(distinct.values())


def cases(entry: Entry) -> Iterator[tuple[str, dict[str, Any]]]:
    """Parameter and parameters: a new component, with one sample after the other in its place.

    What a rule of the entry excludes is left out.
    """
    for param in entry.params:
        for value in samples(param):
            params = {**catalog.starting(entry), param.name: value}
            component = {"kind": entry.kind, "params": params}
            if not catalog.component_problems(entry.family, component):
                yield param.name, params


def _integers(param: Param) -> Iterator[Any]:
    low = int(param.minimum) if param.minimum is not None else 0
    low += param.exclusive_minimum
    high = param.maximum if param.maximum is not None else assembly.LARGEST
    yield from (each for each in (low, low + 1, low + 3) if each <= high)
    yield from param.words


def _floats(param: Param) -> Iterator[Any]:
    low = param.minimum if param.minimum is not None else -1.5
    high = param.maximum if param.maximum is not None else low + 4
    yield from (low + (high - low) * share for share in (0.25, 0.5))
    if not param.exclusive_minimum:
        yield low


def _lists(param: Param, numbers: list[Any]) -> Iterator[Any]:
    yield from numbers
    rank = param.rank or 2
    yield [numbers[at % 2] for at in range(rank)]
    yield [numbers[0]] * rank
    if param.paired:
        yield [numbers[:2]] * rank


def _list(param: Param) -> Iterator[Any]:
    if param.items in ("layer", "component"):
        yield list(_components(param))[: param.rank or 1]
        return
    if param.start is not None:
        yield param.start
    items = [*FIELDS[param.items](param), "third"][: 3 if param.items == "text" else 2]
    yield [*items, *items][: param.rank or 2]


def _components(param: Param) -> Iterator[Any]:
    family = param.family or "layer"
    kinds = param.choices or (LAYERS if family == "layer" else _kinds(family))
    for kind in _few(kinds, param.name):
        params = catalog.starting(catalog.entry(family, kind))
        component = {"kind": kind, "params": params}
        yield kind if family == "activation" and not params else component
        if catalog.entry(family, kind).param("go_backwards"):
            yield _turned(component)


def _few(kinds: Any, name: str) -> list[str]:
    """Two kinds, others for other parameters: every kind is tested by itself as well."""
    first = len(name) % len(kinds)
    return [kinds[first], kinds[(first + 1) % len(kinds)]]


def _turned(component: dict[str, Any]) -> dict[str, Any]:
    return {**component, "params": {**component["params"], "go_backwards": True}}


def _kinds(family: Any) -> list[str]:
    return [entry.kind for entry in catalog.entries(family)]


def _texts(param: Param) -> Iterator[Any]:
    yield from (each for each in (param.start, param.default) if each is not None)
    if not param.file:
        yield "sample"


FIELDS: dict[str, Any] = {
    "integer": _integers,
    "float": _floats,
    "boolean": lambda _param: iter((True, False)),
    "choice": lambda param: iter([*param.choices[:5], param.choices[-1]]),
    "text": _texts,
    "integer_or_list": lambda param: _lists(param, list(_integers(param))),
    "float_or_list": lambda param: _lists(param, list(_floats(param))),
    "list": _list,
    "component": _components,
    "layer": _components,
    "shape": lambda param: iter([[2, 3], [4]] + [[None, 5]] * param.gaps),
    "value": lambda param: iter([param.default, *([param.start] if param.start else [])]),
}
