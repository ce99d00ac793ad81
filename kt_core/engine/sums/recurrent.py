"""Recurrent layers: step by step by hand, and the sums of one unit at one step taken apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from kt_core.engine.explain_calls import Call
from kt_core.engine.sums.gates import CELLS, Made, States, applied, name_of
from kt_core.engine.sums.sum import At, Reason, Sum, first, numbers, states_given


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a layer's way: which step of the input it reads (`place`, from 0), what each of
    its cells makes (None where the step is left out by a mask), states before and behind it."""

    place: int
    made: tuple[Made, ...] | None
    before: list[States]
    behind: list[States]
    output: np.ndarray


def recurrent(call: Call, at: At) -> Sum | Reason:
    """`at` is (step, unit), steps as the layer goes through them, or (unit,) of its last step."""
    if reason := refused(call):
        return reason
    steps = walk(call)
    number, unit = at if len(at) == 2 else (len(steps) - 1, at[0])
    step = steps[number]
    said = {
        "cell": type(cells_of(call.layer)[-1]).__name__.removesuffix("Cell"),
        "unit": unit,
        **progress(call, number, step.place, len(steps)),
        "masked": step.made is None,
        "below": len(step.behind) - 1,
        **(_taken_apart(call, step, unit) if step.made else {}),
    }
    arrays = {f"line_{name}": line[:, unit] for name, line in over_time(steps)}
    return Sum("recurrent", float(step.output[unit]), said, arrays)


def refused(call: Call) -> Reason | None:
    """Why the layer cannot be followed by hand."""
    if call.layer.stateful:
        return "stateful"
    if any(type(cell).__name__ not in CELLS for cell in cells_of(call.layer)):
        return "own_cell"
    return None


def walk(call: Call) -> list[Step]:
    """All steps in the layer's order: backwards with `go_backwards`."""
    layer, x = call.layer, first(call)
    cells, mask = cells_of(layer), mask_over_time(call)
    states = _start(call, cells)
    output, steps = np.zeros(cells[-1].units), []
    for place in order(layer, len(x)):
        made, behind = None, states
        if mask is None or mask[place]:
            made = tuple(_through(cells, x[place], states))
            behind = [each.states for each in made]
            output = behind[-1][0]
        elif layer.zero_output_for_mask:
            output = np.zeros_like(output)
        steps.append(Step(place, made, states, behind, output))
        states = behind
    return steps


def over_time(steps: list[Step]) -> Iterator[tuple[str, np.ndarray]]:
    """Each state and gate of the last cell behind every step, (steps, units), with its name.

    Gates are nan where a mask leaves a step out.
    """
    for place, name in zip(range(len(steps[0].behind[-1])), "hc", strict=False):
        yield name, np.stack([step.behind[-1][place] for step in steps])
    some = next((step.made for step in steps if step.made), None)
    for place, gate in enumerate(some[-1].gates if some else ()):
        none = np.full(gate.value.shape, np.nan)
        lines = [step.made[-1].gates[place].value if step.made else none for step in steps]
        yield gate.name, np.stack(lines)


def cells_of(layer: Any) -> list[Any]:
    """The layer's cells, the one that reads the input first."""
    stacked = isinstance(layer.cell, keras.layers.StackedRNNCells)
    return list(layer.cell.cells) if stacked else [layer.cell]


def order(layer: Any, count: int) -> range:
    """The steps of the input as the layer reads them."""
    return range(count - 1, -1, -1) if layer.go_backwards else range(count)


def mask_over_time(call: Call) -> np.ndarray | None:
    """Which steps are read, (steps,), or None for all.

    Keras looks for a mask only where the sequence is the layer's single input.
    """
    mask = call.mask() if len(call.inputs) == 1 else None
    return None if mask is None else numbers(mask)[0].astype(bool)


def progress(call: Call, number: int, place: int, count: int) -> dict[str, Any]:
    """Where in the layer's way a step is."""
    backwards = bool(call.layer.go_backwards)
    return {"at_step": number, "place": place, "steps": count, "backwards": backwards}


def _through(cells: list[Any], x: np.ndarray, states: list[States]) -> Iterator[Made]:
    for cell, own in zip(cells, states, strict=True):
        made = CELLS[type(cell).__name__](cell, x, own)
        x = made.states[0]
        yield made


def _start(call: Call, cells: list[Any]) -> list[States]:
    """The states before the first step: zeros, or those that were given."""
    sizes = [2 if type(cell).__name__ == "LSTMCell" else 1 for cell in cells]
    left = iter([numbers(each)[0] for each in states_given(call)])
    return [
        [next(left, np.zeros(cell.units)) for _ in range(size)]
        for cell, size in zip(cells, sizes, strict=True)
    ]


def _taken_apart(call: Call, step: Step, unit: int) -> dict[str, Any]:
    assert step.made is not None
    cell, made = cells_of(call.layer)[-1], step.made[-1]
    memory = made.states[1:]
    return {
        **({"squashed": float(applied(cell.activation, memory[0])[unit])} if memory else {}),
        "gates": [gate.told(unit) for gate in made.gates],
        "before": [float(each[unit]) for each in step.before[-1]],
        "behind": [float(each[unit]) for each in step.behind[-1]],
        "function": name_of(cell.activation),
        "reset_after": bool(getattr(cell, "reset_after", False)),
    }
