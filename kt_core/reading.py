"""From JSON text to an experiment, with a problem for each fault of form."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from kt_core.experiment import (
    DEPTH,
    FORMAT,
    VERSION,
    Component,
    Data,
    Every,
    Experiment,
    Fit,
    Node,
    Output,
    Weights,
)
from kt_core.problems import Fix, Problem, ProblemError, Where, nearest, pointer

NESTING = 4 * DEPTH
SIZE = 4_000_000
KEYS: dict[str, type[BaseModel]] = {
    "data": Data,
    "fit": Fit,
    "layer_figures": Every,
    "snapshots": Every,
    "optimizer": Component,
    "loss": Component,
    "validation": Component,
    "weights": Weights,
}

EXPECTED = {
    "int_type": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "string_type": "text",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "string_too_short": "text that is not empty",
    "string_too_long": "text of at most 200 characters",
    "string_pattern_mismatch": "the name of a file of weights: 64 characters from 0-9 and a-f",
    "too_short": "a list of two whole numbers",
    "too_long": "a list of two whole numbers",
    "greater_than_equal": "a number that is not so far from zero",
    "less_than_equal": "a number that is not so far from zero",
}


def read(document: Mapping[str, Any] | str | bytes) -> Experiment:
    """The experiment in `document` (JSON text of at most 4 MB, or the object already read).

    Raises ProblemError.
    """
    found = _json(document) if isinstance(document, (str, bytes)) else document
    _check_head(found)
    try:
        return Experiment.model_validate(found)
    except ValidationError as refused:
        problems = [_problem(error, found) for error in refused.errors(include_url=False)]
    except RecursionError:
        problems = [Problem("document_too_deep", values={"limit": DEPTH})]
    raise ProblemError(*_without_repeats(problems))


def _json(text: str | bytes) -> Any:
    if len(text) > SIZE:
        raise ProblemError(Problem("document_too_large", values={"size": len(text), "limit": SIZE}))
    try:
        words = text if isinstance(text, str) else text.decode("utf-8-sig")
        found = json.loads(words, parse_constant=_refuse_constant)
        json.dumps(found, ensure_ascii=False).encode()
        return found
    except UnicodeEncodeError as error:
        raise ProblemError(Problem("broken_character", values={"detail": str(error)})) from error
    except UnicodeDecodeError as error:
        raise ProblemError(Problem("not_utf8", values={"position": error.start})) from error
    except json.JSONDecodeError as error:
        values = {"line": error.lineno, "column": error.colno, "detail": error.msg}
        raise ProblemError(Problem("not_json", values=values)) from error
    except ValueError as error:  # Python reads whole numbers of at most 4,300 digits
        raise ProblemError(Problem("number_too_long", values={"detail": str(error)})) from error
    except RecursionError as error:
        raise ProblemError(Problem("document_too_deep", values={"limit": DEPTH})) from error


def _refuse_constant(name: str) -> Any:
    raise ProblemError(Problem("not_finite", values={"given": name}))


def _check_head(found: Any) -> None:
    if not isinstance(found, Mapping):
        raise ProblemError(Problem("not_an_object", values={"given": _type_name(found)}))
    if found.get("format") != FORMAT:
        given = found.get("format")
        raise ProblemError(Problem("not_an_experiment", ("format",), {"given": _short(given)}))
    version = found.get("version")
    if version != VERSION or isinstance(version, bool):
        values = {"given": _short(version), "known": VERSION}
        raise ProblemError(Problem("unknown_version", ("version",), values))
    if _too_deep(found):
        raise ProblemError(Problem("document_too_deep", values={"limit": DEPTH}))


def _too_deep(found: Any) -> bool:
    """Whether components are nested deeper than DEPTH, or anything deeper than NESTING."""
    level = [(found, 0)]
    for _ in range(NESTING):
        level = [
            (inner, depth + (isinstance(inner, Mapping) and "kind" in inner))
            for item, depth in level
            for inner in (item.values() if isinstance(item, Mapping) else item)
            if isinstance(inner, (Mapping, list, tuple))
        ]
        if not level:
            return False
        if any(depth > DEPTH for _, depth in level):
            return True
    return True


def _problem(error: Any, document: Mapping[str, Any]) -> Problem:
    where, path, holder = _locate(error["loc"], document)
    key = str(path[-1]) if path else ""
    if error["type"] == "extra_forbidden":
        return _unknown_key(where, path, key, _known_keys(path, holder))
    if error["type"] == "missing":
        return Problem("missing_key", where, {"key": key})
    if error["type"] == "literal_error":
        choices = error["ctx"]["expected"].replace("'", "").replace(" or ", ", ").split(", ")
        return _unknown_choice(where, path, error["input"], choices)
    expected = EXPECTED.get(error["type"], "another kind of value")
    values = {"key": key, "given": _short(error["input"]), "type": _type_name(error["input"])}
    return Problem("wrong_type", where, {**values, "wanted": expected, "detail": error["msg"]})


def _locate(loc: tuple[int | str, ...], document: Any) -> tuple[Where, list[int | str], Any]:
    """The place for people (nodes by name), the JSON path, and the object that holds the key."""
    where: list[int | str] = []
    path: list[int | str] = []
    holder = here = document
    for part in loc:
        if isinstance(part, str) and part.startswith(("<", "tagged-union[", "tuple[")):
            continue
        holder = here
        here = _step(here, part)
        named = path and path[-1] == "network" and isinstance(here, Mapping)
        name = here.get("name") if named else None
        where.append(name if isinstance(name, str) and name else part)
        path.append(part)
    return tuple(where), path, holder


def _step(here: Any, part: int | str) -> Any:
    try:
        return here[part]
    except (KeyError, IndexError, TypeError):
        return None


def _known_keys(path: list[int | str], holder: Any) -> list[str]:
    if len(path) == 1:
        return list(Experiment.model_fields)
    if len(path) >= 2 and isinstance(path[-2], int) and len(path) >= 3 and path[-3] == "network":
        return list(Node.model_fields)
    if isinstance(holder, Mapping) and "node" in holder:
        return list(Output.model_fields)
    fields = KEYS.get(str(path[-2]), Component).model_fields
    return [field.alias or name for name, field in fields.items()]


def _unknown_key(where: Where, path: list[int | str], key: str, known: list[str]) -> Problem:
    near = nearest(key, known)
    values = {"key": key, "known": known, "nearest": near}
    if near is None:
        patch = ({"op": "remove", "path": pointer(*path)},)
        return Problem("unknown_key", where, values, fix=Fix("remove_key", patch, {"key": key}))
    move = {"op": "move", "from": pointer(*path), "path": pointer(*path[:-1], near)}
    return Problem("unknown_key_near", where, values, fix=Fix("rename_key", (move,), values))


def _unknown_choice(where: Where, path: list[int | str], given: Any, choices: list[str]) -> Problem:
    near = nearest(str(given), choices)
    patch = ({"op": "replace", "path": pointer(*path), "value": near},)
    fix = Fix("use_value", patch, {"value": near}) if near else None
    values = {"key": path[-1], "given": _short(given), "choices": choices}
    return Problem("unknown_choice", where, values, fix=fix)


def _without_repeats(problems: list[Problem]) -> list[Problem]:
    return list({(problem.code, problem.where): problem for problem in problems}.values())


def _short(value: Any) -> str:
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _type_name(value: Any) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", str: "text"}
    names |= {list: "a list", dict: "an object", type(None): "nothing"}
    return names.get(type(value), type(value).__name__)
