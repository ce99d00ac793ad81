"""A model's answers for pictures and table rows, prepared as its training data was.

A run of ours, a file of ours and a file from elsewhere take the same way: `open`, `images`, the
model's own `predict`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from kt_core.data.preparation import scale
from kt_core.engine.answers import Answers, top
from kt_core.engine.predict_whole import as_png, given_back, pixels
from kt_core.engine.subject import Subject, subject
from kt_core.images import Choices, Prepared, Step, Target, prepare, target_of
from kt_core.limits import IMAGE_BYTES, IMAGES_AT_ONCE
from kt_core.problems import Problem, ProblemError
from kt_core.texts import shape_text

TOP = 10
WHOLE = {"pixels": pixels, "input": given_back}
Line = dict[str, Any]
Attempt = Prepared | ProblemError


def predict(
    model: Mapping[str, str],
    images: Sequence[str] = (),
    scaling: str | None = None,
    classes: Sequence[str] | None = None,
    *,
    rows: Sequence[Sequence[float]] = (),
    choices: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Answers for picture files, then for table rows: one line each, in order.

    `model` is `{"run": id}` or `{"path": file}`. `scaling` ("none", "unit", "signed") and
    `classes` (names in order) override what the file knows. `choices` may hold `frame` ("fit",
    "crop", "stretch", "centre"), `invert`, and `pictures`: each step with its picture (base64 PNG).

    A line is `{"file", "ok": True, "top": [{"class", "probability"}] or [{"value"}], "steps",
    "notes"}` or `{"file", "ok": False, "problems"}`; a model that answers for every pixel, or gives
    its input back, has `"pixels"` or `"given_back"` (see `predict_whole`) in place of `"top"`.
    Beside `"results"`, `"model"` tells what is known or assumed of the model. Raises ProblemError
    when the model itself can't be used.
    """
    if len(images) + len(rows) > IMAGES_AT_ONCE:
        values = {"count": len(images) + len(rows), "limit": IMAGES_AT_ONCE}
        raise ProblemError(Problem("images_too_many", values=values))
    asked = subject(model, scaling=scaling, classes=classes)
    chosen = dict(choices or {})
    target = target_of(asked.shape) if images else None
    attempts = [_picture(file, target, asked, chosen) for file in images if target]
    attempts += [_row(row, asked) for row in rows]
    prepared = [each for each in attempts if isinstance(each, Prepared)]
    files = [*images, *(f"row {number}" for number in range(1, len(rows) + 1))]
    given, found = _given([each.tensor for each in prepared], asked)
    lines = _lines(attempts, found, pictures=bool(chosen.get("pictures")))
    results = [{"file": file, **line} for file, line in zip(files, lines, strict=True)]
    return {"results": results, "model": _facts(asked, given)}


def picture_for(file: str, asked: Subject, choices: Mapping[str, Any]) -> Prepared:
    """A picture as the model takes it. Raises ProblemError for one that can't be read."""
    return _or_raised(_picture(file, target_of(asked.shape), asked, choices))


def row_for(row: Sequence[float], asked: Subject) -> Prepared:
    """A row as the model takes it. Raises ProblemError for one of another length."""
    return _or_raised(_row(row, asked))


def _or_raised(attempt: Attempt) -> Prepared:
    if isinstance(attempt, ProblemError):
        raise attempt
    return attempt


def _picture(file: str, target: Target, asked: Subject, chosen: Mapping[str, Any]) -> Attempt:
    known = asked.opened.preparation or {}
    choices = Choices(frame=chosen.get("frame", "fit"), invert=bool(chosen.get("invert")))
    try:
        return prepare(
            _content(Path(file)),
            target,
            statistics=asked.statistics,
            largest=known.get("largest", 255),
            choices=choices,
            brightness=known.get("brightness"),
        )
    except ProblemError as error:
        return error


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(IMAGE_BYTES + 1)
    except OSError as error:
        values = {"file": path.name, "detail": str(error)}
        raise ProblemError(Problem("image_missing", values=values)) from error


def _row(row: Sequence[float], asked: Subject) -> Attempt:
    values = np.asarray(row, dtype="float64")
    if values.shape != asked.shape:
        said = {"expected": shape_text(asked.shape), "found": shape_text(values.shape)}
        return ProblemError(Problem("model_takes_no_table", values=said))
    return Prepared(scale(values, asked.statistics), (), ())


def _given(tensors: Sequence[np.ndarray], asked: Subject) -> tuple[Answers | None, list[Line]]:
    """What the model says of all, and for each example what its line says of the answer."""
    if not tensors:
        return None, []
    if asked.labels in WHOLE:
        raw = asked.raw(tensors)
        return None, [WHOLE[asked.labels](x, y, asked) for x, y in zip(tensors, raw, strict=True)]
    given = asked.answers(tensors)
    return given, [{"top": _answer(numbers, given, asked)} for numbers in given.numbers]


def _lines(attempts: Sequence[Attempt], found: Sequence[Line], *, pictures: bool) -> list[Line]:
    answers = iter(found)
    lines: list[Line] = []
    for attempt in attempts:
        if isinstance(attempt, ProblemError):
            said = [problem.to_json() for problem in attempt.problems]
            lines.append({"ok": False, "problems": said})
        else:
            steps = [*(_step(step, pictures) for step in attempt.steps), _range(attempt.tensor)]
            lines.append({"ok": True, **next(answers), "steps": steps, "notes": [*attempt.notes]})
    return lines


def _answer(numbers: np.ndarray, given: Answers, asked: Subject) -> list[dict[str, Any]]:
    if not given.are_classes:
        return [{"value": float(number)} for number in numbers]
    names = asked.classes or [str(number) for number in range(len(numbers))]
    return top(numbers, names, TOP)


def _step(step: Step, with_picture: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"code": step.code, "size": list(step.size)}
    return {**found, "picture": as_png(step.picture)} if with_picture else found


def _range(tensor: np.ndarray) -> dict[str, Any]:
    return {
        "code": "scaled",
        "shape": list(tensor.shape),
        "minimum": float(tensor.min()),
        "maximum": float(tensor.max()),
    }


def _facts(asked: Subject, given: Answers | None) -> dict[str, Any]:
    return {
        "shape": list(asked.shape),
        "scaling": asked.statistics["scaling"],
        "classes": list(asked.classes) if asked.classes else None,
        "notes": [*asked.notes, *(given.notes if given else ())],
    }
