"""One-click fixes for faults of structure: references, outputs and what nothing reads."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kt_core.edits import get
from kt_core.problems import Fix, Problem, Where, pointer

Path = tuple[str | int, ...]
Make = Callable[[Problem, Mapping[str, Any]], Fix | None]


def with_fixes(problems: Sequence[Problem], document: Mapping[str, Any]) -> list[Problem]:
    """The problems, with the fix where one can be made for the document as it was given."""
    return [_with_fix(problem, document) for problem in problems]


def _with_fix(problem: Problem, document: Mapping[str, Any]) -> Problem:
    make = FIXES.get(problem.code)
    if problem.fix is not None or make is None:
        return problem
    return replace(problem, fix=make(problem, document))


def path_of(document: Any, where: Where) -> Path:
    """`where` with positions instead of names of nodes; of equal names the last one."""
    path: list[str | int] = []
    here = document
    for part in where:
        if isinstance(here, list) and isinstance(part, str):
            names = [node.get("name") for node in here if isinstance(node, Mapping)]
            part = len(names) - 1 - names[::-1].index(part) if part in names else len(here)
        path.append(part)
        here = get(here, (part,))
    return tuple(path)


def _references(value: Any, path: Path) -> Iterator[tuple[str, Path]]:
    """Each name that is referred to inside `inputs`, `outputs` or `shares`, with its path."""
    if isinstance(value, str):
        yield value, path
    elif isinstance(value, Mapping) and "node" in value:
        yield value["node"], (*path, "node")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _references(item, (*path, key))
    elif isinstance(value, (list, tuple)):
        for at, item in enumerate(value):
            yield from _references(item, (*path, at))


def _refer(problem: Problem, document: Mapping[str, Any]) -> Fix | None:
    """Another name in the reference that leads nowhere."""
    path, near = path_of(document, problem.where), problem.values["nearest"]
    found = dict(_references(get(document, path), path))
    at = found.get(problem.values["name"])
    if at is None or near in found or near in problem.where:
        return None
    patch = ({"op": "replace", "path": pointer(*at), "value": near},)
    return Fix("use_value", patch, {"value": near})


def _read_before(problem: Problem, document: Mapping[str, Any]) -> Fix | None:
    """Without `inputs` a node reads the one before it, and an Input nothing."""
    path = path_of(document, problem.where)
    first = isinstance(path[-2], int) and path[-2] == 0
    if first and problem.code != "input_reads":
        return None
    code = "read_nothing" if problem.code == "input_reads" else "read_before"
    return Fix(code, ({"op": "remove", "path": pointer(*path)},), {})


def _drop(problem: Problem, document: Mapping[str, Any]) -> Fix:
    path = path_of(document, problem.where)
    return Fix("remove_key", ({"op": "remove", "path": pointer(*path)},), {"key": path[-1]})


def _name_once(problem: Problem, document: Mapping[str, Any]) -> Fix | None:
    path = path_of(document, problem.where)
    places = [at for at, name in enumerate(get(document, path)) if name == problem.values["name"]]
    return Fix("name_once", ({"op": "remove", "path": pointer(*path, places[-1])},), {})


def _share_first(problem: Problem, document: Mapping[str, Any]) -> Fix:
    path, first = path_of(document, problem.where), problem.values["first"]
    patch = ({"op": "replace", "path": pointer(*path), "value": first},)
    return Fix("use_value", patch, {"value": first})


def _drop_own(problem: Problem, document: Mapping[str, Any]) -> Fix:
    path, keys = path_of(document, problem.where), problem.values["keys"]
    patch = tuple({"op": "remove", "path": pointer(*path, key)} for key in keys)
    return Fix("remove_key", patch, {"key": ", ".join(keys)})


def _remove(problem: Problem, document: Mapping[str, Any]) -> Fix | None:
    """Out with a node that nothing reads, neither by name nor by standing behind it."""
    path, name = path_of(document, problem.where), problem.where[-1]
    nodes, at = get(document, path[:-1]), path[-1]
    holder = get(document, path[:-2]) if len(path) > 2 else document
    named = [each for each, _ in _references(holder.get("outputs", []), ())]
    for node in nodes:
        named += [each for each, _ in _references(node.get("inputs", []), ())]
        named.append(node.get("shares"))
    after = nodes[at + 1] if isinstance(at, int) and at + 1 < len(nodes) else {"inputs": []}
    follows = after.get("kind") != "Input" and "inputs" not in after
    if name in named or follows or (at == len(nodes) - 1 and "outputs" not in holder):
        return None
    return Fix("remove_node", ({"op": "remove", "path": pointer(*path)},), {"name": name})


def _rename(problem: Problem, document: Mapping[str, Any]) -> Fix:
    path, taken = path_of(document, problem.where), problem.values["name"]
    names = {node.get("name") for node in get(document, path[:-1])}
    free = next(n for n in (f"{taken}_{i}" for i in range(2, 2000)) if n not in names)
    patch = ({"op": "replace", "path": pointer(*path, "name"), "value": free},)
    return Fix("rename_node", patch, {"name": free})


FIXES: Mapping[str, Make] = {
    "cycle": _read_before,
    "duplicate_name": _rename,
    "input_reads": _read_before,
    "no_inputs_given": _read_before,
    "no_outputs": _drop,
    "only_for_network": _drop,
    "output_twice": _name_once,
    "reads_itself": _read_before,
    "shares_a_share": _share_first,
    "shares_has_own": _drop_own,
    "unknown_node_near": _refer,
    "unused_input": _remove,
    "unused_node": _remove,
}
