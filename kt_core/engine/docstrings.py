"""Keras' own words for its parameters, read from docstrings so that help texts never drift."""

import inspect
import re
from typing import Any

ARGUMENT = re.compile(r"^`?(?P<names>\*{0,2}\w+(?:, ?\w+)*)`?(?: \([^)]*\))?: ?(?P<text>.*)$")


def summary(thing: Any) -> str:
    """The first paragraph of a docstring, on one line; empty when there is none."""
    return _first_paragraph(_clean(thing).strip().splitlines())


def arguments(thing: Any) -> dict[str, str]:
    """Text of each argument in the `Args:` section of a class or function, one line each.

    Only the first paragraph is kept. A line such as `height, width: ...` describes both names.
    """
    return _texts(thing, "Args:")


def call_texts(layer: Any) -> dict[str, str]:
    """Text of each argument in the `Call arguments:` section of a layer, one line each."""
    return _texts(layer, "Call arguments:")


def _texts(thing: Any, title: str) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    names: list[str] = []
    for indent, line in _section(_clean(thing).splitlines(), title):
        match = ARGUMENT.match(line) if indent == 0 else None
        if match:
            names = [name.strip(" *") for name in match["names"].split(",")]
            found |= {name: [match["text"]] for name in names}
        else:
            for name in names:
                found[name].append(line)
    return {name: _first_paragraph(lines) for name, lines in found.items()}


def _clean(thing: Any) -> str:
    own = thing.__doc__ or thing.__init__.__doc__ or ""
    return inspect.cleandoc(own)


def _section(lines: list[str], title: str) -> list[tuple[int, str]]:
    """The lines under a title, each with its indentation relative to the first argument."""
    start = next((at for at, line in enumerate(lines) if line.strip() == title), len(lines))
    heading = _indent(lines[start]) if start < len(lines) else 0
    body: list[str] = []
    for line in lines[start + 1 :]:
        if line.strip() and _indent(line) <= heading:
            break
        body.append(line)
    base = min((_indent(line) for line in body if line.strip()), default=0)
    return [(_indent(line) - base, line.strip()) for line in body]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _first_paragraph(lines: list[str]) -> str:
    words: list[str] = []
    for line in lines:
        if not line.strip() and words:
            break
        words.extend(line.split())
    return " ".join(words)
