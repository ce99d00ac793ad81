"""Networks that train but cannot learn what they look able to learn."""

from collections.abc import Iterable

from kt_core.checks.structure import parents
from kt_core.checks.view import View
from kt_core.experiment import Component, Node
from kt_core.problems import Problem

WEIGHTED = ("Dense", "Conv1D", "Conv2D", "Conv3D")
SAME_FOR_ALL = ("Zeros", "Ones", "Constant")
LARGE_DROPOUT = 0.7


def style_problems(view: View) -> Iterable[Problem]:
    """Two linear layers in a row, equal initial weights, very large dropout."""
    network = {node.name: node for node in view.experiment.network}
    for node in network.values():
        if not node.enabled:
            continue
        yield from _weight_problems(node)
        before = [network.get(name) for name in parents(node, view.experiment.network)]
        if len(before) == 1 and before[0] is not None and _linear(node.kind, before[0]):
            values = {"first": before[0].name, "second": node.name}
            where = ("network", before[0].name, "params", "activation")
            yield Problem("linear_in_a_row", where, values, severity="warning")


def _linear(kind: str | None, before: Node) -> bool:
    activation = before.params.get("activation")
    both = kind in WEIGHTED and before.kind in WEIGHTED and before.enabled
    return both and activation in (None, "linear")


def _weight_problems(node: Node) -> Iterable[Problem]:
    start = node.params.get("kernel_initializer")
    if isinstance(start, Component) and start.kind in SAME_FOR_ALL:
        where = ("network", node.name, "params", "kernel_initializer")
        values = {"initializer": start.kind, "name": node.name}
        yield Problem("equal_weights", where, values, severity="warning")
    rate = node.params.get("rate")
    if node.kind == "Dropout" and isinstance(rate, (int, float)) and LARGE_DROPOUT < rate < 1:
        where = ("network", node.name, "params", "rate")
        yield Problem("large_dropout", where, {"rate": rate}, severity="warning")
