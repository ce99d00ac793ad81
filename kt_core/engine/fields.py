"""What kind of value a Keras parameter takes, from its name, its default and its docstring.

Keras has almost no type hints; what these rules get wrong is corrected by the catalog's overlay.
"""

import re
from typing import Any

DATA_FORMATS = ["channels_last", "channels_first"]
FLOATS = ["float16", "bfloat16", "float32", "float64"]
LAYER_DTYPES = [*FLOATS, "mixed_float16", "mixed_bfloat16", "uint8", "int32", "int64"]
ENDINGS: dict[str, dict[str, Any]] = {
    "initializer": {"field": "component", "family": "initializer"},
    "regularizer": {"field": "component", "family": "regularizer"},
    "constraint": {"field": "component", "family": "constraint"},
    "activation": {"field": "component", "family": "activation"},
    "learning_rate": {"field": "float", "family": "schedule"},
    "data_format": {"field": "choice", "choices": DATA_FORMATS},
    "seed": {"field": "integer"},
}
QUOTED = re.compile(r"[\"']([A-Za-z][\w-]*)[\"']")
TUPLE_OF = re.compile(r"(?:tuple|list)[^.]{0,20}? of (\d)|of length (\d)", re.IGNORECASE)
OPENINGS = (
    ("boolean", r"(boolean|bool|whether|if (set to )?`?true)\b"),
    ("integer_or_list", r"(int|integer)s?,? or (a )?(tuple|list)"),
    ("float_or_list", r"(a )?floats?,? or (a )?(tuple|list)"),
    ("integer", r"(a |an |the )?(positive |non-negative |optional )*(int|integer|number of)\b"),
    ("float", r"(a |the )?(positive |non-negative |optional )*(python )?(scalar |tensor )?float\b"),
    ("shape", r"(target |the expected )?(shape|tuple of integers|output shape)\b"),
    ("list", r"(a )?(list|tuple|array)\b"),
    ("text", r"(a |optional )?(string|str|name|path)\b"),
)


def field_of(name: str, default: Any, doc: str) -> dict[str, Any]:
    """Field, choices, rank and family of one parameter, and under `from` what told them.

    `from` is "name", "default", "doc" or "nothing".
    """
    for ending, found in ENDINGS.items():
        if name.endswith(ending):
            return {**found, "from": "name"}
    if name == "dtype":
        return {"field": "choice", "choices": LAYER_DTYPES, "from": "name"}
    return _by_default(default, doc) or _by_doc(doc) or {"field": "value", "from": "nothing"}


def _by_default(default: Any, doc: str) -> dict[str, Any] | None:
    if isinstance(default, bool):
        found: dict[str, Any] = {"field": "boolean"}
    elif isinstance(default, int):
        found = _number(doc)
    elif isinstance(default, float):
        found = {"field": "float"}
    elif isinstance(default, str):
        found = _words(default, doc)
    elif isinstance(default, (tuple, list)) and default:
        found = _sequence(default)
    else:
        return None
    return {**found, "from": "default"}


def _number(doc: str) -> dict[str, Any]:
    if _opening(doc) == "integer_or_list":
        return {"field": "integer_or_list", **_rank(doc)}
    return {"field": "integer"}


def _words(default: str, doc: str) -> dict[str, Any]:
    choices = list(dict.fromkeys(QUOTED.findall(doc)))
    if default in choices and len(choices) > 1:
        return {"field": "choice", "choices": choices}
    return {"field": "text"}


def _sequence(default: tuple | list) -> dict[str, Any]:
    if all(isinstance(item, int) for item in default):
        return {"field": "integer_or_list", "rank": len(default)}
    if all(isinstance(item, (int, float)) for item in default):
        return {"field": "float_or_list", "rank": len(default)}
    return {"field": "value"}


def _by_doc(doc: str) -> dict[str, Any] | None:
    field = _opening(doc)
    if field is None:
        return None
    found: dict[str, Any] = {"field": field, "from": "doc"}
    if field in ("integer_or_list", "float_or_list"):
        found |= _rank(doc)
    choices = list(dict.fromkeys(QUOTED.findall(doc)))
    if field == "text" and len(choices) > 1:
        found |= {"field": "choice", "choices": choices}
    return found


def _opening(doc: str) -> str | None:
    start = re.sub(r"^\(?optional\)?[.,:]?\s*", "", doc.lower()).lstrip("`")
    return next((field for field, words in OPENINGS if re.match(words, start)), None)


def _rank(doc: str) -> dict[str, int]:
    match = TUPLE_OF.search(doc)
    return {"rank": int(match[1] or match[2])} if match else {}
