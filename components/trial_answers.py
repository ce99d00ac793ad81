"""The engine's answers to what was given on the page, and which one of several is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components import asking, batch_answers
from components.label_cuts import label_cuts
from components.picture_choice import Given
from components.problem_list import sentences
from components.row_choice import how_read
from kt_core.label_answers import Cuts
from kt_core.problems import ProblemError
from kt_core.trial import Trial


@dataclass(frozen=True)
class Looked:
    """The answer that is looked at: its `line` and what the engine says of the `model`.

    `cuts` are the thresholds of its labels where several may be given. `content` is the file of a
    picture, None for a row, whose numbers are `row`; `choices` are how it was prepared (with its
    `member` where the file is a zip), `known` what the engine was told of the model.
    """

    line: Mapping[str, Any]
    model: Mapping[str, Any]
    known: dict[str, Any]
    choices: dict[str, Any]
    cuts: Cuts | None = None
    content: bytes | None = None
    row: tuple[float, ...] = ()


def of_pictures(
    tried: Trial, given: Given, known: dict[str, Any], choices: dict[str, Any]
) -> Looked | None:
    """Draws all answers to choose from where there are several; the chosen one, or None.

    The model is asked once. Of many pictures the steps of the chosen one alone are made afterwards.
    """
    whole = {**choices, "pictures": True if given.is_one else "few"}
    found = _asked(tried, files=given.files, names=given.names, known=known, choices=whole)
    if found is None:
        return None
    model, cuts = found["model"], label_cuts(tried, found["model"])
    if given.is_one:
        return Looked(found["results"][0], model, known, choices, cuts, given.files[0])
    line = found["results"][batch_answers.overview(found["results"], cuts)]
    choices["member"] = line.get("member")
    content = given.files[line["given"]]
    if line["ok"] and not found["complete"]:
        steps = {**choices, "pictures": True, "answer": False}
        one = _asked(tried, files=(content,), names=(line["file"],), known=known, choices=steps)
        if one is None:
            return None
        line = {**line, "steps": one["results"][0]["steps"]}
    return Looked(line, model, known, choices, cuts, content)


def of_rows(
    tried: Trial, given: dict[str, Any], known: dict[str, Any], choices: dict[str, Any]
) -> Looked | None:
    """The answer to the row that was typed; of a table, to the chosen row."""
    found = _asked(tried, **given, known=known, choices=choices)
    if found is None:
        return None
    lines = found["results"]
    how_read(found["tables"])
    cuts = label_cuts(tried, found["model"])
    at = batch_answers.overview(lines, cuts) if len(lines) > 1 else 0
    row = lines[at].get("values") or next(iter(given.get("rows", ())), ())
    return Looked(lines[at], found["model"], known, choices, cuts, row=tuple(row))


def _asked(tried: Trial, **what: Any) -> dict[str, Any] | None:
    """The engine's answers, or a word about why there are none."""
    try:
        return asking.predicted(dict(tried.model), **what)
    except ProblemError as error:
        sentences(error.problems, key="predict.refused", with_place=False)
        return None
