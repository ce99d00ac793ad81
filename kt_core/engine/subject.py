"""A model ready to answer: rebuilt, with what is known or assumed about its data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from kt_core.data import column_places
from kt_core.data.preparation import split_columns
from kt_core.engine.answers import Answers, answers, meaning, outputs
from kt_core.engine.open import Opened, opened
from kt_core.experiment import Experiment, parse
from kt_core.images import OF_COLOURS, foreign_statistics, target_of
from kt_core.limits import DATA_CLASSES
from kt_core.problems import Problem, ProblemError
from kt_core.runs import folder
from kt_core.texts import shape_text
from kt_core.trial import guessed_scaling
from kt_core.wiring import wire

BATCH = 32


@dataclass(frozen=True, slots=True)
class Subject:
    """`statistics` prepare what it is asked about, `classes` name its answers (None: values),
    `notes` say what was assumed; `output` is the place of the output that answers."""

    opened: Opened
    statistics: Mapping[str, Any]
    classes: tuple[str, ...] | None
    notes: tuple[str, ...]
    output: int = 0

    @property
    def columns(self) -> tuple[str, ...] | None:
        """The names of a table's columns, numbered where nobody knows them; None for pictures."""
        known = (self.opened.preparation or {}).get("columns")
        if not known and (len(self.shape) != 1 or _is_square(self.shape[0] or 0)):
            return None
        return tuple(known or (str(number) for number in range(1, (self.shape[0] or 0) + 1)))

    @property
    def experiment(self) -> Experiment:
        """The document behind the model."""
        return parse(self.opened.document)

    @property
    def labels(self) -> str:
        """What the model was trained to answer: `data.labels`, or "" where nobody knows."""
        return _labels(self.opened)

    @property
    def several(self) -> bool:
        """Whether it says yes or no to each of several names by itself."""
        alone = meaning(self.experiment, self.output) in ("sigmoid", "binary_logits")
        known = (self.opened.preparation or {}).get("several", True)
        count = self.opened.model.outputs[self.output].shape[-1]
        return alone and known and 1 < count <= DATA_CLASSES

    @property
    def shape(self) -> tuple[int | None, ...]:
        """Of one example, without the batch axis."""
        return _shape(self.opened)

    @property
    def columns_of_inputs(self) -> tuple[tuple[int, ...], ...] | None:
        """For each Input the places of its columns in a row, where rows are divided among them."""
        parts = _divided(self.opened)
        if parts is None:
            return None
        columns = (self.opened.preparation or {})["columns"]
        return tuple(tuple(columns.index(name) for name in names) for names in parts.values())

    def raw(self, tensors: Sequence[np.ndarray]) -> np.ndarray:
        """The chosen output for several examples, each of `shape`, as the model gives it."""
        model = self.opened.model
        x = np.stack(tensors).astype(model.inputs[0].dtype)
        given = model.predict(_for_inputs(self.opened, x), batch_size=BATCH, verbose=0)
        return np.asarray(keras.tree.flatten(given)[self.output])

    def answers(self, tensors: Sequence[np.ndarray]) -> Answers:
        """The answers to several examples, each of `shape`."""
        means = meaning(self.experiment, self.output)
        return answers(self.raw(tensors), means, named=self.classes is not None)


def subject(
    model: Mapping[str, str],
    *,
    scaling: str | None = None,
    classes: Sequence[str] | None = None,
    output: str | None = None,
) -> Subject:
    """The model of `{"run": id}` or `{"path": file}`, with `scaling` and `classes` as given, else
    as the file says, else assumed. `output` names the output that answers, else it is the first.

    Raises ProblemError when there is no model, it can't be opened, or can't be tried here.
    """
    found = opened(_path(model))
    place = _output(found, output)
    _check_usable(found, place)
    statistics, assumed = _statistics(found, scaling)
    names, numbered = _classes(found, place, classes)
    several = ("first_output",) if len(found.model.outputs) > 1 and output is None else ()
    return Subject(found, statistics, names, (*found.notes, *assumed, *several, *numbered), place)


def _output(found: Opened, name: str | None) -> int:
    names = outputs(parse(found.document))
    if name is None:
        return 0
    if name not in names:
        values = {"given": name[:80], "known": list(names)}
        raise ProblemError(Problem("output_unknown", values=values))
    return names.index(name)


