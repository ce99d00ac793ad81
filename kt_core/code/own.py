"""A server's own parts in the script: imported from their file beside it, or written into it."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kt_core import own_parts
from kt_core.catalog import Entry, entry, included
from kt_core.code.sections import LAYERS, Section
from kt_core.experiment import Experiment
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError
from kt_core.texts import text

MAIN = "__name__ == '__main__'"


def own_entries(*experiments: Experiment) -> tuple[Entry, ...]:
    """The own parts that the experiments use, by file and name."""
    kinds = {kind for each in experiments for kind in _kinds(normalize(each).to_json())}
    found = [
        entry(family, kind)  # type: ignore[arg-type]
        for family, entries in included().families.items()
        for kind in kinds & entries.keys()
    ]
    return tuple(sorted(found, key=lambda each: (each.file, each.kind)))


def with_own_parts(
    sections: Sequence[Section], experiments: Sequence[Experiment], *, beside: bool
) -> list[Section]:
    """The script's sections, the first of which are its imports, with what own parts need.

    `beside`: their files lie beside the script. Raises ProblemError when a file is away, or can't
    stand in the script.
    """
    used = own_entries(*experiments)
    first, *others = sections
    if not used:
        return [first, *others]
    if beside:
        return [replace(first, code=_importing(first.code, used)), *others]
    files = dict.fromkeys(each.file for each in used)
    inside = [_inlined(name) for name in files]
    for number, (name, section) in enumerate(zip(files, inside, strict=True)):
        _refuse_clashes(name, section, [first, *inside[:number], *others])
    return [first, *inside, *others]


def _kinds(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        kind = value.get("kind")
        if isinstance(kind, str):
            yield kind
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _kinds(item)


def _importing(code: str, used: Sequence[Entry]) -> str:
    names: dict[str, list[str]] = {}
    for each in used:
        names.setdefault(each.module, []).append(each.kind)
    lines = [f"from {module} import {', '.join(kinds)}" for module, kinds in names.items()]
    return code.replace(LAYERS, "\n".join([LAYERS, "", *lines]), 1)


def _inlined(name: str) -> Section:
    """A whole file as a section, without what it does only when it is run by itself."""
    source = own_parts.file(name).read_text("utf-8")
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.If) and ast.unparse(node.test) == MAIN:
            del lines[node.lineno - 1 : node.end_lineno]
    code = "\n".join(lines).strip()
    return Section(text("code.own.title", file=name), text("code.own.about"), code)


def _refuse_clashes(name: str, section: Section, others: Sequence[Section]) -> None:
    """In a file of its own each name means what it meant there; in the script it must as well."""
    mine = _defined(section.code)
    clashes = {"__future__"} & set(mine.values())
    for other in others:
        theirs = _defined(other.code)
        clashes |= {each for each in mine.keys() & theirs.keys() if mine[each] != theirs[each]}
    if clashes:
        values = {"file": name, "names": sorted(clashes)}
        raise ProblemError(Problem("part_not_inlined", values=values))


def _defined(code: str) -> dict[str, Any]:
    """Each name that the code gives a meaning at its outermost level, and which: equal for equal
    imports only."""
    found: dict[str, Any] = {}
    for node in ast.parse(code).body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            module = getattr(node, "module", None)
            found |= {
                each.asname or each.name: module if module == "__future__" else (module, each.name)
                for each in node.names
            }
        elif isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            found[node.name] = node
        else:
            stored = (each for each in ast.walk(node) if isinstance(each, ast.Name))
            found |= {each.id: node for each in stored if isinstance(each.ctx, ast.Store)}
    return found
