"""The sums inside the cells of recurrent layers, for all units of one step.

After Elman (1990), Hochreiter and Schmidhuber (1997) with the forget gate of Gers et al. (2000),
and Cho et al. (2014), as Keras computes them when it predicts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf

from kt_core.engine.sums.products import Source, mixed
from kt_core.engine.sums.sum import numbers, places_of

States = list[np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A sum of input times `kernel` (features, units) and state times `recurrent` (units, units).

    `biases`: (2, units), that beside the input's sum and that beside the state's. `reset` (units,)
    multiplies the state's sum, or is None. `value` is what `function` makes of `before`.
    """

    name: str
    x: np.ndarray
    h: np.ndarray
    kernel: np.ndarray
    recurrent: np.ndarray
    biases: np.ndarray | None
    function: str
    reset: np.ndarray | None
    before: np.ndarray
    value: np.ndarray

    def told(self, unit: int) -> dict[str, Any]:
        """The sum of one unit taken apart."""
        times = 1.0 if self.reset is None else float(self.reset[unit])
        bias = None
        if self.biases is not None:
            bias = float(self.biases[0, unit] + times * self.biases[1, unit])
        sources = {
            "x": Source(self.x, self.kernel[:, unit], places_of(self.x.shape)),
            "h": Source(self.h, self.recurrent[:, unit], places_of(self.h.shape), times),
        }
        said = mixed(sources, bias).said
        ends = {"before": float(self.before[unit]), "value": float(self.value[unit])}
        return {"name": self.name, **said, **ends, "function": self.function}


@dataclass(frozen=True, slots=True, eq=False)
class Made:
    """What a cell makes of one step: its gates and the states behind it, the output first."""

    gates: tuple[Gate, ...]
    states: States


def simple(cell: Any, x: np.ndarray, states: States) -> Made:
    (h,) = states
    gate = _gates(cell, {"s": (x, h)})["s"]
    return Made((gate,), [gate.value])


def lstm(cell: Any, x: np.ndarray, states: States) -> Made:
    h, c = states
    made = _gates(cell, dict.fromkeys("ifgo", (x, h)))
    memory = made["f"].value * c + made["i"].value * made["g"].value
    output = made["o"].value * applied(cell.activation, memory)
    return Made(tuple(made.values()), [output, memory])


def gru(cell: Any, x: np.ndarray, states: States) -> Made:
    (h,) = states
    made = _gates(cell, {"z": (x, h), "r": (x, h)})
    z, r = made["z"].value, made["r"].value
    if cell.reset_after:
        made |= _gates(cell, {"g": (x, h)}, reset=r)
    else:
        made |= _gates(cell, {"g": (x, r * h)})
    return Made(tuple(made.values()), [z * h + (1 - z) * made["g"].value])


def applied(function: Any, values: np.ndarray) -> np.ndarray:
    """An activation function of the values (units,) of one step."""
    made = VECTORS.get(name_of(function))
    if made is not None:
        return made(values)
    return numbers(function(tf.constant(values[np.newaxis], "float32")))[0]


def name_of(function: Any) -> str:
    """What the activation function is called."""
    return getattr(function, "__name__", "") or type(function).__name__


def _gates(
    cell: Any, given: Mapping[str, tuple[np.ndarray, np.ndarray]], reset: np.ndarray | None = None
) -> dict[str, Gate]:
    order = ORDER[type(cell).__name__]
    kernel, recurrent, biases = numbers(cell.kernel), numbers(cell.recurrent_kernel), _biases(cell)
    made = {}
    for name, (x, h) in given.items():
        part = np.s_[order.index(name) * cell.units : (order.index(name) + 1) * cell.units]
        own = None if biases is None else biases[:, part]
        both = (0.0, 0.0) if own is None else own
        before = h @ recurrent[:, part] + both[1]
        before = x @ kernel[:, part] + both[0] + (before if reset is None else reset * before)
        function = cell.activation if name in "gs" else cell.recurrent_activation
        made[name] = Gate(
            name=name,
            x=x,
            h=h,
            kernel=kernel[:, part],
            recurrent=recurrent[:, part],
            biases=own,
            function=name_of(function),
            reset=reset,
            before=before,
            value=applied(function, before),
        )
    return made


def _biases(cell: Any) -> np.ndarray | None:
    """Those of all gates, (2, gates * units): most cells have none beside the state's sum."""
    if cell.bias is None:
        return None
    found = numbers(cell.bias)
    return found if found.ndim == 2 else np.stack([found, np.zeros_like(found)])


ORDER = {"SimpleRNNCell": "s", "LSTMCell": "ifgo", "GRUCell": "zrg"}
"""Which columns of a cell's weights belong to which gate; g is the candidate, s the only sum."""

CELLS: Mapping[str, Callable[[Any, np.ndarray, States], Made]] = {
    "SimpleRNNCell": simple,
    "LSTMCell": lstm,
    "GRUCell": gru,
}

VECTORS: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "linear": lambda x: x,
    "relu": lambda x: np.maximum(x, 0.0),
    "tanh": np.tanh,
    "sigmoid": lambda x: (1 + np.tanh(x / 2)) / 2,
}
