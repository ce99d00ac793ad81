"""Checks one plain value against its parameter: type, choice, range, length.

Components are checked in `components`, relations between parameters in `rules`.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from kt_core.catalog.assembly import LARGEST
from kt_core.catalog.entries import Param
from kt_core.catalog.mending import mended
from kt_core.catalog.spots import Spot, is_finite, shown
from kt_core.problems import Fix, Problem

# A bare name; {epoch:02d} and {val_loss:.2f} are filled in by Keras, so their width is bounded.
FILE_NAME = re.compile(r"(?!\.)(?:[\w .\-]|\{\w{1,50}(?::0?\d?(?:\.\d)?[defg]?)?\}){1,120}")


def value_problems(param: Param, value: Any, spot: Spot) -> list[Problem]:
    """What is wrong with `value`, at most one problem per item; an empty list when nothing is."""
    found = _found(param, value, spot)
    return [each if each.fix else replace(each, fix=fix_for(param, value, spot)) for each in found]


def is_acceptable(param: Param, value: Any) -> bool:
    """Whether a plain value is one that the parameter takes."""
    return param.field in CHECKS and not any(_found(param, value, Spot((), "")))


def fix_for(param: Param, value: Any, spot: Spot) -> Fix | None:
    """The value that was probably meant, else the default, else a value to start from."""
    meant = mended(param, value)
    if meant is not None and is_acceptable(param, meant):
        return spot.use(meant)
    if not param.required:
        return spot.drop(param.default)
    return spot.use(param.start) if param.start is not None else None


def _found(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if value is None:
        if not param.nullable:
            yield spot.problem("param_null", param, value)
    elif not is_finite(value):
        yield spot.problem("param_not_finite", param, value)
    else:
        yield from CHECKS[param.field](param, value, spot)


def _integer(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if isinstance(value, str) and value in param.words:
        return
    if not _is_integer(value):
        code = "param_not_integer_or_word" if param.words else "param_not_integer"
        yield spot.problem(code, param, value, words=param.words)
    else:
        yield from _range(param, value, spot)


def _float(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if not _is_number(value):
        yield spot.problem("param_not_float", param, value)
    elif abs(value) > sys.float_info.max:
        yield spot.problem("param_not_finite", param, value)
    else:
        yield from _range(param, value, spot)


def _boolean(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if not isinstance(value, bool):
        yield spot.problem("param_not_boolean", param, value)


def _choice(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if not any(value == each and type(value) is type(each) for each in param.choices):
        choices = [shown(each) for each in param.choices] + ["null"] * param.nullable
        yield spot.problem("param_not_a_choice", param, value, choices=choices)


def _text(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if not isinstance(value, str):
        yield spot.problem("param_not_text", param, value)
    elif param.file and not FILE_NAME.fullmatch(value):
        yield spot.problem("param_not_a_file_name", param, value)
    elif param.rank is not None and len(value) != param.rank:
        yield spot.problem("param_text_length", param, value, rank=param.rank)


def _number_or_list(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    is_kind = _is_integer if param.field == "integer_or_list" else _is_number
    if is_kind(value):
        yield from _range(param, value, spot)
    elif not _is_list_of(is_kind, param, value):
        detail = "pairs" if param.paired else "list" if param.rank else "any_list"
        code = f"param_not_{param.field.removesuffix('list')}{detail}"
        yield spot.problem(code, param, value, rank=param.rank)
    else:
        yield from _first_outside(param, value, spot)


def _is_list_of(is_kind: Callable[[Any], bool], param: Param, value: Any) -> bool:
    if not isinstance(value, (list, tuple)) or not value:
        return False
    if param.rank is not None and len(value) != param.rank:
        return False
    pairs = param.paired and all(isinstance(item, (list, tuple)) for item in value)
    if pairs:
        return all(len(item) == 2 and all(map(is_kind, item)) for item in value)
    return all(map(is_kind, value))


def _first_outside(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    numbers = [n for item in value for n in (item if isinstance(item, (list, tuple)) else [item])]
    outside = next((n for n in numbers if n is not None and not _is_inside(param, n)), None)
    if outside is not None:
        yield _outside(param, value, spot, below=_is_below(param, outside))


def _list(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if not isinstance(value, (list, tuple)) or not value:
        yield spot.problem("param_not_list", param, value)
    elif param.rank is not None and len(value) != param.rank:
        yield spot.problem("param_wrong_length", param, value, rank=param.rank)
    elif param.items in CHECKS:
        item = replace(param, field=param.items, rank=None, required=True, start=None)
        for at, each in enumerate(value):
            yield from value_problems(item, each, spot.inside(at))


def _shape(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    gap = (None,) if param.gaps else ()
    if param.single and _is_integer(value):
        yield from _range(param, value, spot)
    elif not isinstance(value, (list, tuple)):
        yield spot.problem("param_not_shape", param, value)
    elif not all(each in gap or _is_integer(each) for each in value):
        code = "param_not_shape_with_gaps" if param.gaps else "param_not_shape"
        yield spot.problem(code, param, value)
    else:
        yield from _first_outside(param, value, spot)


def _anything(_param: Param, _value: Any, _spot: Spot) -> Iterator[Problem]:
    return iter(())


def _range(param: Param, value: Any, spot: Spot) -> Iterator[Problem]:
    if not _is_inside(param, value):
        yield _outside(param, value, spot, below=_is_below(param, value))


def _is_inside(param: Param, number: float) -> bool:
    high = param.maximum
    above = high is not None and (number > high or (param.exclusive_maximum and number == high))
    return not above and not _is_below(param, number)


def _is_below(param: Param, number: float) -> bool:
    low = param.minimum
    return low is not None and (number < low or (param.exclusive_minimum and number == low))


def _outside(param: Param, value: Any, spot: Spot, *, below: bool) -> Problem:
    code = _range_code(param, below)
    low, high = param.minimum, param.maximum
    return spot.problem(code, param, value, minimum=low, maximum=high)


def _range_code(param: Param, below: bool) -> str:
    """One sentence for each kind of range: both bounds, or only the one that counts."""
    bounded = param.maximum is not None and param.maximum < LARGEST
    if param.minimum is not None and bounded:
        low = "above" if param.exclusive_minimum else "from"
        high = "below" if param.exclusive_maximum else "to"
        return f"param_{low}_{high}"
    if below:
        return "param_above" if param.exclusive_minimum else "param_at_least"
    return "param_below" if param.exclusive_maximum else "param_at_most"


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


CHECKS: dict[str, Callable[[Param, Any, Spot], Iterator[Problem]]] = {
    "integer": _integer,
    "float": _float,
    "boolean": _boolean,
    "choice": _choice,
    "text": _text,
    "integer_or_list": _number_or_list,
    "float_or_list": _number_or_list,
    "list": _list,
    "shape": _shape,
    "value": _anything,
}
