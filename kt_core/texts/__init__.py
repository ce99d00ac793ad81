"""All sentences for people, by key: logic returns codes and numbers, this makes them words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

from kt_core.problems import Fix, Problem

FOLDER = Path(__file__).parent
LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A problem in plain words: what came, what was expected, and what the fix would do."""

    what: str
    expected: str
    fix: str | None = None


def text(key: str, *, language: str = LANGUAGE, **values: Any) -> str:
    """The sentence for a dotted key such as `network.add_layer`: file, then path inside it.

    Raises KeyError when there is no such key: a missing text is a defect, not a user's mistake.
    """
    found = _find(key, language)
    if not isinstance(found, str):
        raise KeyError(key)
    return fill(found, values)


def section(key: str, *, language: str = LANGUAGE) -> dict[str, Any]:
    """All texts below a dotted key, their {placeholders} still open: for parts in the browser."""
    return _find(key, language)


def render(problem: Problem, *, language: str = LANGUAGE) -> Sentence:
    """The problem's three parts as plain text, without any markup."""
    words = problem_texts(language)[problem.code]
    values = {"where": place(problem), **problem.values}
    return Sentence(
        what=fill(words["what"], values),
        expected=fill(words["expected"], values),
        fix=render_fix(problem.fix, values, language) if problem.fix else None,
    )


def render_fix(fix: Fix, values: Mapping[str, Any], language: str = LANGUAGE) -> str:
    """The words for the button that applies the fix."""
    return fill(problem_texts(language)[fix.code]["fix"], {**values, **fix.values})


def rendered_json(problem: Problem, *, language: str = LANGUAGE) -> dict[str, Any]:
    """The problem as the command line prints it: with sentences and the patch of its fix."""
    sentence = render(problem, language=language)
    fix = problem.fix and {
        "text": sentence.fix,
        "patch": [dict(operation) for operation in problem.fix.patch],
    }
    answer = {
        "code": problem.code,
        "where": list(problem.where),
        "severity": problem.severity,
        "what": sentence.what,
        "expected": sentence.expected,
        "fix": fix,
    }
    detail = problem.values.get("detail")
    return {**answer, "detail": detail} if detail else answer


def place(problem: Problem) -> str:
    """Where the problem is, short: `conv.kernel_size`, `data.scaling`."""
    parts = [str(part) for part in problem.where]
    shown = [part for part in parts if part not in ("network", "params")]
    return ".".join(shown or parts)


def fill(template: str, values: Mapping[str, Any]) -> str:
    """`template` with its {placeholders} replaced; numbers and lists are written for people."""
    words = {name: _word(value) for name, value in values.items()}
    names = {name for _, name, _, _ in Formatter().parse(template) if name}
    return template.format_map({name: words.get(name, "?") for name in names})


def shape_text(shape: Any) -> str:
    """A tensor shape for people: `28×28×1`, the batch axis left out; `?` for unknown sizes."""
    return "×".join("?" if size is None else str(size) for size in shape)


def _word(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, int) and abs(value) >= 10_000:
        return f"{value:,}"
    if isinstance(value, (list, tuple)):
        return ", ".join(_word(item) for item in value)
    return str(value)


def _find(key: str, language: str) -> Any:
    area, *path = key.split(".")
    found: Any = _area(language, area)
    for part in path:
        found = found[part]
    return found


@lru_cache
def _area(language: str, area: str) -> dict[str, Any]:
    return json.loads((FOLDER / language / f"{area}.json").read_text("utf-8"))


@lru_cache
def problem_texts(language: str = LANGUAGE) -> dict[str, dict[str, str]]:
    """Every problem's words by code. Raises ValueError when two files define the same code."""
    words: dict[str, dict[str, str]] = {}
    for file in sorted((FOLDER / language / "problems").glob("*.json")):
        found = json.loads(file.read_text("utf-8"))
        if twice := words.keys() & found.keys():
            raise ValueError(f"{file.name} defines again: {sorted(twice)}")
        words |= found
    return words
