"""What a callback has counted and kept, as JSON values and arrays: Keras' callbacks, and those of
anybody's making."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from kt_core.carrying import is_counted, watched
from kt_core.runs.schema import plain

OWN = ("model", "params", "append", "append_header", "min_delta")
"""No state: Keras turns the sign of min_delta when it first needs it, in each training anew."""
SERIES: dict[str, Callable[..., Any]] = {
    "list": list, "tuple": tuple, "set": set, "frozenset": frozenset, "deque": deque,
}  # fmt: skip
PLAIN = (bool, int, float, str, np.generic)
VARIABLE = (keras.Variable, tf.Variable)
Take = Callable[[str], np.ndarray]


class _Unknown(TypeError):
    """A value that nobody can write down: a file, a function, a model."""


def written(callback: keras.callbacks.Callback, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The callback's state as JSON, and its arrays by names that begin with `name`.

    `values` are what JSON has, `arrays` count lists of arrays, `more` is everything else that has
    a form: arrays, variables, metrics, generators, and what holds them.
    """
    found = {key: value for key, value in vars(callback).items() if key.lstrip("_") not in OWN}
    values = {key: plain(value) for key, value in found.items() if _is_value(value)}
    lists = {key: value for key, value in found.items() if _is_arrays(value)}
    arrays = {
        f"{name}/{key}/{at}": np.asarray(array)
        for key, value in lists.items()
        for at, array in enumerate(value)
    }
    more = {}
    for key in found.keys() - values.keys() - lists.keys():
        kept: dict[str, Any] = {}
        try:
            more[key] = _form(found[key], f"{name}/{key}", kept)
        except _Unknown:
            continue
        arrays |= kept
    counts = {key: len(value) for key, value in lists.items()}
    told = {"kind": type(callback).__name__, "watched": watched(callback)}
    return {**told, "values": values, "arrays": counts, "more": more}, arrays


def put_back(
    callback: keras.callbacks.Callback,
    state: Mapping[str, Any],
    name: str,
    take: Take,
    *,
    only_counted: bool,
) -> None:
    """Give a callback the state that was `written` under that name; `take` gives the arrays.

    `only_counted` leaves what it was told by its parameters as it is.
    """
    values = _numbers_again(state["values"])
    for key, count in state["arrays"].items():
        values[key] = [take(f"{name}/{key}/{at}") for at in range(count)]
    for key, form in state.get("more", {}).items():
        values[key] = _value(form, take, there=vars(callback).get(key))
    if only_counted:
        values = {key: each for key, each in values.items() if is_counted(callback, key)}
    vars(callback).update(values)


def _form(value: Any, name: str, arrays: dict[str, Any]) -> dict[str, Any]:
    """How a value is made of JSON values and `arrays`, which it adds. Raises _Unknown."""
    if isinstance(value, np.ndarray) and value.dtype != object:
        return {"array": _added(value, name, arrays)}
    if value is None or isinstance(value, PLAIN):
        return {"value": plain(value)}
    kind = type(value).__name__
    if SERIES.get(kind) is type(value):
        size = {"most": value.maxlen} if isinstance(value, deque) else {}
        return {kind: [_form(each, name, arrays) for each in value], **size}
    if type(value) is dict:
        pairs = value.items()
        return {"dict": [[_form(k, name, arrays), _form(v, name, arrays)] for k, v in pairs]}
    return _moved(value, name, arrays)


def _moved(value: Any, name: str, arrays: dict[str, Any]) -> dict[str, Any]:
    """The form of what is not replaced but set: the callback may have handed it to others."""
    if isinstance(value, np.random.Generator):
        return {"generator": _form(value.bit_generator.state, name, arrays)}
    found = list(_variables(value))
    return {"variables": [_added(np.asarray(each), name, arrays) for each in found]}


def _variables(value: Any) -> Iterator[Any]:
    if isinstance(value, VARIABLE):
        yield value
    elif isinstance(value, keras.metrics.Metric):
        yield from value.variables
    else:
        raise _Unknown(type(value).__name__)


def _added(array: np.ndarray, name: str, arrays: dict[str, Any]) -> str:
    place = f"{name}/{len(arrays)}"
    arrays[place] = array
    return place


def _value(form: Mapping[str, Any], take: Take, *, there: Any = None) -> Any:
    """The value of a form; `there` is what the callback has in its place now."""
    if "array" in form:
        return take(form["array"])
    if "value" in form:
        return _numbers_again(form["value"])
    if "dict" in form:
        return {_value(key, take): _value(each, take) for key, each in form["dict"]}
    if "generator" in form and isinstance(there, np.random.Generator):
        there.bit_generator.state = _value(form["generator"], take)
    if "variables" in form and there is not None:
        for variable, name in zip(_variables(there), form["variables"], strict=True):
            variable.assign(take(name))
    if "generator" in form or "variables" in form:
        return there
    (kind,) = form.keys() & SERIES.keys()
    size = {"maxlen": form["most"]} if kind == "deque" else {}
    return SERIES[kind]((_value(each, take) for each in form[kind]), **size)


def _is_value(value: Any) -> bool:
    if isinstance(value, list):
        return all(map(_is_value, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_value(item) for key, item in value.items())
    return value is None or isinstance(value, PLAIN)


def _numbers_again(value: Any) -> Any:
    """Infinite values as numbers: the state names them, as JSON can't hold them."""
    if isinstance(value, list):
        return [_numbers_again(item) for item in value]
    if isinstance(value, dict):
        return {key: _numbers_again(item) for key, item in value.items()}
    return float(value) if value in ("NaN", "Infinity", "-Infinity") else value


def _is_arrays(value: Any) -> bool:
    """Numbers that stand alone come along (the `count` of Normalization among best weights)."""
    if not isinstance(value, list) or not all(map(_is_array, value)):
        return False
    return any(isinstance(item, np.ndarray) for item in value)


def _is_array(value: Any) -> bool:
    return isinstance(value, (np.ndarray, np.generic))
