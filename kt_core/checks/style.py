"""Networks that train but cannot learn what they look able to learn."""

import math
from collections.abc import Iterable, Iterator

from kt_core import catalog
from kt_core.checks.level import Level, passes
from kt_core.checks.measured import measure_problems
from kt_core.checks.view import NORMALIZING, View
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem, pointer

WEIGHTED = ("Dense", "Conv1D", "Conv2D", "Conv3D")
ACTIVATING = ("Activation", "ELU", "LeakyReLU", "PReLU", "ReLU", "Softmax")
JOINING = ("Add", "Average", "Concatenate", "Maximum", "Minimum", "Multiply")
SAME_FOR_ALL = ("Zeros", "Ones", "Constant")
LARGE_DROPOUT = 0.7
STRONG = 1.0
GIANT = 50_000_000
"""Numbers of one layer from which its training takes a gigabyte: 4 bytes, four times (Adam)."""


def style_problems(view: View) -> Iterable[Problem]:
    """Rules for single layers and for neighbours, in nested networks too."""
    for level in view.levels:
        for node in level.nodes:
            if node.enabled and node.shares is None:
                yield from _layer_problems(view, level, node)
    if view.levels and not view.experiment.is_network_only:
        yield from _frozen_problems(view)
        yield from _size_problems(view)


def _layer_problems(view: View, level: Level, node: Node) -> Iterable[Problem]:
    yield from _weight_problems(level, node)
    yield from _dropout_problems(level, node)
    yield from _regularizer_problems(level, node)
    yield from _activation_problems(view, level, node)
    if node.kind in JOINING and len(level.parents[node.name]) == 1:
        fix = level.removal(node.name, "remove_node")
        yield level.problem("joins_one", node.name, kind=node.kind, fix=fix)
    if not view.experiment.is_network_only:
        yield from measure_problems(view, level, node)


def _activation_problems(view: View, level: Level, node: Node) -> Iterable[Problem]:
    before = _before(level, node.name)
    if before is None:
        return
    name = before.name
    place = level.place(name)
    if _linear_pair(view, level, before, node):
        values = {"first": name, "second": node.name}
        fix = place.fix_param("set_param", "activation", "relu")
        where = (*place.where, "params", "activation")
        yield Problem("linear_in_a_row", where, values, "warning", fix)
    activation = view.activation(before) if before.kind in (*WEIGHTED, "Activation") else ""
    direct = level.before(node.name) is before
    if direct and node.kind in ACTIVATING and activation not in ("", "linear", "unknown"):
        own = level.place(node.name)
        remove = level.removal(node.name, "remove_node")
        told = {"first": name, "second": node.name, "activation": activation}
        yield Problem("activation_twice", own.where, told, "warning", remove)
    alone = level.readers[name] == [node.name] or not direct
    if activation == "softmax" and node.kind in WEIGHTED and alone and name not in level.outputs:
        fix = place.fix_param("set_param", "activation", "relu")
        keys = ("params", "activation")
        yield level.problem("softmax_inside", name, *keys, second=node.name, fix=fix)


def _linear_pair(view: View, level: Level, before: Node, node: Node) -> bool:
    """Two layers of one kind without anything between them that bends.

    A layer narrower than both its sides is left alone, and one without a bias: such a bottleneck
    is made on purpose, as in MobileNet's blocks.
    """
    if node.kind not in WEIGHTED or before.kind != node.kind or before.name in level.outputs:
        return False
    if view.activation(before) != "linear" or view.activation(node) == "unknown":
        return False
    if before.params.get("use_bias") is False:
        return False
    shapes = [level.shape(each) for each in (*level.parents[before.name], before.name, node.name)]
    if len(shapes) != 3 or None in shapes:
        return False
    into, middle, out = (shape[-1] if shape else None for shape in shapes)
    if into is None or middle is None or out is None:
        return True
    return middle >= min(into, out)


def _before(level: Level, name: str) -> Node | None:
    """The layer read, past those that only hand on, Dropout or affine normalization."""
    node = level.before(name)
    while node is not None and (passes(level.owner(node.name)) or node.kind in NORMALIZING[:1]):
        node = level.before(node.name)
    return node if node is not None and node.shares is None and node.enabled else None


