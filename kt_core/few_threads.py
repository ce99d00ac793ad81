"""Whether a network is so small that handing its work from thread to thread costs more than it
gives: a rule from measurements (docs/decisions/0038, `python -m benchmarks small`)."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

SMALL = 4_000_000
"""Multiplications per batch, on its way forward: up to here one thread was faster in every case."""
MEASURED = frozenset(("Input", "Dense", "Conv2D", "MaxPooling2D", "Flatten", "Dropout"))
"""Kinds of layers in the networks that were measured."""


def is_small(nodes: Sequence[Mapping[str, Any]], batch_size: int) -> bool:
    """Whether one thread is probably faster than TensorFlow's own; `nodes` are those of the
    check's answer. Of networks with other layers than the measured ones nothing is said, nor of
    one that has nothing to compute yet."""
    if not nodes or any(node["kind"] not in MEASURED for node in nodes):
        return False
    taken = work(nodes, batch_size)
    return taken is not None and 0 < taken <= SMALL


def work(nodes: Sequence[Mapping[str, Any]], batch_size: int) -> int | None:
    """Multiplications that one batch takes on its way forward, about; None without shapes.

    `nodes` are those of the check's answer: each weight is used once for each position.
    """
    if any(not node["output_shape"] or node["params"] is None for node in nodes):
        return None
    return batch_size * sum(node["params"] * _positions(node["output_shape"]) for node in nodes)


def choices(cores: int, given: int | None) -> list[int]:
    """Numbers of threads to choose from: powers of two up to the cores, the cores, and `given`."""
    powers = {2**power for power in range(cores.bit_length())}
    return sorted(powers | {cores} | ({given} if given else set()))


def _positions(shape: Sequence[int | None]) -> int:
    """How often the weights are used for one example, from its output (None, ..., channels)."""
    return math.prod(each or 1 for each in shape[1:-1])
