"""A model's answers to many pictures or rows as one table, the same on the page and in the file."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from kt_core.label_answers import Cuts, given, in_words
from kt_core.problems import Problem
from kt_core.texts import render

RANKS = 5  # of classes, where there are too many for a column each
RANKED = [f"{what}_{rank}" for rank in range(2, RANKS + 1) for what in ("answer", "probability")]
MANY = 10  # classes; the engine tells so many of each answer
FORMULA = ("=", "+", "-", "@", "\t", "\r")
FIXED = ("file", "member", "row", "problem")
Line = Mapping[str, Any]
Cell = str | float | int | None


def name_of(line: Line) -> str:
    """What a line is about: the file, the member of a folder or zip, or the row of a table."""
    inside = line.get("member") or (f"#{line['row']}" if "row" in line else "")
    return f"{line['file']}/{inside}" if inside else str(line["file"])


def answer_table(
    lines: Sequence[Line], cuts: Cuts | None = None
) -> tuple[list[str], list[list[Cell]]]:
    """Column names, and a row of cells for each line as `predict` of the engine gives them.

    Probabilities and values are not rounded. `cuts` are the thresholds of a model of several
    labels. A line without an answer has its reason under `problem`.
    """
    found = [_cells(line, cuts) for line in lines]
    own = _columns(found) if cuts is None else _label_columns(cuts)
    columns = ["file", *_asked(lines), *own, "problem"]
    return columns, [[cells.get(name) for name in columns] for cells in found]


def csv_text(lines: Sequence[Line], cuts: Cuts | None = None) -> str:
    """The table as comma-separated values; no cell of text begins as a spreadsheet's formula."""
    columns, rows = answer_table(lines, cuts)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([_harmless(name) for name in columns])
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return file.getvalue()


def _asked(lines: Sequence[Line]) -> list[str]:
    return [name for name in ("member", "row") if any(name in line for line in lines)]


def _columns(rows: Sequence[Mapping[str, Cell]]) -> list[str]:
    """What the answers have, in the order of the classes' names where each has a column."""
    found = {name: None for cells in rows for name in cells if name not in FIXED}
    classes = sorted(name for name in found if name.startswith("p("))
    ranks = [name for name in found if name in RANKED]
    if len(classes) <= MANY:
        return [name for name in found if name not in ranks and name not in classes] + classes
    return [name for name in found if name not in classes]


def _label_columns(cuts: Cuts) -> list[str]:
    columns = [f"{what}({name})" for what in ("given", "p", "threshold") for name in cuts]
    return ["answer", *columns]


def _cells(line: Line, cuts: Cuts | None) -> dict[str, Cell]:
    own = {name: line.get(name) for name in ("file", "member", "row")}
    answers = _answers(line) if cuts is None else _labels(line, cuts)
    return {**own, **answers, "problem": _reason(line)}


def _labels(line: Line, cuts: Cuts) -> dict[str, Cell]:
    """Of each label 1 or 0 for given or not, its probability, and its threshold."""
    if "top" not in line:
        return {}
    names = given(line["top"], cuts)
    return {
        "answer": in_words(names, cuts),
        **{f"given({name})": int(name in names) for name in cuts},
        **{f"p({one['class']})": one["probability"] for one in line["top"]},
        **{f"threshold({name})": cut for name, cut in cuts.items()},
    }


def _answers(line: Line) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    if "given_back" in line:
        return {key: line["given_back"][key] for key in ("mse", "mae")}
    if "pixels" in line:
        return {f"share({one['class']})": one["share"] for one in line["pixels"]["classes"]}
    top = line.get("top", ())
    if top and "value" in top[0]:
        names = ["value"] if len(top) == 1 else [f"value_{at}" for at in range(1, len(top) + 1)]
        return dict(zip(names, (one["value"] for one in top), strict=True))
    for rank, one in enumerate(top[:RANKS], start=1):
        end = "" if rank == 1 else f"_{rank}"
        found |= {f"answer{end}": one["class"], f"probability{end}": one["probability"]}
    return found | {f"p({one['class']})": one["probability"] for one in top}


def _reason(line: Line) -> str:
    problems = [render(Problem.from_json(one)).what for one in line.get("problems", ())]
    return " ".join(problems)


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
