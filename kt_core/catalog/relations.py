"""When a relation between parameters is broken: one plain function of their values for each kind.

Values come in the order of the rule's parameters, then the rule's own value, if it has one.
"""

import itertools
import math
import re
from collections.abc import Callable
from typing import Any

MODEL_FILE = re.compile(r"(\.weights)?\.(h5|hdf5|keras|ckpt|tf|pb|txt)$")
"""How files of models and weights end, here and in older tutorials."""


def numbers(value: Any) -> list[Any]:
    """The numbers in a value, which may be one, a list, or a list of pairs; None has none."""
    if isinstance(value, (list, tuple)):
        return [number for item in value for number in numbers(item)]
    return [] if value is None or isinstance(value, (str, bool)) else [value]


def _one_above_one(left: Any, right: Any) -> bool:
    return all(max(numbers(value), default=1) > 1 for value in (left, right))


def _multiple_of(whole: Any, part: Any) -> bool:
    return bool(part) and whole % part != 0


def _less_than(left: Any, right: Any) -> bool:
    small, large = numbers(left), numbers(right)
    return bool(small and large) and max(small) >= min(large)


def _at_most(left: Any, right: Any) -> bool:
    small, large = numbers(left), numbers(right)
    return bool(small and large) and max(small) > min(large)


def _not_with(value: Any, other: Any, refused: Any) -> bool:
    return bool(value) and other == refused


def _only_with(value: Any, other: Any, wanted: Any) -> bool:
    return value is not None and value is not False and other != wanted


def _needs(value: Any, other: Any) -> bool:
    return bool(value) and other is None


def _together(left: Any, right: Any) -> bool:
    if (left is None) != (right is None):
        return True
    lengths = [len(value) if isinstance(value, (list, tuple)) else 0 for value in (left, right)]
    return lengths[0] != lengths[1]


def _at_most_one(*values: Any) -> bool:
    return sum(value is not None and value is not False for value in values) > 1


def _ascending(value: Any) -> bool:
    return any(left >= right for left, right in itertools.pairwise(numbers(value)))


def _one_more(longer: Any, shorter: Any) -> bool:
    return len(longer or ()) != len(shorter or ()) + 1


def _permutation(axes: Any) -> bool:
    return sorted(axes or ()) != list(range(1, len(axes or ()) + 1))


def _not_zero(value: Any) -> bool:
    return 0 in numbers(value)


def _one_unknown(shape: Any) -> bool:
    return numbers(shape).count(-1) > 1


def _odd(value: Any) -> bool:
    return any(number % 2 == 0 for number in numbers(value))


def _items_below(items: Any, limit: Any) -> bool:
    return max(numbers(items), default=-1) >= (limit or math.inf)


def _fits(items: Any, limit: Any, more: Any) -> bool:
    return limit is not None and len(items or ()) + more > limit


def _fits_words(words: Any, limit: Any, mode: Any) -> bool:
    """One place is for unknown words; numbers in a row also need one for the gaps behind."""
    return _fits(words, limit, 2 if mode == "int" else 1)


def _needs_with(value: Any, other: Any, mode: Any, wanted: Any) -> bool:
    return mode == wanted and other is not None and len(value or ()) != len(other)


def _not_among(value: Any, others: Any) -> bool:
    return value is not None and value in (others or ())


def _whole_dtype(dtype: Any, mode: Any) -> bool:
    return mode == "int" and dtype is not None and not str(dtype).startswith(("int", "uint"))


def _mirrored(layer: Any, backward: Any) -> bool:
    """Whether two layers of a Bidirectional do not read in opposite directions, alike else."""
    ahead, back = (_flags(each) for each in (layer, backward))
    if backward is None:
        return ahead[0]
    return ahead[0] == back[0] or ahead[1:] != back[1:]


def _flags(layer: Any) -> list[bool]:
    params = getattr(layer, "params", None) or (layer.get("params", {}) if layer else {})
    names = ("go_backwards", "return_sequences", "return_state", "stateful")
    return [bool(params.get(name)) for name in names]


def _checkpoint_file(name: Any, weights_only: Any) -> bool:
    return not str(name).endswith(".weights.h5" if weights_only else ".keras")


def _checkpoint_renamed(name: Any, weights_only: Any) -> str:
    """The name or pattern as it is, with the ending that Keras wants."""
    return MODEL_FILE.sub("", str(name)) + (".weights.h5" if weights_only else ".keras")


def _not_one_character(separator: Any) -> bool:
    return len(str(separator)) != 1 or separator in '\r\n"'


def _imagenet_classes(classes: Any, weights: Any, include_top: Any) -> bool:
    return classes != 1000 and weights == "imagenet" and bool(include_top)


BROKEN: dict[str, Callable[..., bool]] = {
    "one_above_one": _one_above_one,
    "multiple_of": _multiple_of,
    "less_than": _less_than,
    "at_most": _at_most,
    "none_with": _not_with,
    "not_with": _not_with,
    "only_with": _only_with,
    "needs": _needs,
    "together": _together,
    "at_most_one": _at_most_one,
    "ascending": _ascending,
    "one_more": _one_more,
    "permutation": _permutation,
    "not_zero": _not_zero,
    "one_unknown": _one_unknown,
    "odd": _odd,
    "items_below": _items_below,
    "fits": _fits,
    "fits_words": _fits_words,
    "needs_with": _needs_with,
    "not_among": _not_among,
    "whole_dtype": _whole_dtype,
    "mirrored": _mirrored,
    "checkpoint_file": _checkpoint_file,
    "one_character": _not_one_character,
    "imagenet_classes": _imagenet_classes,
}

MENDED: dict[str, Callable[..., Any]] = {"checkpoint_file": _checkpoint_renamed}
"""What the first parameter has to be so that a rule is kept, of the values of all of them."""
