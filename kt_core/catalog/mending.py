"""What was probably meant by a value of the wrong type or size: the one-click fixes."""

import json
from typing import Any

from kt_core.catalog.entries import Param
from kt_core.catalog.spots import is_finite
from kt_core.problems import nearest

TRUE = ("true", "yes", "on", "1")
FALSE = ("false", "no", "off", "0")


def mended(param: Param, value: Any) -> Any:
    """The same value in the parameter's type, or None when there is no telling."""
    value = _read(value) if isinstance(value, str) and param.field not in TEXTS else value
    return MENDERS.get(param.field, _nothing)(param, value)


TEXTS = ("choice", "text", "value")


def _read(words: str) -> Any:
    """What text says when it is JSON or a Python tuple: `"3"`, `"0.5"`, `"(3, 3)"`."""
    inner = words.strip().replace("(", "[").replace(")", "]")
    try:
        return json.loads(f"[{inner}]" if "," in inner and "[" not in inner else inner)
    except (ValueError, RecursionError):
        return words


def _integer(param: Param, value: Any) -> int | None:
    number = _float(param, value)
    return None if number is None or number != int(number) else int(number)


def _float(param: Param, value: Any) -> float | None:
    """The number, or the fraction when a percentage was given for one: 50 for 0.5."""
    value = _read(value) if isinstance(value, str) else value
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not is_finite(value):
        return None
    is_percentage = (param.minimum, param.maximum) == (0, 1) and 2 <= value < 100
    return value / 100 if is_percentage and param.field != "integer" else value


def _boolean(_param: Param, value: Any) -> bool | None:
    word = str(value).lower()
    return True if word in TRUE else False if word in FALSE else None


def _choice(param: Param, value: Any) -> Any:
    words = [each for each in param.choices if isinstance(each, str)]
    return nearest(str(value), words)


def _text(param: Param, value: Any) -> str | None:
    if param.file and isinstance(value, str):
        return value.replace("\\", "/").rsplit("/", 1)[-1] or None
    return None


def _number_or_list(param: Param, value: Any) -> Any:
    mend = _integer if param.field == "integer_or_list" else _float
    if not isinstance(value, (list, tuple)):
        return mend(param, value)
    items = [mend(param, item) for item in value]
    if not items or None in items:
        return None
    if param.rank is None or len(items) == param.rank:
        return items
    return items[0] if len(set(items)) == 1 else None


def _list(_param: Param, value: Any) -> list | None:
    if isinstance(value, (list, tuple)) or value is None:
        return None
    return [value]


def _shape(param: Param, value: Any) -> list | None:
    items = [value] if not isinstance(value, (list, tuple)) else value
    found = [item if item is None else _integer(param, item) for item in items]
    return found if all(item is not None or param.gaps for item in found) else None


def _nothing(_param: Param, _value: Any) -> None:
    return None


MENDERS: dict[str, Any] = {
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "choice": _choice,
    "text": _text,
    "integer_or_list": _number_or_list,
    "float_or_list": _number_or_list,
    "list": _list,
    "shape": _shape,
}
