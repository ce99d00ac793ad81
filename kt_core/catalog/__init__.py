"""What Keras offers, without importing Keras: the source of every form, check and translation."""

import copy
from typing import Any

from kt_core.catalog.assembly import build, kinds
from kt_core.catalog.calling import call_problems
from kt_core.catalog.components import DEPENDING, component_problems, find, nearest_kind, parts
from kt_core.catalog.entries import Call, Entry, Family, Field, Level, Paper, Param, Rule, Target
from kt_core.catalog.own import Own, include, included, including

__all__ = [
    "DEPENDING",
    "Call",
    "Entry",
    "Family",
    "Field",
    "Level",
    "Own",
    "Paper",
    "Param",
    "Rule",
    "Target",
    "call_problems",
    "component_problems",
    "defaults",
    "entries",
    "entry",
    "find",
    "include",
    "included",
    "including",
    "nearest_kind",
    "node_entry",
    "parts",
    "starting",
]


def entry(family: Family, kind: str) -> Entry:
    """The entry of one kind, by its Keras name. Raises KeyError."""
    return build(family, kind)


def entries(family: Family) -> tuple[Entry, ...]:
    """All entries of a family, by group, beginners' ones first in each."""
    return tuple(build(family, kind) for kind in kinds(family))


def node_entry(kind: str) -> Entry | None:
    """What a node of that kind is: a layer, or an architecture of `keras.applications`."""
    return find("layer", kind) or find("application", kind)


def defaults(entry: Entry) -> dict[str, Any]:
    """A value for every parameter: Keras' default, or where there is none the starting value."""
    values = {p.name: p.start if p.required else p.default for p in entry.params}
    return copy.deepcopy(values)


def starting(entry: Entry) -> dict[str, Any]:
    """The parameters that a new component is written with: the required ones and good habits.

    `{"units": 64}` for Dense; `{"filepath": "best.keras", "save_best_only": True}` for
    ModelCheckpoint.
    """
    return copy.deepcopy(dict(entry.starting))
