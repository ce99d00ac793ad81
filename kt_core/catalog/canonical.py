"""One way of writing for everything that means the same: components with class names, floats."""

import json
from collections.abc import Mapping
from typing import Any

from kt_core.catalog.components import find, parts
from kt_core.catalog.entries import Entry, Family, Param
from kt_core.catalog.spots import plain

EMPTY = {"activation": "linear"}


def canonical(family: Family, component: Any) -> Any:
    """The component as `{"kind", "params"}` with its class name and without defaults.

    Activations without parameters stay strings. What the catalog does not know is left as it is.
    """
    found = parts(component)
    entry = _entry(family, found[0]) if found else None
    if found is None or entry is None:
        return plain(component)
    params = canonical_params(entry, found[1])
    if family == "activation" and not params:
        return entry.kind
    return {"kind": entry.kind, "params": params}


def canonical_params(entry: Entry, params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that differ from Keras' defaults, each in its canonical form."""
    written = {}
    for name, given in params.items():
        param = entry.param(name)
        value = plain(given) if param is None else canonical_value(param, given)
        if param is None or not _is_default(param, value):
            written[name] = value
    return {name: value for name, value in written.items() if not _follows(entry, written, name)}


def _follows(entry: Entry, written: Mapping[str, Any], name: str) -> bool:
    """Whether the value is the one that Keras takes from another parameter anyway."""
    param = entry.param(name)
    led = entry.param(param.follows) if param and param.follows else None
    if param is None or led is None:
        return False
    return written[name] == written.get(led.name, canonical_value(led, led.default))


def canonical_call(entry: Entry, call: Mapping[str, Any]) -> dict[str, Any]:
    """The call options that differ from Keras' defaults."""
    found = {name: plain(value) for name, value in call.items()}
    known = {option.name: option for option in entry.call_options}
    return {
        name: value
        for name, value in found.items()
        if name not in known or not _is_default(known[name], value)
    }


def canonical_value(param: Param, value: Any) -> Any:
    """A parameter's value as plain JSON: `[3, 3]` is 3, 1 is 1.0 where a float is wanted."""
    if value is None:
        return EMPTY.get(param.family or "")
    if param.field == "layer":
        return canonical("layer", value)
    if param.family and param.field in ("component", "float") and parts(value):
        return canonical(param.family, value)
    if param.field == "list" and isinstance(value, (list, tuple)):
        return [_item(param, item) for item in value]
    if param.field == "float":
        return floats(value)
    if param.field in ("integer_or_list", "float_or_list"):
        is_float = param.field == "float_or_list"
        return _collapsed(param, floats(plain(value)) if is_float else plain(value))
    alone = param.field == "shape" and param.single and _is_number(value)
    return [value] if alone else plain(value)


def _entry(family: Family, kind: str) -> Entry | None:
    found = find(family, kind)
    return find("application", kind) if found is None and family == "layer" else found


def _item(param: Param, item: Any) -> Any:
    if param.items in ("component", "layer"):
        return canonical(param.family or "layer", item)
    return floats(item) if param.items == "float" else plain(item)


def floats(value: Any) -> Any:
    """Whole numbers as floats, also in lists; anything else as it is."""
    if isinstance(value, (list, tuple)):
        return [floats(item) for item in value]
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if is_integer and abs(value) < 2**1000 else value


def _collapsed(param: Param, value: Any) -> Any:
    """One number instead of a list that means the same: all axes alike, or a range around 0."""
    if param.spread:
        return _gathered(param, value)
    if param.single and isinstance(value, list) and len(value) < 2:
        return value[0] if value else None
    if param.field == "float_or_list":
        return value
    if not isinstance(value, list) or param.rank is None or len(value) != param.rank:
        return value
    if param.paired and all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        if any(_differ(pair) for pair in value):
            return value
        value = [pair[0] for pair in value]
    return value if _differ(value) else value[0]


def _gathered(param: Param, value: Any) -> Any:
    """The number that Keras spreads to this range, or the range where there is none."""
    if _is_number(value):
        return abs(value) if param.spread == "both" else value
    if not isinstance(value, list) or len(value) != 2 or not all(map(_is_number, value)):
        return value
    low, high = value
    return high if low == {"both": -high, "up": 0, "one": 1}[param.spread or ""] <= high else value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _differ(values: list[Any]) -> bool:
    return any(type(each) is not int or each != values[0] for each in values)


def _is_default(param: Param, value: Any) -> bool:
    if param.required or (param.default is None and param.filled == value is not None):
        return not param.required
    return json.dumps(value) == json.dumps(canonical_value(param, param.default))