def _is_square(count: int) -> bool:
    """Whether so many numbers in a row are taken for a square picture."""
    try:
        return bool(target_of((count,)))
    except ProblemError:
        return False


def _path(model: Mapping[str, str]) -> Path:
    if "run" not in model:
        return Path(model["path"])
    path = folder(model["run"]) / "model.keras"
    if not path.is_file():
        raise ProblemError(Problem("run_without_model", values={"run": model["run"]}))
    return path


def _labels(found: Opened) -> str:
    data = parse(found.document).data
    return data.labels if data and found.preparation else ""


def _divided(found: Opened) -> dict[str, tuple[str, ...]] | None:
    """Which columns each Input gets, where the file says so and it fits the model."""
    experiment = parse(found.document)
    inputs = experiment.data.inputs if experiment.data else None
    columns = (found.preparation or {}).get("columns")
    if not inputs or not columns:
        return None
    nodes = wire(experiment.network, experiment.outputs).pruned().inputs
    parts = {node.name: inputs.get(node.name, tuple(columns)) for node in nodes}
    widths = [(len(names),) for names in parts.values()]
    known = all(name in columns for names in parts.values() for name in names)
    fits = widths == [tuple(each.shape[1:]) for each in found.model.inputs]
    return parts if known and fits else None


def _shape(found: Opened) -> tuple[int | None, ...]:
    if _divided(found):
        return (len((found.preparation or {})["columns"]),)
    return tuple(found.model.inputs[0].shape[1:])


def _for_inputs(found: Opened, x: np.ndarray) -> Any:
    """Examples as the model takes them; several Inputs get their columns, or the same example."""
    parts = _divided(found)
    count = len(found.model.inputs)
    if parts is None:
        return x if count == 1 else [x] * count
    columns = (found.preparation or {})["columns"]
    several = split_columns(x, column_places(parts, names=list(parts), columns=columns))
    return several[0] if count == 1 else list(several)


def _check_usable(found: Opened, place: int) -> None:
    if not found.finite:
        raise ProblemError(Problem("model_weights_not_finite"))
    shapes = {tuple(each.shape[1:]) for each in found.model.inputs}
    alike = len(shapes) == 1 and found.preparation is not None
    if len(found.model.inputs) > 1 and not alike and not _divided(found):
        count = len(found.model.inputs)
        raise ProblemError(Problem("model_takes_several", values={"count": count}))
    shape = tuple(found.model.outputs[place].shape[1:])
    if not _is_answer(found, shape):
        values = {"shape": shape_text(shape)}
        raise ProblemError(Problem("model_answers_otherwise", values=values))


def _is_answer(found: Opened, shape: tuple[int | None, ...]) -> bool:
    """Whether an output of that shape can be shown: classes or values, or as large as the input."""
    example, labels = _shape(found), _labels(found)
    if labels == "pixels":
        classes = len(found.classes or ()) + 1
        return len(example) == 3 and shape[:-1] == example[:-1] and shape[-1] == classes
    if labels == "input":
        return shape == example
    return len(shape) == 1 and shape[0] is not None


def _statistics(found: Opened, scaling: str | None) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    known = found.preparation
    if known and scaling in (None, known["scaling"]):
        return known, ()
    if scaling is not None:
        if scaling in OF_COLOURS and 3 not in _shape(found)[:1] + _shape(found)[-1:]:
            values = {"scaling": scaling, "shape": shape_text(_shape(found))}
            raise ProblemError(Problem("scaling_of_colours", values=values))
        return foreign_statistics(scaling), ()
    guess = guessed_scaling(found.experiment.to_json())
    return foreign_statistics(guess), (f"scaling_assumed_{guess}",)


def _classes(
    found: Opened, place: int, given: Sequence[str] | None
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    if _labels(found) in ("pixels", "input"):
        return found.classes, ()
    count = max(found.model.outputs[place].shape[-1], 2)
    if given:
        if len(given) != count:
            values = {"found": len(given), "expected": count}
            raise ProblemError(Problem("classes_count", values=values))
        return tuple(given), ()
    if found.classes and len(found.classes) == count:
        return found.classes, ()
    if found.preparation is not None or meaning(parse(found.document), place) == "values":
        return None, ()
    return tuple(str(number) for number in range(count)), ("classes_numbered",)
