"""Why a model answers as it does, for one example: maps, layers from inside, and the arithmetic.

Whatever is asked is computed once and kept beside the model (`kt_core.explanations`).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from kt_core import explanations
from kt_core.data import load
from kt_core.data.preparation import scale
from kt_core.engine.examples import order_of, picture_for, row_for
from kt_core.engine.explain_layers import about, favourites, layer, value
from kt_core.engine.explain_maps import maps
from kt_core.engine.explain_subject import Looked, learning_output
from kt_core.engine.explain_unit import maximised
from kt_core.engine.subject import Subject, subject
from kt_core.problems import Problem, ProblemError


def explain(
    model: Mapping[str, str], question: Mapping[str, Any], image: str | None = None
) -> dict[str, Any]:
    """Finds the answer and keeps it where `explanations.find(model, question)` reads it.

    `model`: `{"run": id}` or `{"path": file}`. `question`: `{"what", "example", "output"}` and what
    each of ANSWERS needs. `example`: `{"row": place in x_test}`, `{"values": [...]}`, or `{"image":
    digest, "choices"}` of the picture at `image`; with `known` (`scaling`, `classes`) for files
    that don't tell. Raises ProblemError.
    """
    if explanations.find(model, question) is None:
        said, arrays = ANSWERS[question["what"]](_looked(model, question, image), question)
        explanations.keep(model, question, explanations.Found(said, arrays))
    return {}


def _looked(model: Mapping[str, str], question: Mapping[str, Any], image: str | None) -> Looked:
    example = question["example"]
    choices = dict(example.get("choices") or {})
    asked = subject(model, **dict(question.get("known") or {}), output=choices.get("output"))
    number = int(question.get("output", 0))
    if "row" in example and (number or len(asked.opened.model.outputs) > 1):
        asked = subject(model, output=learning_output(asked.experiment, number))
    x = _example(asked, example, image)
    return Looked(asked, x, order_of(asked, choices))


def _example(asked: Subject, example: Mapping[str, Any], image: str | None) -> np.ndarray:
    if "row" in example:
        return _test_example(asked, int(example["row"]))
    if "values" in example:
        return row_for(example["values"], asked).tensor
    return picture_for(str(image), asked, example.get("choices") or {}).tensor


def _test_example(asked: Subject, row: int) -> np.ndarray:
    data = asked.experiment.data
    if data is None:
        raise ProblemError(Problem("why_no_data"))
    x = load(data.dataset).x_test
    if not 0 <= row < len(x):
        raise ProblemError(Problem("why_row_unknown", values={"row": row, "count": len(x)}))
    return scale(x[row], asked.statistics)


def _maps(looked: Looked, asked: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    if looked.subject.labels == "input":
        raise ProblemError(Problem("why_gives_back"))
    target = asked.get("target")
    target = int(looked.numbers.argmax()) if target is None else int(target)
    if not 0 <= target < len(looked.numbers):
        raise ProblemError(Problem("why_class_unknown", values={"target": target}))
    said, arrays = maps(looked, target, asked.get("layer"))
    return {**said, "target": target}, arrays


ANSWERS = {
    "about": lambda looked, _: about(looked),
    "maps": _maps,
    "layer": lambda looked, asked: layer(looked, asked["layer"]),
    "value": lambda looked, asked: value(looked, asked["layer"], asked.get("at")),
    "favourites": lambda looked, asked: favourites(looked, asked["layer"]),
    "unit": lambda looked, asked: maximised(looked, asked["layer"], int(asked["unit"])),
}
