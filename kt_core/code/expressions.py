"""Python expressions, written so that people like to read them."""

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kt_core.arguments import File, Made
from kt_core.catalog import Entry
from kt_core.rate_formula import RateFormula
from kt_core.rate_table import RateTable

WIDTH = 88
STEP = 4
LONGEST = 80
SHORT = {"keras.layers": "layers"}


@dataclass(frozen=True, slots=True)
class Code:
    """Text that is Python already: a variable's name."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """`function(positional..., keyword=...)`; `function` may be a call itself."""

    function: "str | Call"
    positional: Sequence[Any] = ()
    named: Mapping[str, Any] | None = None


def written(value: Any, *, indent: int = 0, before: int = 0) -> str:
    """The expression for a value, over several lines where one would be too long.

    `indent`: columns before the line on which it starts; `before`: columns used on that line.
    """
    value = _expression(value)
    line = _line(value)
    if indent + before + len(line) <= WIDTH or not _has_parts(value):
        return line
    return _lines(value, indent)


def assigned(name: str, value: Any) -> str:
    """`name = expression`."""
    return f"{name} = {written(value, before=len(name) + 3)}"


def literal(text: str) -> str:
    """A string literal in double quotes; what cannot be seen is escaped."""
    if text.isprintable() and not set('"\\') & set(text):
        return f'"{text}"'
    return repr(text)


def comment(text: str) -> str:
    """One line of comment, whatever the text holds; it never declares an encoding."""
    return "# " + _harmless(text)[:LONGEST]


def comments(text: str) -> list[str]:
    """As many lines of comment as the text needs, whatever it holds."""
    return [f"# {line}" for line in textwrap.wrap(_harmless(text), WIDTH - 2)]


def _harmless(text: str) -> str:
    """The text on one line of what can be seen."""
    seen = "".join(char if char.isprintable() else " " for char in text)
    return re.sub(r"coding(?=[:=])", "coding ", " ".join(seen.split()))


def name_of(entry: Entry) -> str:
    """What the script calls a thing of Keras' (`layers.Dense`), or an own part (`WarmAdam`)."""
    module = SHORT.get(entry.module, entry.module)
    return entry.kind if entry.is_own else f"{module}.{entry.kind}"


def _expression(value: Any) -> Any:
    """`Made` and `File` as calls, inside lists and maps as well."""
    if isinstance(value, Made):
        name = name_of(value.entry)
        return Code(name) if value.is_function else Call(name, (), dict(value.arguments))
    if isinstance(value, File):
        return Code(f"str(FOLDER / {literal(value.name)})")
    if isinstance(value, RateTable):
        return Code(f"lambda epoch, rate: rate_at(epoch, {value.start!r}, rates)")
    if isinstance(value, RateFormula):
        return Code(f"lambda epoch, rate: rate_by_formula(float(epoch), {value.start!r})")
    return value


def _line(value: Any) -> str:
    value = _expression(value)
    if isinstance(value, Code):
        return value.text
    if isinstance(value, Call):
        parts = [*map(_line, value.positional)]
        parts += [f"{key}={_line(item)}" for key, item in (value.named or {}).items()]
        return f"{_function(value)}({', '.join(parts)})"
    if isinstance(value, tuple):
        return f"({', '.join(map(_line, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(map(_line, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_line(k)}: {_line(v)}" for k, v in value.items()) + "}"
    return literal(value) if isinstance(value, str) else repr(value)


def _lines(value: Any, indent: int) -> str:
    inner = indent + STEP
    if isinstance(value, Call):
        if isinstance(value.function, Call) and _has_parts(value.function):
            made = written(value.function, indent=indent, before=WIDTH)
            return made + _line(Call("", value.positional, value.named))
        parts = [written(item, indent=inner, before=1) for item in value.positional]
        parts += [_named(key, item, inner) for key, item in (value.named or {}).items()]
        return _block(f"{_function(value)}(", parts, ")", indent)
    if isinstance(value, Mapping):
        parts = [_item(_line(key), item, inner) for key, item in value.items()]
        return _block("{", parts, "}", indent)
    opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]")
    parts = [written(item, indent=inner, before=1) for item in value]
    return _block(opening, parts, closing, indent)


def _block(opening: str, parts: Sequence[str], closing: str, indent: int) -> str:
    inner = " " * (indent + STEP)
    body = "".join(f"{inner}{part},\n" for part in parts)
    return f"{opening}\n{body}{' ' * indent}{closing}"


def _named(key: str, item: Any, indent: int) -> str:
    return f"{key}={written(item, indent=indent, before=len(key) + 2)}"


def _item(key: str, item: Any, indent: int) -> str:
    return f"{key}: {written(item, indent=indent, before=len(key) + 3)}"


def _function(call: Call) -> str:
    return call.function if isinstance(call.function, str) else _line(call.function)


def _has_parts(value: Any) -> bool:
    if isinstance(value, Call):
        return bool(value.positional or value.named) or isinstance(value.function, Call)
    return isinstance(value, (list, tuple, Mapping)) and len(value) > 0
