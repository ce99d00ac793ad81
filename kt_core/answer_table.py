"""A model's answers to many pictures or rows as one table, the same on the page and in the file."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from kt_core.problems import Problem
from kt_core.texts import render

RANKS = 5  # of classes, where there are too many for a column each
RANKED = [f"{what}_{rank}" for rank in range(2, RANKS + 1) for what in ("answer", "probability")]
MANY = 10  # classes; the engine tells so many of each answer
FORMULA = ("=", "+", "-", "@", "\t", "\r")
Line = Mapping[str, Any]
Cell = str | float | int | None


def name_of(line: Line) -> str:
    """What a line is about: the file, the member of a folder or zip, or the row of a table."""
    inside = line.get("member") or (f"#{line['row']}" if "row" in line else "")
    return f"{line['file']}/{inside}" if inside else str(line["file"])


def answer_table(lines: Sequence[Line]) -> tuple[list[str], list[list[Cell]]]:
    """Column names, and a row of cells for each line as `predict` of the engine gives them.

    Probabilities and values are not rounded. A line without an answer has its reason under
    `problem`.
    """
    columns = ["file", *_asked(lines), *_columns(lines), "problem"]
    return columns, [[_cells(line).get(name) for name in columns] for line in lines]


def csv_text(lines: Sequence[Line]) -> str:
    """The table as comma-separated values; no cell of text begins as a spreadsheet's formula."""
    columns, rows = answer_table(lines)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([_harmless(name) for name in columns])
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return file.getvalue()


def _asked(lines: Sequence[Line]) -> list[str]:
    return [name for name in ("member", "row") if any(name in line for line in lines)]


def _columns(lines: Sequence[Line]) -> list[str]:
    """What the answers have, in the order of the classes' names where each has a column."""
    found = {name: None for line in lines for name in _answers(line)}
    classes = sorted(name for name in found if name.startswith("p("))
    ranks = [name for name in found if name in RANKED]
    if len(classes) <= MANY:
        return [name for name in found if name not in ranks and name not in classes] + classes
    return [name for name in found if name not in classes]


def _cells(line: Line) -> dict[str, Cell]:
    own = {name: line.get(name) for name in ("file", "member", "row")}
    return {**own, **_answers(line), "problem": _reason(line)}


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
