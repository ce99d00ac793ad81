"""Shapes that a layer cannot work on, though Keras takes them until the first batch comes.

Found by running every layer on every rank; all others Keras refuses while the network is built.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from kt_core import catalog
from kt_core.checks.level import Level, Shape, passes
from kt_core.checks.view import View
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem, pointer
from kt_core.texts import shape_text

IMAGE = (4,)
SERIES = (3, 4, 5)
RANKS: dict[str, tuple[int, ...]] = {
    **{f"Adaptive{way}Pooling{n}D": (n + 2,) for way in ("Average", "Max") for n in (1, 2, 3)},
    **dict.fromkeys(("AdditiveAttention", "Attention", "MultiHeadAttention"), SERIES),
    **dict.fromkeys(("GroupQueryAttention", "RNN"), (3,)),
}
"""How many axes a layer works on, the batch included."""
COLOURED = ("RandomHue", "RandomSaturation")
ENDS_AT_ONE = tuple(f"AdaptiveMaxPooling{n}D" for n in (1, 2, 3))
"""Where the last size is 1, they divide by zero in the first batch, and the process is gone."""
RECURRENT = ("GRU", "LSTM", "RNN", "SimpleRNN")


def rank_problems(view: View) -> Iterable[Problem]:
    """Layers on too few or too many axes, on too few channels, or on an axis that is not there."""
    for level in view.levels:
        for node in level.nodes:
            owner = level.owner(node.name)
            shape = _read(level, node)
            built = node.enabled and node.name in level.shapes
            if owner is not None and owner.kind and built and shape is not None:
                yield from _problems(level, node.name, owner, shape)
                yield from _ending(level, node.name, owner, is_trained=view.given.data is not None)


def _read(level: Level, node: Node) -> Shape | None:
    read = level.parents[node.name]
    source = level.by_name.get(read[0]) if read and node.kind != "Input" else None
    return level.shape(source.name) if source is not None else None


def _problems(level: Level, name: str, owner: Node, shape: Shape) -> Iterable[Problem]:
    kind, place = owner.kind or "", level.place(name)
    entry = catalog.find("layer", kind)
    image = entry is not None and entry.group == "image_preprocessing"
    ranks = IMAGE if image else RANKS.get(kind)
    values = {"kind": kind, "name": name, "given": shape_text(shape[1:])}
    if ranks and len(shape) not in ranks:
        yield _rank_problem(level, name, shape, ranks)
    elif kind == "Equalization":
        fix = level.removal(name, "remove_node")
        yield Problem("equalization_in_network", place.where, values, fix=fix)
    elif kind in COLOURED and shape[-1] not in (None, 3):
        yield Problem("needs_three_channels", place.where, values)
    elif kind == "CategoryEncoding" and len(shape) > 2:
        yield Problem(
            "needs_rank_2", place.where, values, fix=place.fix_insert("insert_layer", "Flatten", {})
        )
    elif kind == "HashedCrossing" and (len(shape) > 2 or shape[1:] not in ((), (1,))):
        yield Problem("needs_one_column", place.where, values)
    elif kind == "Softmax" and _beyond(owner.params.get("axis"), len(shape)):
        fix = place.fix_drop("drop_param", "axis")
        yield Problem("axis_out_of_range", place.where, values, fix=fix)
    elif kind == "EinsumDense" and (letters := _letters(owner)) and letters != len(shape):
        told = {**values, "letters": letters, "axes": len(shape)}
        yield Problem("einsum_axes", (*place.where, "params", "equation"), told)


def _ending(level: Level, name: str, owner: Node, *, is_trained: bool) -> Iterable[Problem]:
    """What has a shape and can be saved, but ends the process that computes it."""
    if owner.kind in ENDS_AT_ONE and _last_size(owner) == 1:
        yield Problem(
            "adaptive_max_of_one",
            level.place(name).where,
            {"kind": owner.kind, "name": name},
            "error" if is_trained else "warning",
            _pool_globally(level, name, owner),
        )


def _rank_problem(level: Level, name: str, shape: Shape, ranks: Sequence[int]) -> Problem:
    owner, place = level.owner(name), level.place(name)
    values = {"kind": owner.kind if owner else "", "given": shape_text(shape[1:]), "name": name}
    wanted = ranks[0]
    source = level.before(name)
    while source is not None and passes(source):
        source = level.before(source.name)
    if (
        wanted == 3
        and len(shape) == 2
        and source is not None
        and (fix := _all_steps(level, source))
    ):
        return Problem("last_step_only", place.where, {**values, "before": source.name}, fix=fix)
    return Problem(f"needs_rank_{wanted}", place.where, values)


def _sizes(owner: Node) -> list[Any]:
    given = owner.params.get("output_size")
    return list(given) if isinstance(given, (list, tuple)) else [given]


def _last_size(owner: Node) -> Any:
    return next(reversed(_sizes(owner)), None)


def _pool_globally(level: Level, name: str, owner: Node) -> Fix | None:
    """The layer that gives one value for each channel in the same shape, where that is meant."""
    place, kind = level.place(name), (owner.kind or "").replace("AdaptiveMax", "GlobalMax")
    if set(_sizes(owner)) != {1} or place.given.get("kind") != owner.kind:
        return None
    params: dict[str, Any] = {"keepdims": True}
    if "data_format" in owner.params:
        params["data_format"] = owner.params["data_format"]
    path = pointer(*place.path)
    renamed = {"op": "replace", "path": path + "/kind", "value": kind}
    return Fix(
        "use_kind",
        (renamed, {"op": "add", "path": path + "/params", "value": params}),
        {"kind": kind},
    )


def _all_steps(level: Level, source: Node) -> Fix | None:
    place, inner = level.place(source.name), source.params.get("layer")
    if source.kind in RECURRENT:
        return place.fix_param("return_sequences", "return_sequences", True)
    if isinstance(inner, Component) and inner.kind in RECURRENT:
        at = place.at("params", "layer")
        return at.fix_param("return_sequences", "return_sequences", True)
    return None


def _beyond(axis: object, rank: int) -> bool:
    given = axis if isinstance(axis, list) else [axis]
    return any(isinstance(each, int) and not -rank <= each < rank for each in given)


def _letters(owner: Node) -> int:
    """How many axes the equation names for the input; 0 where it leaves some open."""
    equation = owner.params.get("equation")
    left = equation.split(",")[0].strip() if isinstance(equation, str) else ""
    return 0 if "." in left else len(left)
