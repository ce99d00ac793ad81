"""A model's answers for pictures and table rows, prepared as its training data was.

A run of ours, a file of ours and a file from elsewhere take the same way: `open`, `images`, the
model's own `predict`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kt_core.engine.answers import Answers, outputs, top
from kt_core.engine.examples import Attempt, pictures_of, row_of, table_of
from kt_core.engine.predict_whole import as_png, given_back, pixels
from kt_core.engine.subject import Subject, subject
from kt_core.images import Prepared, Step, target_of
from kt_core.limits import DATA_CLASSES, IMAGES_AT_ONCE
from kt_core.problems import Problem, ProblemError

TOP = 10
WHOLE = {"pixels": pixels, "input": given_back}
NUMBERS = 4_096  # of an input that is shown as numbers
FEW = 8  # pictures that are told of with every step at once
Line = dict[str, Any]


def predict(
    model: Mapping[str, str],
    images: Sequence[str] = (),
    scaling: str | None = None,
    classes: Sequence[str] | None = None,
    *,
    rows: Sequence[Sequence[float]] = (),
    choices: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Answers for files, then for table rows: one line for each picture or row, in order.

    `model` is `{"run": id}` or `{"path": file}`. `images` are pictures, folders or zips of them;
    for a model of tables, tables of text. `scaling` (`kt_core.images.SCALINGS`) and `classes`
    (names in order) override what the file knows. `choices` may hold `frame`, `invert` and
    `contrast` (`kt_core.images.Choices`), `order` of the colours ("rgb", "bgr"), `output` (a name),
    and `pictures`: True for each step as a picture (base64 PNG) and a small input as numbers,
    "first" for the first step alone, "few" for the one if there are at most FEW pictures and else
    for the other; with `answer` False the steps alone, without asking the model.

    A line is `{"file", "ok": True, "top": [{"class", "probability"}] or [{"value"}], "steps",
    "notes"}` or `{"file", "ok": False, "problems"}`, with `"member"` for one of a folder or zip and
    `"row"` (from 1) and, as read, its `"values"` for one of a table; a model that answers for
    every pixel, or gives its input back, has `"pixels"` or `"given_back"` (see `predict_whole`) in
    place of `"top"`. Beside `"results"`, `"model"` tells what is known or assumed of the model (its
    `"labels"`: names of which several may hold), `"tables"` how each table was read, `"complete"`
    whether every step came as a picture. Raises ProblemError when the model can't be used.
    """
    if max(len(images), len(rows)) > IMAGES_AT_ONCE:
        raise ProblemError(Problem("images_too_many", values={"limit": IMAGES_AT_ONCE}))
    chosen = dict(choices or {})
    asked = subject(model, scaling=scaling, classes=classes, output=chosen.get("output"))
    tables: list[dict[str, Any]] = []
    attempts = _attempts(images, rows, asked, chosen, tables)
    prepared = [each.prepared for each in attempts if isinstance(each.prepared, Prepared)]
    tensors = [each.tensor for each in prepared]
    given, found = _given(tensors, asked, model_is_asked=chosen.get("answer", True))
    pictures = _pictures(chosen.get("pictures"), len(attempts))
    lines = _lines(attempts, found, asked, pictures=pictures)
    told = {"results": lines, "model": _facts(asked, given), "tables": tables}
    return {**told, "complete": pictures is True}


def _attempts(
    images: Sequence[str],
    rows: Sequence[Sequence[float]],
    asked: Subject,
    chosen: Mapping[str, Any],
    tables: list[dict[str, Any]],
) -> list[Attempt]:
    """What each picture or row became; how tables were read is added to `tables`."""
    if asked.columns:
        attempts = [each for file in images for each in table_of(file, asked, tables)]
    else:
        attempts = list(pictures_of(images, asked, chosen))
    return attempts + [row_of(row, at, asked) for at, row in enumerate(rows, start=1)]


def _pictures(wanted: Any, count: int) -> Any:
    """Which steps come as pictures: True for all, "first" for the first of each."""
    return (count <= FEW or "first") if wanted == "few" else wanted


def _given(
    tensors: Sequence[np.ndarray], asked: Subject, *, model_is_asked: bool
) -> tuple[Answers | None, list[Line]]:
    """What the model says of all, and for each example what its line says of the answer."""
    if not tensors or not model_is_asked:
        return None, [{} for _ in tensors]
    if asked.labels in WHOLE:
        raw = asked.raw(tensors)
        return None, [WHOLE[asked.labels](x, y, asked) for x, y in zip(tensors, raw, strict=True)]
    given = asked.answers(tensors)
    return given, [{"top": _answer(numbers, given, asked)} for numbers in given.numbers]


def _lines(
    attempts: Sequence[Attempt], found: Sequence[Line], asked: Subject, *, pictures: Any
) -> list[Line]:
    answers = iter(found)
    lines: list[Line] = []
    for attempt in attempts:
        made = attempt.prepared
        if isinstance(made, ProblemError):
            said = [problem.to_json() for problem in made.problems]
            lines.append({**attempt.source, "ok": False, "problems": said})
        else:
            steps = [*_steps(made, pictures), _range(made.tensor, asked, pictures)]
            about = {"steps": steps, "notes": [*made.notes]}
            lines.append({**attempt.source, "ok": True, **next(answers), **about})
    return lines


def _answer(numbers: np.ndarray, given: Answers, asked: Subject) -> list[dict[str, Any]]:
    if not given.are_classes:
        return [{"value": float(number)} for number in numbers]
    return top(numbers, _names(asked, len(numbers)), DATA_CLASSES if asked.several else TOP)


def _names(asked: Subject, count: int) -> list[str]:
    return list(asked.classes or map(str, range(count)))


def _steps(made: Prepared, pictures: Any) -> list[dict[str, Any]]:
    shown = len(made.steps) if pictures is True else 1 if pictures == "first" else 0
    return [_step(step, at < shown) for at, step in enumerate(made.steps)]


def _step(step: Step, with_picture: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"code": step.code, "size": list(step.size)}
    return {**found, "picture": as_png(step.picture)} if with_picture else found


def _range(tensor: np.ndarray, asked: Subject, pictures: Any) -> dict[str, Any]:
    """What the model gets: shape and range, and a small picture's numbers, (height, width,
    channels) with the channels in the model's order."""
    found: dict[str, Any] = {
        "code": "scaled",
        "shape": list(tensor.shape),
        "minimum": float(tensor.min()),
        "maximum": float(tensor.max()),
    }
    if pictures is True and asked.columns is None and tensor.size <= NUMBERS:
        values = target_of(asked.shape).as_picture(tensor)
        found["values"] = np.vectorize(lambda value: float(f"{value:.6g}"))(values).tolist()
    return found


def _facts(asked: Subject, given: Answers | None) -> dict[str, Any]:
    return {
        "shape": list(asked.shape),
        "scaling": asked.statistics["scaling"],
        "classes": list(asked.classes) if asked.classes else None,
        "labels": _names(asked, given.numbers.shape[1]) if given and asked.several else None,
        "output": outputs(asked.experiment)[asked.output],
        "notes": [*asked.notes, *(given.notes if given else ())],
    }
