"""Puts the catalog together: what Keras tells, corrected by the overlay, explained by glosses."""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from kt_core import texts
from kt_core.catalog.entries import Entry, Family, Paper, Param, Rule
from kt_core.catalog.own import GROUP, LEVEL, Own, included

FOLDER = Path(__file__).parent
PAGES = "https://keras.io/api/"
LARGEST = 2**31 - 1
TUPLES = ("choices", "words")
NUMBERS = ("integer", "float", "integer_or_list", "float_or_list")
COUNTED = ("integer", "integer_or_list", "shape")


@cache
def generated() -> dict[str, Any]:
    """What `kt_core.engine.derive` wrote, as it is in the file."""
    return json.loads((FOLDER / "generated.json").read_text("utf-8"))


@cache
def overlay(family: Family) -> dict[str, Any]:
    """The corrections by hand for one family."""
    return json.loads((FOLDER / "overlay" / f"{family}.json").read_text("utf-8"))


@cache
def omissions() -> dict[str, Any]:
    """What Keras has and is not offered here, with the reasons: `kinds`, `params`, `inherited`."""
    return json.loads((FOLDER / "omissions.json").read_text("utf-8"))


def kinds(family: Family) -> tuple[str, ...]:
    """Names of all kinds, by group as the overlay orders them, beginners' ones first; own last."""
    return _kinds(family) + included().kinds(family)


@cache
def _kinds(family: Family) -> tuple[str, ...]:
    groups = list(overlay(family)["groups"])
    found = {kind: _correction(family, kind) for kind in generated()["families"][family]}

    def place(kind: str) -> tuple[int, bool, str]:
        group = groups.index(_group(family, kind, found[kind]))
        return group, _level(family, found[kind]) != "beginner", kind

    return tuple(sorted(found, key=place))


def build(family: Family, kind: str) -> Entry:
    """The entry of one kind. Raises KeyError when Keras or the catalog has no such kind."""
    return _build(included(), family, kind)


@cache
def _build(own: Own, family: Family, kind: str) -> Entry:
    raw = own.raw(family, kind)
    if raw is not None:
        return own_entry(family, kind, raw)
    return _entry(family, kind, generated()["families"][family][kind], _correction(family, kind))


def own_entry(family: Family, kind: str, raw: Mapping[str, Any]) -> Entry:
    """The entry of an own part; `raw` holds its corrections under `overlay`.

    Raises TypeError for corrections that no entry has.
    """
    return _entry(family, kind, raw, {"level": LEVEL, **raw["overlay"], "group": GROUP})


def _entry(family: Family, kind: str, raw: Mapping[str, Any], correction: dict[str, Any]) -> Entry:
    group = _group(family, kind, correction)
    params = _params(family, kind, raw, correction)
    options = raw.get("call_options", ())
    return Entry(
        family=family,
        kind=kind,
        module=raw["module"],
        group=group,
        level=_level(family, correction),
        gloss=correction.get("gloss") or _glosses().get("gloss", {}).get(family, {}).get(kind, ""),
        doc=raw["doc"],
        page="" if group == GROUP else PAGES + overlay(family)["groups"][group],
        params=params,
        identifiers=tuple(raw["identifiers"]),
        call=correction.get("call", "tensor"),
        arguments=tuple(raw.get("arguments", ())),
        call_options=tuple(_param(family, kind, option, {}) for option in options),
        augmentation=correction.get("augmentation", False),
        omitted=(*raw.get("omitted", ()), *correction.get("omitted", ())),
        recorded=tuple(correction.get("recorded", ())),
        rules=_rules(family, correction, {param.name for param in params}),
        targets=tuple(correction.get("targets", ())),
        starting=_starting(family, params),
        paper=_paper(family, kind),
        registered=raw.get("registered", ""),
        file=raw.get("file", ""),
    )


def aliases(family: Family) -> dict[str, str]:
    """Kind by every other string that means it; optimizers' are lower case, as Keras reads them."""
    return _aliases(included(), family)


@cache
def _aliases(own: Own, family: Family) -> dict[str, str]:
    found = {name: kind for kind in _kinds(family) for name in _identifiers(family, kind)}
    own_names = {kind: own.raw(family, kind) or {} for kind in own.kinds(family)}
    found |= {raw["registered"]: kind for kind, raw in own_names.items() if raw["registered"]}
    if family == "optimizer":
        found |= {kind.lower(): kind for kind in (*_kinds(family), *own.kinds(family))}
    return found


