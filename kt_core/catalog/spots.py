"""Where in the document a value stands, and the problems reported there."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kt_core.catalog.entries import Param
from kt_core.experiment import Component
from kt_core.problems import Fix, Problem, Where, pointer


@dataclass(frozen=True, slots=True)
class Spot:
    """A place twice: `where` for people (nodes by name), `pointer` for patches (RFC 6901).

    `kind` is the component the value belongs to, for the sentence.
    """

    where: Where
    pointer: str
    kind: str = ""

    def inside(self, *parts: str | int) -> "Spot":
        """The place of a value inside this one."""
        return Spot((*self.where, *parts), self.pointer + pointer(*parts), self.kind)

    def of(self, kind: str) -> "Spot":
        """The same place, belonging to a component of that kind."""
        return Spot(self.where, self.pointer, kind)

    def problem(
        self, code: str, param: Param, given: Any, *, fix: Fix | None = None, **values: Any
    ) -> Problem:
        """A problem with this value; the sentence gets parameter, kind and what came."""
        told = {"param": param.name, "kind": self.kind, "given": shown(given), **values}
        return Problem(code, self.where, told, fix=fix)

    def use(self, value: Any) -> Fix:
        """The fix that puts another value here."""
        patch = ({"op": "replace", "path": self.pointer, "value": value},)
        return Fix("use_value", patch, {"value": shown(value)})

    def drop(self, default: Any) -> Fix:
        """The fix that leaves the value out, so that the default holds."""
        patch = ({"op": "remove", "path": self.pointer},)
        return Fix("use_default", patch, {"value": shown(default)})


def plain(value: Any) -> Any:
    """A value as JSON holds it: components become objects, tuples lists."""
    if isinstance(value, Component):
        return {"kind": value.kind, "params": plain(value.params)}
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def shown(value: Any) -> str:
    """A value as JSON writes it, at most 60 characters."""
    words = json.dumps(plain(value), ensure_ascii=False, default=str)
    return words if len(words) <= 60 else words[:57] + "..."


def is_finite(value: Any) -> bool:
    """False when there is NaN or an infinity anywhere in the value."""
    if isinstance(value, float):
        return math.isfinite(value)
    items = value.values() if isinstance(value, Mapping) else value
    return all(map(is_finite, items)) if isinstance(value, (Mapping, list, tuple)) else True
