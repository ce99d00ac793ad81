"""A model ready to answer: rebuilt, with what is known or assumed about its data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from kt_core.engine.answers import Answers, answers, meaning
from kt_core.engine.open import Opened, opened
from kt_core.experiment import parse
from kt_core.images import foreign_statistics
from kt_core.problems import Problem, ProblemError
from kt_core.runs import folder
from kt_core.texts import shape_text
from kt_core.trial import guessed_scaling

BATCH = 32


@dataclass(frozen=True, slots=True)
class Subject:
    """`statistics` prepare what it is asked about, `classes` name its answers (None: values),
    `notes` say what was assumed."""

    opened: Opened
    statistics: Mapping[str, Any]
    classes: tuple[str, ...] | None
    notes: tuple[str, ...]

    @property
    def shape(self) -> tuple[int | None, ...]:
        """Of one example, without the batch axis."""
        return tuple(self.opened.model.inputs[0].shape[1:])

    def answers(self, tensors: Sequence[np.ndarray]) -> Answers:
        """The answers to several examples, each of `shape`."""
        model = self.opened.model
        x = np.stack(tensors).astype(model.inputs[0].dtype)
        raw = keras.tree.flatten(model.predict(x, batch_size=BATCH, verbose=0))[0]
        means = meaning(parse(self.opened.document))
        return answers(np.asarray(raw), means, named=self.classes is not None)


def subject(
    model: Mapping[str, str], *, scaling: str | None = None, classes: Sequence[str] | None = None
) -> Subject:
    """The model of `{"run": id}` or `{"path": file}`, with `scaling` and `classes` as given, else
    as the file says, else assumed.

    Raises ProblemError when there is no model, it can't be opened, or can't be tried here.
    """
    found = opened(_path(model))
    _check_usable(found)
    statistics, assumed = _statistics(found, scaling)
    names, numbered = _classes(found, classes)
    return Subject(found, statistics, names, (*found.notes, *assumed, *numbered))


def _path(model: Mapping[str, str]) -> Path:
    if "run" not in model:
        return Path(model["path"])
    path = folder(model["run"]) / "model.keras"
    if not path.is_file():
        raise ProblemError(Problem("run_without_model", values={"run": model["run"]}))
    return path


def _check_usable(found: Opened) -> None:
    if not found.finite:
        raise ProblemError(Problem("model_weights_not_finite"))
    if len(found.model.inputs) > 1:
        count = len(found.model.inputs)
        raise ProblemError(Problem("model_takes_several", values={"count": count}))
    shape = found.model.outputs[0].shape
    if len(shape) != 2 or shape[1] is None:
        values = {"shape": shape_text(shape[1:])}
        raise ProblemError(Problem("model_answers_otherwise", values=values))


def _statistics(found: Opened, scaling: str | None) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    known = found.preparation
    if known and scaling in (None, known["scaling"]):
        return known, ()
    if scaling is not None:
        return foreign_statistics(scaling), ()
    guess = guessed_scaling(found.experiment.to_json())
    return foreign_statistics(guess), (f"scaling_assumed_{guess}",)


def _classes(
    found: Opened, given: Sequence[str] | None
) -> tuple[tuple[str, ...] | None, tuple[str, ...]]:
    outputs = found.model.outputs[0].shape[1]
    count = max(outputs, 2)
    several = ("first_output",) if len(found.model.outputs) > 1 else ()
    if given:
        if len(given) != count:
            values = {"found": len(given), "expected": count}
            raise ProblemError(Problem("classes_count", values=values))
        return tuple(given), several
    if found.classes:
        return found.classes, several
    if found.preparation is not None or meaning(parse(found.document)) == "values":
        return None, several
    return tuple(str(number) for number in range(count)), (*several, "classes_numbered")
