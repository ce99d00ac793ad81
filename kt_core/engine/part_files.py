"""Runs the Python files of a server's own parts, in processes of the engine and nowhere else.

Each process does it for itself, after the fork: what such a file starts or breaks when it is
imported stays there.
"""

import importlib.util
import sys
import sysconfig
import traceback
from collections.abc import Iterable
from functools import cache
from importlib.machinery import PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

from kt_core import own_parts
from kt_core.catalog import Entry, Own, including
from kt_core.engine.part_entries import entries_of
from kt_core.engine.trouble import detail
from kt_core.problems import Problem, ProblemError

OURS = {"app", "components", "kt_core", "pages", "tests", "train"}


def derive_file(path: str) -> dict[str, Any]:
    """What the file at `path` offers: `{"families": {family: {kind: raw entry}}, "problems"}`.

    A raw entry is like those of `derive`, with `file`, `registered` and the `overlay` of the JSON
    file beside it.
    """
    file = Path(path)
    families, problems = _derived(file)
    return {"families": families, "problems": [problem.to_json() for problem in problems]}


def derive_all() -> dict[str, Any]:
    """The same for every file of this process' folder, gathered and kept."""
    found = own_parts.gathered(derive_file(str(file)) for file in own_parts.files())
    own_parts.keep(found)
    return found


def own_class(entry: Entry) -> Any:
    """The class of one of the server's own parts. Raises ProblemError when its file is broken."""
    found = _present(own_parts.file(entry.file)) or modules()[entry.file]
    if isinstance(found, Problem):
        raise ProblemError(found)
    return getattr(found, entry.kind)


def modules() -> dict[str, ModuleType | Problem]:
    """The files that offer something, imported once in this process, or what was wrong."""
    return _modules(own_parts.digest())


@cache
def _modules(_digest: str) -> dict[str, ModuleType | Problem]:
    wanted = {raw["file"] for raw in _raws(own_parts.facts() or {"families": {}})}
    found: dict[str, ModuleType | Problem] = {}
    for file in own_parts.files():
        if file.name in wanted:
            try:
                found[file.name] = _present(file) or _imported(file)
            except ProblemError as error:
                traceback.print_exc()
                found[file.name] = error.problems[0]
    return found


def _present(file: Path) -> ModuleType | None:
    """The file as it was imported before, if it was."""
    module = sys.modules.get(file.stem)
    return module if getattr(module, "__file__", None) == str(file) else None


def _derived(file: Path) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    problem = _name_problem(file)
    if problem is not None:
        return {}, [problem]
    try:
        with including(Own()):  # names are compared with Keras' alone
            return entries_of(_imported(file), file)
    except ProblemError as error:
        return {}, list(error.problems)


def _imported(file: Path) -> ModuleType:
    """The file as a module of its own name, as where a script imports it from beside itself.

    Raises ProblemError with file and line.
    """
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[file.stem] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # a file may raise anything, and end the process
        del sys.modules[file.stem]
        values = {"file": file.name, "line": _line(file, error), "detail": detail(error)}
        raise ProblemError(Problem("part_broken", values=values)) from error
    return module


def _line(file: Path, error: BaseException) -> int | None:
    """Where in the file it went wrong, the innermost place."""
    if isinstance(error, SyntaxError) and error.filename == str(file):
        return error.lineno
    frames = traceback.extract_tb(error.__traceback__)
    return next((each.lineno for each in reversed(frames) if each.filename == str(file)), None)


def _name_problem(file: Path) -> Problem | None:
    """A file that no script could import, or that would stand in another module's place."""
    stem = file.stem
    if not (stem.isascii() and stem.isidentifier()):
        return Problem("part_file_name", values={"file": file.name})
    loaded = sys.modules.get(stem)
    place = Path(getattr(loaded, "__file__", None) or "-").parent.parent
    elsewhere = loaded is not None and place != file.parent.parent  # not an earlier copy's
    if stem in OURS or stem in sys.stdlib_module_names or elsewhere or _is_installed(stem):
        return Problem("part_file_taken", values={"file": file.name, "module": stem})
    return None


def _is_installed(stem: str) -> bool:
    places = [sysconfig.get_path(name) for name in ("purelib", "platlib")]
    return PathFinder.find_spec(stem, places) is not None


def _raws(found: dict[str, Any]) -> Iterable[dict[str, Any]]:
    return (raw for entries in found["families"].values() for raw in entries.values())
