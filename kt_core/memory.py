"""How much memory a training needs, estimated from its document before it begins.

An estimate, so that a machine is not promised to more runs than it can hold; what a worker really
took is measured beside it (`Run.memory`), and `python -m benchmarks memory` compares the two.
"""

import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import psutil

from kt_core.batches import validation_batch_size
from kt_core.data import card
from kt_core.experiment import Component, Experiment
from kt_core.normalize import normalize
from kt_core.problems import Problem, ProblemError

MIB = 2**20
FLOAT = 4  # bytes
PROCESS = 90 * MIB
"""A forked worker's own pages: interpreter, traced graph, thread stacks. Measured: 77."""
COPIES = {"saved": 4, "train": 3, "other": 2, "step": 3}
"""How often at once: weights with optimizer slots (the live ones, and three times in a checkpoint
being written), prepared examples (as split, in training order, on their way there), values
between layers."""
SLOTS = {"SGD": 0, "RMSprop": 1, "Adagrad": 1, "Lion": 1, "Adafactor": 1}
"""Numbers an optimizer keeps per weight; the others keep two."""
DEFAULT = 256 * MIB
"""Where nothing could be estimated."""
SHARE = 0.8
"""Of the machine's memory, for all runs together, unless KT_MEMORY says how much."""
RUN_SHARE = 0.6
"""Of the machine's memory, for one run, unless KT_RUN_MEMORY says how much."""
UNITS = {"": 1, "K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40}


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
    rows = (facts.train * COPIES["train"] + facts.test * COPIES["other"]) if facts else 0
    return Need(
        weights=FLOAT * (1 + COPIES["saved"] * (1 + _slots(whole))) * _count(nodes),
        batch=FLOAT * max(step, measured),
        data=FLOAT * rows * math.prod(shape),
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


def given_bytes(name: str) -> int | None:
    """The size in the environment variable `name` (`3G`, `500M`, bytes), or None without one.

    Raises ValueError for anything else.
    """
    given = os.environ.get(name, "").strip()
    if not given:
        return None
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?", given, re.IGNORECASE)
    if match is None:
        raise ValueError(given)
    return int(float(match[1]) * UNITS[match[2].upper()])


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Bytes that all runs `together` and `each` of them may take of the `machine`'s."""

    machine: int
    together: int
    each: int


def ceilings() -> Ceilings:
    """The limits of this machine, or as the environment gives them. Raises ProblemError."""
    total = psutil.virtual_memory().total
    together = _limit("KT_MEMORY") or int(SHARE * total)
    each = _limit("KT_RUN_MEMORY") or min(together, int(RUN_SHARE * total))
    return Ceilings(total, together, each)


def _limit(name: str) -> int | None:
    try:
        return given_bytes(name)
    except ValueError as error:
        values = {"name": name, "given": os.environ[name]}
        raise ProblemError(Problem("memory_size_unknown", values=values)) from error


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