def _identifiers(family: Family, kind: str) -> list[str]:
    return generated()["families"][family][kind]["identifiers"]


def _correction(family: Family, kind: str) -> dict[str, Any]:
    return overlay(family)["entries"].get(kind, {})


def _group(family: Family, kind: str, correction: dict[str, Any]) -> str:
    """The overlay's group, else the nearest module of Keras' source that is a group."""
    if "group" in correction:
        return correction["group"]
    groups = overlay(family)["groups"]
    source = generated()["families"][family][kind]["source"].split(".")
    return next((part for part in reversed(source) if part in groups), next(iter(groups)))


@cache
def _paper(family: Family, kind: str) -> Paper | None:
    found = (each for each in overlay(family).get("papers", ()) if kind in each["kinds"])
    return next((Paper(title=each["title"], address=each["address"]) for each in found), None)


def _level(family: Family, correction: dict[str, Any]) -> Any:
    return correction.get("level", overlay(family).get("level", "expert"))


def _params(
    family: Family, kind: str, raw: Mapping[str, Any], correction: dict[str, Any]
) -> tuple[Param, ...]:
    found = [*raw["params"], *correction.get("add", ())]
    if raw.get("inherits"):
        names = {param["name"] for param in found}
        names |= {*overlay(family).get("without", ()), *correction.get("without", ())}
        found += [param for param in generated()["inherited"] if param["name"] not in names]
    own = correction.get("params", {})
    return tuple(_param(family, kind, param, own.get(param["name"], {})) for param in found)


def _param(family: Family, kind: str, raw: dict[str, Any], own: dict[str, Any]) -> Param:
    merged = {**raw, **_by_name(family, raw["name"]), **own}
    merged.pop("from", None)
    gloss = merged.pop("gloss", "") or _param_gloss(family, kind, raw["name"])
    if merged["field"] in COUNTED:
        merged.setdefault("maximum", LARGEST)
    if merged.get("required"):
        merged["nullable"] = merged.get("nullable", False) and own.get("nullable", False)
    elif "start" not in own:
        merged.pop("start", None)
    merged |= {name: tuple(merged[name]) for name in TUPLES if name in merged}
    usual = _listed("usual", family, kind, raw["name"]) if merged["field"] in NUMBERS else None
    merged |= {"usual": tuple(usual)} if usual else {}
    merged |= {"filled": _listed("filled", family, kind, raw["name"])}
    return Param(**merged, gloss=gloss)


def _listed(table: str, family: Family, kind: str, name: str) -> Any:
    """What a table of the overlay has for this kind's parameter, else for all of that name."""
    known = overlay(family).get(table, {})
    return known.get(f"{kind}.{name}", known.get(name))


@cache
def _by_name(family: Family, name: str) -> dict[str, Any]:
    """What the overlay says for every parameter of that name; later patterns win."""
    found: dict[str, Any] = {}
    for pattern, correction in overlay(family).get("names", {}).items():
        if fnmatchcase(name, pattern):
            found |= correction
    return found


def _starting(family: Family, params: tuple[Param, ...]) -> dict[str, Any]:
    found = {param.name: param.start for param in params if param.start is not None}
    return found | overlay(family).get("starting", {})


def _rules(family: Family, correction: dict[str, Any], names: set[str]) -> tuple[Rule, ...]:
    """The entry's own rules, and those of the family whose parameters it has."""
    common = [rule for rule in overlay(family).get("rules", ()) if names >= set(rule["params"])]
    return tuple(
        Rule(kind=rule["kind"], params=tuple(rule["params"]), values=tuple(rule.get("values", ())))
        for rule in [*common, *correction.get("rules", ())]
    )


@cache
def _glosses() -> dict[str, Any]:
    file = texts.FOLDER / texts.LANGUAGE / "catalog.json"
    return json.loads(file.read_text("utf-8"))


def _param_gloss(family: Family, kind: str, name: str) -> str:
    words = _glosses().get("params", {})
    own = words.get(f"{family}.{kind}", {}).get(name)
    return own or words.get(family, {}).get(name) or words.get("all", {}).get(name, "")
