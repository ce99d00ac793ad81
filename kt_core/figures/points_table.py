"""The numbers that are drawn in a figure, as comma-separated values."""

import csv
import html
import io
from collections.abc import Iterable, Sequence
from typing import Any

import plotly.graph_objects as go

from kt_core.figures.style import CLEAR
from kt_core.runs.tables import FORMULA

COLUMNS = ("series", "x", "y", "low", "high")


def figure_points(figure: go.Figure) -> str:
    """One line for each point or bar: the name of its line, both coordinates, and where it has an
    interval its ends. What lies behind to be clicked is left out."""
    rows = (row for trace in figure.data if _is_drawn(trace) for row in _rows(trace))
    return table(COLUMNS, rows)


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """The rows under their heads; nothing in them is computed by a spreadsheet."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue()


def _is_drawn(trace: Any) -> bool:
    return trace.type in ("scatter", "bar") and trace.marker.color != CLEAR


def _rows(trace: Any) -> list[tuple[Any, ...]]:
    name, count = html.unescape(trace.name or ""), len(trace.x)
    ends = trace.error_y
    if ends.array is None:
        return [(name, x, y, "", "") for x, y in zip(trace.x, trace.y, strict=True)]
    return [
        (name, trace.x[at], trace.y[at], trace.y[at] - ends.arrayminus[at],
         trace.y[at] + ends.array[at])
        for at in range(count)
    ]  # fmt: skip


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value.lstrip().startswith(FORMULA):
        return f"'{value}"
    return value.item() if hasattr(value, "item") else value
