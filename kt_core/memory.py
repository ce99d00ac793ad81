"""How much memory a training needs, estimated from its document before it begins.

An estimate, so that a machine is not promised to more runs than it can hold; what a worker really
took is measured beside it (`Run.memory`), and `python -m benchmarks memory` compares the two.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from kt_core.batches import validation_batch_size
from kt_core.data import card
from kt_core.data.sizes import FLOAT, data_bytes
from kt_core.experiment import Component, Experiment
from kt_core.normalize import normalize

MIB = 2**20
PROCESS = 90 * MIB
"""A forked worker's own pages: interpreter, traced graph, thread stacks. Measured: 77."""
COPIES = {"saved": 4, "step": 3}
"""How often at once: weights with optimizer slots (the live ones, and three times in a checkpoint
being written), values between layers."""
SLOTS = {"SGD": 0, "RMSprop": 1, "Adagrad": 1, "Lion": 1, "Adafactor": 1}
"""Numbers an optimizer keeps per weight; the others keep two."""
DEFAULT = 256 * MIB
"""Where nothing could be estimated."""


@dataclass(frozen=True, slots=True)
class Need:
    """Bytes by what they are for: `weights` with optimizer and checkpoint, `batch` for the values
    between layers, `data` for prepared examples, `process` for what every worker takes."""

    weights: int
    batch: int
    data: int
    process: int = PROCESS

    @property
    def total(self) -> int:
        return self.weights + self.batch + self.data + self.process

    def to_json(self) -> dict[str, Any]:
        """As `Run.memory` keeps it."""
        return {"need": self.total, "parts": asdict(self)}


def need(experiment: Experiment, nodes: Sequence[Mapping[str, Any]]) -> Need:
    """What a run of the experiment needs; `nodes` are those of the check's answer.

    Raises ProblemError for a data set that does not exist.
    """
    whole = normalize(experiment)
    facts = card(whole.data.dataset) if whole.data else None
    shape = facts.shape if facts else ()
    size = whole.fit.batch_size if whole.fit else 32
    outputs = [values for node in flat(nodes) for values in sizes(node.get("output_shape"))]
    step = COPIES["step"] * sum(outputs) * size
    measured = 2 * max(outputs, default=0) * validation_batch_size(size, shape)
    return Need(
        weights=FLOAT * (1 + COPIES["saved"] * (1 + _slots(whole))) * _count(nodes),
        batch=FLOAT * max(step, measured),
        data=data_bytes(facts, size) if facts else 0,
    )


def largest_part(memory: Mapping[str, Any] | None) -> str:
    """What to reduce first: the largest of a run's `parts` that a person can change."""
    parts = dict((memory or {}).get("parts") or {})
    parts.pop("process", None)
    return max(parts, key=lambda key: parts[key]) if any(parts.values()) else "unknown"


def readable(count: float) -> str:
    """Bytes as people say them: `850 MB`, `1.8 GB`."""
    for unit in ("MB", "GB"):
        count /= 1000 if unit == "GB" else 1e6
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "MB" else f"{count:.1f} {unit}"
    return f"{count:.0f} GB"


def flat(nodes: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The nodes, and in place of a nested network its own."""
    for node in nodes:
        yield from flat(node["nodes"]) if node.get("nodes") else (node,)


def sizes(shape: Any) -> list[int]:
    """Values per example of each output; an unknown axis counts as one."""
    if not isinstance(shape, list):
        return []
    if shape and isinstance(shape[0], list):
        return [size for each in shape for size in sizes(each)]
    return [math.prod(axis or 1 for axis in shape[1:])]


def _count(nodes: Sequence[Mapping[str, Any]]) -> int:
    return sum(node.get("params") or 0 for node in flat(nodes))


def _slots(whole: Experiment) -> int:
    if not isinstance(whole.optimizer, Component):
        return 2
    if whole.optimizer.kind == "SGD" and whole.optimizer.params.get("momentum"):
        return 1
    return SLOTS.get(whole.optimizer.kind, 2)
