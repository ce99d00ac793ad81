"""Problems with parameters that are sound one by one and do not go together.

The overlay says which entry has which rule, `relations` when a rule is broken.
"""

from collections.abc import Mapping
from typing import Any

from kt_core.catalog.entries import Entry, Rule
from kt_core.catalog.relations import BROKEN, MENDED
from kt_core.catalog.spots import Spot, shown
from kt_core.problems import Fix, Problem, pointer

# Rules whose last given parameter is the one to look at; for the others it is the first.
LAST = {"one_above_one", "multiple_of", "at_most_one"}


def rule_problems(entry: Entry, params: Mapping[str, Any], spot: Spot) -> list[Problem]:
    """Broken rules of a component whose single values are sound; `params` are those given."""
    broken = (rule for rule in entry.rules if _is_broken(entry, rule, params))
    return [_problem(entry, rule, params, spot) for rule in broken]


def _is_broken(entry: Entry, rule: Rule, params: Mapping[str, Any]) -> bool:
    return BROKEN[rule.kind](*_values(entry, rule, params), *rule.values)


def _values(entry: Entry, rule: Rule, params: Mapping[str, Any]) -> list[Any]:
    return [params.get(name, _default(entry, name)) for name in rule.params]


def _default(entry: Entry, name: str) -> Any:
    param = entry.param(name)
    return param.default if param else None


def _problem(entry: Entry, rule: Rule, params: Mapping[str, Any], spot: Spot) -> Problem:
    values = _values(entry, rule, params)
    given = [name for name in rule.params if name in params] or [rule.params[0]]
    told: dict[str, Any] = {"kind": entry.kind, "params": rule.params, "given": shown(values[0])}
    told |= {"first": rule.params[0], "second": rule.params[-1], "other": shown(values[-1])}
    told |= {"limit_name": rule.params[min(1, len(values) - 1)], "limit": shown(values[:2][-1])}
    told |= {"wanted": shown(rule.values[0]) if rule.values else ""}
    where = (*spot.where, "params", given[-1] if rule.kind in LAST else given[0])
    return Problem(f"rule_{rule.kind}", where, told, fix=_fix(entry, rule, params, spot))


def _fix(entry: Entry, rule: Rule, params: Mapping[str, Any], spot: Spot) -> Fix | None:
    """What keeps most of what was given; else back to a default, the last named parameter first;
    else a starting value."""
    if rule.kind in MENDED:
        value = MENDED[rule.kind](*_values(entry, rule, params))
        return spot.inside("params", rule.params[0]).use(value)
    for name in reversed(rule.params):
        param = entry.param(name)
        rest = {key: value for key, value in params.items() if key != name}
        if param is None or param.required or name not in params:
            continue
        if not _is_broken(entry, rule, rest):
            patch = ({"op": "remove", "path": spot.pointer + pointer("params", name)},)
            return Fix("reset_param", patch, {"param": name, "value": shown(param.default)})
    first = entry.param(rule.params[0])
    if first is None or first.start is None or first.name not in params:
        return None
    broken = _is_broken(entry, rule, {**params, first.name: first.start})
    return None if broken else spot.inside("params", first.name).use(first.start)
