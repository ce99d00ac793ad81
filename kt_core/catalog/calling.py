"""Checks the constants that a layer is called with besides its tensors: a node's `call`."""

from collections.abc import Iterator, Mapping
from typing import Any

from kt_core.catalog.components import find
from kt_core.catalog.entries import Param
from kt_core.catalog.spots import Spot
from kt_core.catalog.values import value_problems
from kt_core.problems import Fix, Problem, Where, nearest, pointer


def call_problems(
    kind: str, call: Mapping[str, Any], where: Where = (), *, at: str | None = None
) -> list[Problem]:
    """Everything wrong with the call options of a node whose layer is of that kind.

    `where` is the place of the options for people, `at` their JSON pointer, for the patches of
    fixes. Only what `Entry.call_options` lists may be said; tensors belong to `inputs`.
    """
    spot = Spot(where, pointer(*where) if at is None else at, kind)
    return list(_problems(kind, call, spot))


def _problems(kind: str, call: Mapping[str, Any], spot: Spot) -> Iterator[Problem]:
    entry = find("layer", kind)
    known = {option.name: option for option in (entry.call_options if entry else ())}
    for name, value in call.items():
        here = spot.inside(name)
        if name in known:
            yield from value_problems(known[name], value, here)
        else:
            yield _unknown(known, name, here, taken=call)


def _unknown(
    known: Mapping[str, Param], name: str, spot: Spot, *, taken: Mapping[str, Any]
) -> Problem:
    near = nearest(name, list(known))
    values = {"kind": spot.kind, "key": name, "nearest": near, "known": list(known)}
    if near is not None and near not in taken:
        path = spot.pointer.rsplit("/", 1)[0] + pointer(near)
        move = ({"op": "move", "from": spot.pointer, "path": path},)
        fix = Fix("rename_key", move, values)
        return Problem("unknown_call_option_near", spot.where, values, fix=fix)
    remove = ({"op": "remove", "path": spot.pointer},)
    code = "unknown_call_option" if known else "no_call_options"
    return Problem(code, spot.where, values, fix=Fix("remove_key", remove, {"key": name}))
