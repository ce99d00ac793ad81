"""Keras' reasons for refusing a layer, as problems of our own.

Keras says what went wrong inside; a problem says what came, what was expected and what to do.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kt_core import catalog
from kt_core.engine.refusal import Refusal, cleaned
from kt_core.engine.refused_values import VALUES, axis_out_of_range
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem
from kt_core.sites import Site
from kt_core.texts import shape_text

RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN")
__all__ = ["Refusal", "cleaned", "explained"]


def explained(refusal: Refusal) -> Problem:
    """The problem for a refusal; `layer_refused` where no sentence of our own fits."""
    for pattern, explain in EXPLANATIONS:
        if match := re.search(pattern, refusal.said, re.DOTALL):
            return explain(refusal, match)
    return refusal.problem("layer_refused")


def _rank(refusal: Refusal, match: re.Match[str]) -> Problem:
    if refusal.owner.kind == "Permute":
        axes = len(refusal.shapes[0]) - 1 if refusal.shapes else 0
        return refusal.problem("permute_axes", "params", "dims", axes=axes)
    return needs_rank(refusal, int(match[1]))


def needs_rank(refusal: Refusal, wanted: int) -> Problem:
    """The layer needs `wanted` axes, the batch included, and gets more or fewer."""
    found = len(refusal.shapes[0]) if refusal.shapes else 0
    if wanted == 3 and found == 2 and (fix := _return_sequences(refusal.before)):
        return refusal.problem("last_step_only", fix=fix, before=_name(refusal.before))
    if (wanted, found) == (4, 3) and (fix := _add_channel(refusal)):
        return refusal.problem("no_channel_axis", fix=fix)
    fix = refusal.site.fix_insert("insert_layer", "Flatten", {}) if wanted == 2 else None
    code = f"needs_rank_{wanted}" if wanted in (2, 3, 4, 5) else "wrong_rank"
    return refusal.problem(code, fix=fix)


def _natural_rank(refusal: Refusal, _: re.Match[str]) -> Problem:
    digits = re.search(r"([123])D", refusal.owner.kind or "")
    return refusal.problem(f"needs_rank_{int(digits[1]) + 2}" if digits else "wrong_rank")


def _return_sequences(before: tuple[Node, Site] | None) -> Fix | None:
    """The fix that lets the recurrent layer before hand on all its steps."""
    if before is None:
        return None
    node, site = before
    inner = node.params.get("layer")
    if node.kind in RECURRENT:
        return site.fix_param("return_sequences", "return_sequences", True)
    if isinstance(inner, Component) and inner.kind in RECURRENT:
        place = site.at("params", "layer")
        return place.fix_param("return_sequences", "return_sequences", True)
    return None


def _add_channel(refusal: Refusal) -> Fix | None:
    """A channel axis for the Input; inside a nested network by Reshape, or the outside misfits."""
    if refusal.before is None or refusal.before[0].kind != "Input":
        return None
    node, site = refusal.before
    shape = node.params.get("shape")
    if not isinstance(shape, list):
        return None
    if len(site.where) > 2:
        target = {"target_shape": [*shape, 1]}
        return refusal.site.fix_insert("insert_layer", "Reshape", target)
    return Fix(
        "add_channel",
        (site.set_param("shape", [*shape, 1]),),
        {"shape": shape_text([*shape, 1])},
    )


def _window(refusal: Refusal, _: re.Match[str]) -> Problem:
    params = refusal.owner.params
    window = params.get("kernel_size", params.get("pool_size", 2))
    rank = max(len(refusal.shapes[0]) - 2, 1) if refusal.shapes else 1
    sizes = window if isinstance(window, list) else [window] * rank
    entry = catalog.find("layer", refusal.owner.kind or "")
    padded = entry is not None and entry.param("padding") is not None
    return refusal.problem(
        "window_too_large",
        fix=refusal.site.fix_param("set_padding", "padding", "same") if padded else None,
        window=shape_text(sizes),
        size=shape_text(refusal.shapes[0][1:-1]) if refusal.shapes else "?",
        sizes=" → ".join(refusal.sizes),
    )


def _reshape(refusal: Refusal, _: re.Match[str]) -> Problem:
    target = refusal.owner.params.get("target_shape", [])
    count, wanted = _product(refusal.shapes[0][1:]), _product(target)
    return refusal.problem("reshape_size", target=shape_text(target), count=count, wanted=wanted)


def _product(sizes: Any) -> int:
    product = 1
    for size in sizes:
        product *= size if isinstance(size, int) and size > 0 else 1
    return product


def _plain(code: str, **names: int) -> Callable[[Refusal, re.Match[str]], Problem]:
    """An explanation without a fix; `names` maps values to groups of the pattern."""

    def explain(refusal: Refusal, match: re.Match[str]) -> Problem:
        values: Mapping[str, Any] = {name: match[group] for name, group in names.items()}
        return refusal.problem(code, count=len(refusal.shapes), **values)

    return explain


def _series(refusal: Refusal, _: re.Match[str]) -> Problem:
    return needs_rank(refusal, 3)


def _count(refusal: Refusal, _: re.Match[str]) -> Problem:
    code = "needs_two" if len(refusal.shapes) > 2 else "needs_several"
    return refusal.problem(code, count=len(refusal.shapes))


def _image(refusal: Refusal, _: re.Match[str]) -> Problem:
    return refusal.problem("needs_rank_4")


def _index(refusal: Refusal, match: re.Match[str]) -> Problem:
    image = catalog.find("application", refusal.owner.kind or "") is not None
    return refusal.problem("needs_rank_4") if image else axis_out_of_range(refusal, match)


def _download(refusal: Refusal, _: re.Match[str]) -> Problem:
    """Trained weights of an architecture come from the internet when they are first used."""
    fix = refusal.site.fix_param("random_weights", "weights", None)
    return refusal.problem("weights_not_fetched", fix=fix)


def _name(before: tuple[Node, Site] | None) -> str:
    return before[0].name if before else ""


EXPLANATIONS: Sequence[tuple[str, Callable[[Refusal, re.Match[str]], Problem]]] = (
    *VALUES,
    (r"expected (?:min_|max_|full_)?ndim=(\d+), found", _rank),
    (r"expected shape=(\([^)]*\)), found shape", _plain("network_input_differs", wanted=1)),
    (r"Kernel shape must have the same length as input", _natural_rank),
    (r"TimeDistributed. Layer should be passed", _series),
    (
        r"must be a tuple of three integers|rank-1 with size 3|images? (?:tensor to have )?rank",
        _image,
    ),
    (r"URL fetch failure|urlopen error|incomplete or corrupted file", _download),
    (r"IndexError: list assignment index out of range", _image),
    (r"must have 3 channels", _plain("needs_three_channels")),
    (r"output size would be zero or negative", _window),
    (r"total size of the tensor must be unchanged", _reshape),
    (r"requires inputs with matching shapes except", _plain("concatenate_shapes")),
    (r"Inputs have incompatible shapes|cannot be merged|broadcast", _plain("shapes_differ")),
    (r"Incompatible input shapes: axis values", _plain("dot_axes")),
    (r"called on (?:a list|exactly|at least)", _count),
    (r"accepts inputs list of length|list/tuple of 2 tensors", _count),
    (r"must be fully-defined|should be defined|only support static", _plain("size_unknown")),
    (r"operand type\(s\) for .*NoneType", _plain("size_unknown")),
    (
        r"expected axis -?\d+ of input shape to have value (\d+)",
        _plain("built_for_other", wanted=1),
    ),
    (r"Layer (\w+) does not have a .compute_output_shape", _plain("part_output_shape", inner=1)),
    (r"missing a required argument: '(\w+)'", _plain("argument_missing", argument=1)),
    (r"unexpected keyword argument '(\w+)'", _plain("argument_unknown", argument=1)),
    (r"multiple values for argument|too many positional|expects \d+ input", _plain("too_many")),
    (
        r"smaller than the (?:corresponding spatial dimension|input length)",
        _plain("cropping_too_large"),
    ),
    (r"Input size must be at least (\d+)x(\d+)", _plain("image_too_small", height=1, width=2)),
    (r"IndexError: (?:tuple|list) index out of range", _index),
)
