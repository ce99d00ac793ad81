"""How a parameter's value is typed into a form and shown there: `3`, `3, 5`, `28, 28, 1`."""

import json
import re
from decimal import Decimal
from typing import Any

from kt_core.catalog.entries import Param
from kt_core.problems import Problem, ProblemError

PLAIN = 8  # signs of a number that needs no power of ten
_WORDS = {"none": "null", "true": "true", "false": "false", "?": "null"}
_TIMES = re.compile(r"(?<=[\d?\s])[x×](?=[\d?\s])")
LIST_FIELDS = ("integer_or_list", "float_or_list", "list", "shape")


def written(value: Any) -> str:
    """`value` as a person would type it; an empty text for None."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)):
        return ", ".join(_item(item) for item in value)
    return _item(value)


def number_format(value: float) -> tuple[str, str]:
    """How a number field shows all digits of a number in the least room: the printf format for
    the browser, and the text that comes of it (`1e+12`, not 1000000000000)."""
    exact = Decimal(repr(value))
    plain = f"{exact.normalize():f}"
    shape = f"%.{len(exact.normalize().as_tuple().digits) - 1}e"
    short = len(plain) <= PLAIN or len(plain) <= len(shape % value)
    return ("%g", plain) if short else (shape, shape % value)


def read(param: Param, typed: str) -> Any:
    """The value that `typed` stands for, None when it is empty.

    Raises ProblemError("unreadable_value") for what is no number or list; whether the value is a
    good one is for the checks.
    """
    typed = typed.strip()
    if not typed or (param.nullable and typed.lower() == "none"):
        return None
    if typed in param.words or param.field == "text":
        return typed
    if param.field in LIST_FIELDS:
        return _list(param, typed)
    try:
        return json.loads(typed, parse_constant=_refuse)
    except ValueError:
        return typed


def _list(param: Param, typed: str) -> Any:
    if param.items in ("text", "choice"):
        return [part.strip() for part in typed.strip("[]()").split(",") if part.strip()]
    try:
        found = json.loads(f"[{_as_json(typed)}]", parse_constant=_refuse)
    except ValueError:
        values = {"given": typed[:60], "param": param.name}
        raise ProblemError(Problem("unreadable_value", values=values)) from None
    if len(found) == 1 and (isinstance(found[0], list) or param.field.endswith("_or_list")):
        return found[0]
    return found


def _as_json(typed: str) -> str:
    text = _TIMES.sub(",", typed).replace("(", "[").replace(")", "]")
    text = re.sub(r"[A-Za-z]+|\?", lambda word: _WORDS.get(word[0].lower(), word[0]), text)
    return re.sub(r",\s*(?=\]|$)", "", text)


def _item(value: Any) -> str:
    if value is None:
        return "None"
    if isinstance(value, (list, tuple)):
        return f"({', '.join(_item(item) for item in value)})"
    return repr(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _refuse(name: str) -> Any:
    raise ValueError(name)
