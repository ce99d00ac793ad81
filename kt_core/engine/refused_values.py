"""Parameters that only turn out to be wrong at the shapes or beside the values they meet."""

import math
import re
from collections.abc import Callable, Sequence

from kt_core.engine.refusal import Refusal
from kt_core.problems import Problem

AXES = ("axis", "attention_axes", "axes")
Explain = Callable[[Refusal, re.Match[str]], Problem]


def axis_out_of_range(refusal: Refusal, _: re.Match[str]) -> Problem:
    """An axis that what comes in does not have; back to the default where there is one."""
    given = next((name for name in AXES if name in refusal.owner.params), None)
    fix = refusal.drop(given) if given and given != "axes" else None
    return refusal.problem("axis_out_of_range", fix=fix)


def _groups(refusal: Refusal, _: re.Match[str]) -> Problem:
    params, channels = refusal.owner.params, refusal.shapes[0][-1] if refusal.shapes else None
    sizes = [params.get("groups", 32), channels, params.get("filters", channels)]
    fix = None
    if all(isinstance(size, int) and size > 0 for size in sizes):
        fix = refusal.site.fix_param("set_param", "groups", math.gcd(*sizes))  # type: ignore[arg-type]
    return refusal.problem("groups_divide", fix=fix)


def _at(code: str, param: str, *, drop: str | None = None) -> Explain:
    """A problem at one parameter; the fix leaves it, or another, to its default."""

    def explain(refusal: Refusal, match: re.Match[str]) -> Problem:
        fix = refusal.drop(drop) if drop else None
        found = match[1] if match.re.groups else ""
        given = refusal.owner.params.get(param)
        return refusal.problem(code, "params", param, fix=fix, found=found, value=str(given))

    return explain


def _whole(code: str, param: str) -> Explain:
    """A problem at the node whose fix leaves one parameter to its default."""

    def explain(refusal: Refusal, _: re.Match[str]) -> Problem:
        return refusal.problem(code, fix=refusal.drop(param))

    return explain


VALUES: Sequence[tuple[str, Explain]] = (
    (r"evenly divisible|umber of groups|multiple of the number", _groups),
    (r"Axis .*? is out of bounds|`axis` values (?:must be|to be kept)", axis_out_of_range),
    (r"IndexError: index \d+ is out of bounds for axis", axis_out_of_range),
    (r"Axis -?\d+ of input tensor should have a defined dim", axis_out_of_range),
    (
        r"stateful=True` in a RNN, the batch size must be static",
        _whole("stateful_needs_batch", "stateful"),
    ),
    (r"Invalid einsum equation", _at("einsum_equation", "equation")),
    (r"do not match at shared dimension '(.)'", _at("einsum_shape", "output_shape")),
    (r"Bias dimension '(.)' was requested", _at("einsum_bias", "bias_axes", drop="bias_axes")),
    (r"at least one repeated term", _at("vocabulary_repeats", "vocabulary")),
    (r"reserved (?:mask|OOV) token", _at("vocabulary_reserved", "vocabulary")),
    (r"keys and values cannot be empty", _at("vocabulary_reserved", "vocabulary")),
    (
        r"vocabulary larger than the maximum",
        _at("vocabulary_too_large", "max_tokens", drop="max_tokens"),
    ),
    (r"`dtype` should be an integer type", _at("dtype_not_integer", "dtype", drop="dtype")),
    (r"Input to reshape is a tensor with", _at("mean_other_size", "mean")),
)
