"""Checks a component of any family, and every component inside it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kt_core.catalog.assembly import aliases, build, kinds, omissions, overlay
from kt_core.catalog.entries import Entry, Family, Param
from kt_core.catalog.rules import rule_problems
from kt_core.catalog.spots import Spot, shown
from kt_core.catalog.values import fix_for, value_problems
from kt_core.experiment import Component
from kt_core.problems import Fix, Problem, Where, nearest, pointer

# Strings that Keras' `compile` reads by the shapes it meets; `normalize` resolves them.
DEPENDING = {"metric": ("accuracy", "acc"), "loss": ("crossentropy", "ce")}
MANY = 50


def find(family: Family, name: str) -> Entry | None:
    """The entry that a kind, an alias or a string identifier of Keras' means, or None."""
    if name in kinds(family):
        return build(family, name)
    known = aliases(family)
    kind = known.get(name) or (known.get(name.lower()) if family == "optimizer" else None)
    return build(family, kind) if kind else None


def nearest_kind(family: Family, name: str) -> str | None:
    """The kind that a wrong name was probably meant for: a known slip, else the likest one."""
    slip = overlay(family).get("slips", {}).get(name.lower())
    names = [*kinds(family), *aliases(family), *DEPENDING.get(family, ())]
    near = slip or nearest(name, names)
    return aliases(family).get(near, near) if near else None


def parts(value: Any) -> tuple[str, Mapping[str, Any]] | None:
    """Kind and parameters of a component as it may be written: object, or its name alone."""
    if isinstance(value, str):
        return value, {}
    if isinstance(value, Component):
        return value.kind, value.params
    if isinstance(value, Mapping) and isinstance(value.get("kind"), str):
        params = value.get("params", {})
        return (value["kind"], params) if isinstance(params, Mapping) else None
    return None


def is_depending(family: Family, component: Any) -> bool:
    """Whether it is a name such as "accuracy", whose meaning depends on loss and labels."""
    found = parts(component)
    name = found[0] if found else ""
    name = name.lower() if isinstance(component, str) else name
    return name in DEPENDING.get(family, ())


def component_problems(
    family: Family, component: Any, where: Where = (), *, at: str | None = None
) -> list[Problem]:
    """Everything wrong with one component, the components inside it included.

    `where` is its place for people; `at` its JSON pointer in the document, for the patches of
    fixes, needed when `where` names a node. A node's kind may be a layer or an application.
    """
    spot = Spot(where, pointer(*where) if at is None else at)
    return list(_component(family, component, spot))


def _component(family: Family, component: Any, spot: Spot) -> Iterator[Problem]:
    found = parts(component)
    if found is None:
        values = {"family": family, "given": shown(component)}
        yield Problem("not_a_component", spot.where, values)
        return
    kind, params = found
    if is_depending(family, component):
        return
    entry = _entry(family, kind)
    if entry is None:
        yield _unknown_kind(family, component, kind, spot)
    else:
        yield from _params(entry, component, params, spot.of(entry.kind))


def _entry(family: Family, kind: str) -> Entry | None:
    found = find(family, kind)
    return find("application", kind) if found is None and family == "layer" else found


def _unknown_kind(family: Family, component: Any, kind: str, spot: Spot) -> Problem:
    if family == "activation" and kind in kinds("layer"):
        return Problem("activation_is_a_layer", spot.where, {"given": kind})
    near = nearest_kind(family, kind)
    known = kinds(family)
    if len(known) > MANY:
        known = tuple(each for each in known if build(family, each).level == "beginner")
    values = {"family": family, "given": kind, "nearest": near, "known": list(known)}
    if why := omissions()["kinds"].get(family, {}).get(kind):
        return Problem("unknown_kind_left_out", spot.where, {**values, "why": why})
    if near is None:
        return Problem("unknown_kind", spot.where, values)
    path = spot.pointer if isinstance(component, str) else spot.pointer + "/kind"
    patch = ({"op": "replace", "path": path, "value": near},)
    return Problem("unknown_kind_near", spot.where, values, fix=Fix("use_kind", patch, values))


def _params(
    entry: Entry, component: Any, params: Mapping[str, Any], spot: Spot
) -> Iterator[Problem]:
    found: list[Problem] = []
    for name, value in params.items():
        param = entry.param(name)
        here = spot.inside("params", name)
        if param is None:
            found.append(_unknown_param(entry, params, name, here))
        else:
            found.extend(_value(param, value, here))
    found.extend(_missing(entry, component, params, spot))
    yield from found or rule_problems(entry, params, spot)


def _unknown_param(entry: Entry, params: Mapping[str, Any], name: str, spot: Spot) -> Problem:
    known = [param.name for param in entry.params]
    near = _meant(entry, name)
    values = {"kind": entry.kind, "key": name, "nearest": near, "known": known}
    if near is None or near in params:
        patch = ({"op": "remove", "path": spot.pointer},)
        code = "unknown_param" if known else "no_params"
        return Problem(code, spot.where, values, fix=Fix("remove_key", patch, {"key": name}))
    renamed = spot.pointer.rsplit("/", 1)[0] + pointer(near)
    move = ({"op": "move", "from": spot.pointer, "path": renamed},)
    return Problem("unknown_param_near", spot.where, values, fix=Fix("rename_key", move, values))


def _meant(entry: Entry, name: str) -> str | None:
    known = [param.name for param in entry.params]
    slip = overlay(entry.family).get("param_slips", {}).get(name)
    return slip if slip in known else nearest(name, known)


def _missing(
    entry: Entry, component: Any, params: Mapping[str, Any], spot: Spot
) -> Iterator[Problem]:
    given = {*params, *(_meant(entry, name) for name in params if not entry.param(name))}
    missing = [param for param in entry.params if param.required and param.name not in given]
    starts = {param.name: param.start for param in missing}
    for param in missing:
        values = {"kind": entry.kind, "param": param.name, "value": shown(param.start)}
        if isinstance(component, str):
            whole = {"kind": component, "params": starts}
            patch = {"op": "replace", "path": spot.pointer, "value": whole}
        elif not params:
            patch = {"op": "add", "path": spot.pointer + "/params", "value": starts}
        else:
            here = spot.inside("params", param.name)
            patch = {"op": "add", "path": here.pointer, "value": param.start}
        where = (*spot.where, "params", param.name)
        yield Problem("missing_param", where, values, fix=Fix("add_param", (patch,), values))


def _value(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if param.field in ("component", "layer"):
        yield from _nested(param, value, spot)
    elif param.field == "float" and param.family and parts(value):
        yield from _component(param.family, value, spot)
    elif param.field == "list" and param.items in ("component", "layer"):
        yield from _nested_list(param, value, spot)
    else:
        yield from value_problems(param, value, spot)


def _nested(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if value is None and param.nullable:
        return
    found = parts(value)
    if found is None or (param.field == "layer" and isinstance(value, str)):
        values = {"family": param.family or "layer"}
        fix = fix_for(param, value, spot)
        yield spot.problem(f"param_not_{param.field}", param, value, fix=fix, **values)
    elif param.choices and find("layer", found[0]) and found[0] not in param.choices:
        fix = spot.use(param.start) if param.start else None
        yield spot.problem("param_other_layer", param, found[0], fix=fix, choices=param.choices)
    else:
        yield from _component(param.family or "layer", value, spot)


def _nested_list(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    yield from value_problems(param, value, spot)
    inner = replace(param, field=param.items or "layer", required=True, start=None)
    if isinstance(value, (list, tuple)):
        for at, item in enumerate(value):
            yield from _nested(inner, item, spot.inside(at))