def _weight_problems(level: Level, node: Node) -> Iterable[Problem]:
    """All units of a hidden layer with the same weights learn the same."""
    start = node.params.get("kernel_initializer")
    units = node.params.get("units", node.params.get("filters", 2))
    if not isinstance(start, Component) or start.kind not in SAME_FOR_ALL or units == 1:
        return
    if node.kind == "EinsumDense" and not _has_units(node):
        return  # a factor for each number: all of them read something else
    if node.name in level.outputs and start.kind == "Zeros":
        return  # a last layer of zeros is sound: its inputs differ
    keys = ("params", "kernel_initializer")
    fix = level.place(node.name).fix_drop("drop_param", "kernel_initializer")
    yield level.problem("equal_weights", node.name, *keys, initializer=start.kind, fix=fix)


def _has_units(node: Node) -> bool:
    """Whether an einsum gives several numbers for the same input."""
    left, _, right = str(node.params.get("equation", "")).partition("->")
    return bool(set(right) - set(left.split(",")[0]) - set(" ."))


def _dropout_problems(level: Level, node: Node) -> Iterable[Problem]:
    rate = node.params.get("rate")
    if not (node.kind or "").endswith(("Dropout", "Dropout1D", "Dropout2D", "Dropout3D")):
        return
    if isinstance(rate, (int, float)) and LARGE_DROPOUT < rate < 1:
        fix = level.place(node.name).fix_param("set_param", "rate", 0.5)
        yield level.problem("large_dropout", node.name, "params", "rate", rate=rate, fix=fix)


def _regularizer_problems(level: Level, node: Node) -> Iterable[Problem]:
    for name, value in node.params.items():
        if not isinstance(value, Component) or value.kind not in ("L1", "L2", "L1L2"):
            continue
        given = [each for each in value.params.values() if isinstance(each, (int, float))]
        if given and max(given) >= STRONG:
            place = level.place(node.name)
            whole = {"kind": value.kind, "params": {"l2" if value.kind == "L2" else "l1": 0.001}}
            fix = place.fix_param("set_regularizer", name, whole)
            yield level.problem(
                "strong_regularizer", node.name, "params", name, given=max(given), fix=fix
            )


def _frozen_problems(view: View) -> Iterable[Problem]:
    """A network in which nothing can change."""
    nodes = [node for node in view.top.nodes if node.kind != "Input"]
    if not view.counts or any(node.name not in view.shapes for node in nodes):
        return
    if nodes and not sum(view.counts.values()):
        yield Problem("nothing_to_learn", ("network",), {})
    with_weights = [n for n in view.top.nodes if n.shares is None and view.counts.get(n.name)]
    if with_weights and not any(node.trainable for node in with_weights):
        last = with_weights[-1]
        place = view.top.place(last.name)
        patch = ({"op": "remove", "path": pointer(*place.path, "trainable")},)
        fix = Fix("unfreeze", patch, {"name": last.name})
        where = (*place.where, "trainable")
        yield Problem("all_frozen", where, {"name": last.name}, fix=fix)


def _size_problems(view: View) -> Iterator[Problem]:
    """Single layers with very many numbers: mostly Dense behind Flatten of large pictures."""
    for node in view.top.nodes:
        count = view.counts.get(node.name, 0)
        if count < GIANT or node.shares is not None or not catalog.find("layer", node.kind or ""):
            continue
        place, gigabytes = view.top.place(node.name), math.ceil(16 * count / 1e9)
        values = {"name": node.name, "kind": node.kind, "count": count, "gigabytes": gigabytes}
        before = view.top.before(node.name)
        fix = None
        if before is not None and before.kind == "Flatten" and node.kind == "Dense":
            site = view.top.place(before.name)
            shape = view.top.shape(view.top.parents[before.name][0])
            if shape is not None and len(shape) == 4 and before.shares is None:
                kind = {"op": "replace", "path": pointer(*site.path, "kind")}
                fix = Fix("pool_instead", ({**kind, "value": "GlobalAveragePooling2D"},), {})
        yield Problem("giant_layer", place.where, values, "warning", fix)
