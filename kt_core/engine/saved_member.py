"""What a `.keras` file of our own says beside the model; a stranger may have written it.

Each part is believed only when it fits the model in the same file; what does not is left out.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from kt_core.experiment import Experiment, parse
from kt_core.images import FRAMES, believed_look
from kt_core.problems import ProblemError

CLASSES = 10_000
NAME_LENGTH = 200
COLUMNS = 100_000
SCALINGS = ("none", "unit", "standard", "signed", "caffe", "torch")


@dataclass(frozen=True, slots=True)
class Member:
    """The parts that have the right form; None where there is none."""

    experiment: Experiment | None = None
    classes: tuple[str, ...] | None = None
    preparation: dict[str, Any] | None = None
    notes: tuple[str, ...] = ()


def believed(raw: Mapping[str, Any] | None, *, inputs: int | None, outputs: int | None) -> Member:
    """The parts of `kt.json` with the right form, for a model whose input has `inputs` columns or
    channels and which gives `outputs` numbers.

    Whether the document describes this very model is for the caller to find out.
    """
    if raw is None:
        return Member()
    experiment = _experiment(raw.get("document"))
    data = experiment.data if experiment else None
    if data and data.labels == "pixels":
        outputs = (outputs or 1) - 1  # the first one is the background
    if data and data.inputs:
        inputs = _width(raw.get("preparation"))
    member = Member(
        experiment=experiment,
        classes=_classes(raw.get("classes"), outputs or 0),
        preparation=_preparation(raw.get("preparation"), inputs),
    )
    read = {
        "document": member.experiment,
        "classes": member.classes,
        "preparation": member.preparation,
    }
    notes = tuple(f"{key}_ignored" for key, part in read.items() if raw.get(key) and part is None)
    return replace(member, notes=notes)


def _preparation(raw: Any, columns: int | None) -> dict[str, Any] | None:
    """Scaling, its numbers, `several`, `largest`, `brightness`, `look`, `frame`, `columns`; None
    when it is something else."""
    if not isinstance(raw, Mapping) or raw.get("scaling") not in SCALINGS:
        return None
    subtract, divide = _numbers(raw.get("subtract")), _numbers(raw.get("divide"))
    if subtract is None or divide is None or 0 in _flat(divide):
        return None
    if any(isinstance(part, list) and len(part) != columns for part in (subtract, divide)):
        return None
    found = {"scaling": raw["scaling"], "subtract": subtract, "divide": divide}
    for key in ("largest", "brightness"):
        value = raw.get(key)
        if isinstance(value, (int, float)) and math.isfinite(value) and value >= 0:
            found[key] = value
    if isinstance(raw.get("several"), bool):
        found["several"] = raw["several"]
    if look := believed_look(raw.get("look")):
        found["look"] = look
    if raw.get("frame") in FRAMES:
        found["frame"] = raw["frame"]
    names = _texts(raw.get("columns"), COLUMNS)
    return {**found, "columns": list(names)} if names and len(names) == columns else found


def _width(raw: Any) -> int | None:
    """How many columns there are before they are divided among several inputs."""
    names = raw.get("columns") if isinstance(raw, Mapping) else None
    return len(names) if isinstance(names, list) else None


def _experiment(raw: Any) -> Experiment | None:
    try:
        return parse(raw) if isinstance(raw, Mapping) else None
    except ProblemError:
        return None


def _classes(raw: Any, outputs: int) -> tuple[str, ...] | None:
    names = _texts(raw, CLASSES)
    return names if names and len(names) == max(outputs, 2) else None


def _texts(raw: Any, most: int) -> tuple[str, ...] | None:
    if not isinstance(raw, list) or len(raw) > most:
        return None
    right = all(isinstance(name, str) and 0 < len(name) <= NAME_LENGTH for name in raw)
    return tuple(raw) if right else None


def _numbers(raw: Any) -> Any:
    flat = _flat(raw)
    if not flat or len(flat) > COLUMNS:
        return None
    right = (isinstance(value, (int, float)) and math.isfinite(value) for value in flat)
    return raw if all(right) else None


def _flat(raw: Any) -> list[Any]:
    return list(raw) if isinstance(raw, list) else [raw]
