"""What a generated data set can be told, and what is wrong with what it was told."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kt_core.problems import Fix, Problem, Where, nearest, pointer

PARAMS: Where = ("data", "params")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number between `least` and `most`, both included; `whole`: without a fraction.

    `step` is how far one click in a form goes.
    """

    name: str
    default: float
    least: float
    most: float
    step: float = 1
    whole: bool = False

    def value(self, given: float) -> float:
        """The number as the maker of the set takes it."""
        return int(given) if self.whole else float(given)

    def allows(self, given: Any) -> bool:
        """Whether it is a number of the kind and in the range that is meant."""
        if isinstance(given, bool) or not isinstance(given, (int, float)):
            return False
        whole = not self.whole or float(given).is_integer() if math.isfinite(given) else False
        return whole and self.least <= given <= self.most


def values(known: Sequence[Parameter], given: Mapping[str, Any]) -> dict[str, float]:
    """All parameters with their values, sound ones, the usual ones where nothing is given."""
    return {each.name: each.value(given.get(each.name, each.default)) for each in known}


def unusual(known: Sequence[Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is given only what differs from the usual, as numbers where it can be."""
    usual = {each.name: each for each in known}
    said = {
        name: usual[name].value(value) if name in usual and usual[name].allows(value) else value
        for name, value in given.items()
    }
    return {
        name: value
        for name, value in said.items()
        if name not in usual or value != usual[name].default
    }


def parameter_problems(
    kind: str, known: Sequence[Parameter], given: Mapping[str, Any]
) -> Iterator[Problem]:
    """Names that the set does not know, and values it cannot take."""
    names = {each.name: each for each in known}
    for name, value in given.items():
        if name not in names:
            yield _unknown(kind, name, list(names))
        elif not names[name].allows(value):
            yield _refused(names[name], value)


def _unknown(kind: str, name: str, known: list[str]) -> Problem:
    near = nearest(name, known)
    patch = ({"op": "remove", "path": pointer(*PARAMS, name)},)
    values = {"kind": kind, "given": name[:60], "known": known, "nearest": near}
    fix = Fix("data_remove_parameter", patch, {"name": name[:60]})
    return Problem("data_parameter_unknown", (*PARAMS, name), values, fix=fix)


def _refused(one: Parameter, value: Any) -> Problem:
    number = type(value) in (int, float) and math.isfinite(value)
    near = one.value(min(max(round(value) if one.whole else value, one.least), one.most)
                     if number else one.default)  # fmt: skip
    told = {"name": one.name, "given": str(value)[:60], "least": one.least, "most": one.most}
    patch = ({"op": "replace", "path": pointer(*PARAMS, one.name), "value": near},)
    code = "data_parameter_not_whole" if one.whole else "data_parameter_out_of_range"
    return Problem(code, (*PARAMS, one.name), told, fix=Fix("use_value", patch, {"value": near}))
