"""Several labels for each example: one small table of right and wrong for each label, and which
labels come together."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from kt_core.figures.confusion import RIGHT, STRONG, WRONG
from kt_core.figures.points import CLASSES, SYMBOLS
from kt_core.figures.style import CLEAR, INK, axis, label, labels, layout, legend, rgba
from kt_core.several import KINDS
from kt_core.texts import text

ACROSS = 3  # tables side by side
CELL = 54  # pixels
PLACES = {"right": (1, 0), "missed": (1, 1), "wrong": (2, 0), "absent": (2, 1)}
"""Row and column of each kind: above what has the label, on the left what is given it."""
MOST_NUMBERS = 20
CHOSEN = "#10384F"  # ground of the chosen cell, under white letters
Counts = Sequence[Mapping[str, int]]


def label_tables_figure(counts: Counts, names: Sequence[str], *, first: int = 0) -> go.Figure:
    """A table of 2 x 2 for each label; `counts` as `kt_core.several.counts` gives them.

    The colour is deeper the larger the share of those that have the label, or have not (its square
    root). Cells carry a marker with `customdata` (label, place in KINDS), labels counted from
    `first`.
    """
    figure, cells = go.Figure(), _cells(counts, names, first)
    down = -(-len(counts) // ACROSS)
    for colour, kinds in ((RIGHT, ("right", "absent")), (WRONG, ("missed", "wrong"))):
        figure.add_trace(_colours(cells, kinds, colour, down))
    for strong in (False, True):
        chosen = [cell for cell in cells if _is_strong(cell) == strong]
        figure.add_trace(_markers(chosen, "#FFFFFF" if strong else INK))
    for at, name in enumerate(names):
        figure.add_annotation(
            x=3 * (at % ACROSS) + 0.5, y=3 * (at // ACROSS) + 0.1, text=label(name, longest=22),
            showarrow=False, font={"color": INK, "size": 14},
        )  # fmt: skip
    none = {"visible": False, "fixedrange": True}
    across = [-0.6, 3 * min(ACROSS, max(2, len(counts))) - 1.4]
    return figure.update_layout(
        layout(
            CELL * 3 * down + 16,
            hovermode="closest",
            xaxis={**none, "range": across},
            yaxis={**none, "range": [3 * down - 0.4, -0.4]},
        )
    )


def together_figure(matrix: np.ndarray, names: Sequence[str]) -> go.Figure:
    """Shares of the examples with the label of the row that also have that of the column;
    `matrix` as `kt_core.several.together` gives it."""
    own = np.maximum(matrix.diagonal(), 1)[:, np.newaxis]
    share = np.where(matrix.diagonal()[:, np.newaxis] > 0, matrix / own, np.nan)
    shown = np.where(np.eye(len(matrix), dtype=bool), np.nan, share)
    words = labels(names, longest=16)
    ticks: dict[str, Any] = {"tickvals": list(range(len(words))), "ticktext": words}
    told = [[_pair(matrix, names, row, column) for column in range(len(names))]
            for row in range(len(names))]  # fmt: skip
    drawn = go.Heatmap(
        z=shown, zmin=0, zmax=1, colorscale=[[0, rgba(RIGHT, 0.06)], [1, RIGHT]],
        xgap=1, ygap=1, showscale=False, text=told, hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    figure = go.Figure([drawn])
    if len(names) <= MOST_NUMBERS:
        for row, column in np.argwhere(np.isfinite(shown)):
            ink = "#FFFFFF" if shown[row, column] >= STRONG else INK
            figure.add_annotation(
                x=column, y=row, text=f"{shown[row, column]:.0%}", showarrow=False,
                font={"color": ink},
            )  # fmt: skip
    size = int(min(760, max(260, 110 + 40 * len(names))))
    sides = {"showgrid": False, "zeroline": False, **ticks}
    return figure.update_layout(
        layout(
            size,
            xaxis=axis(text("labels.together.also"), **sides),
            yaxis=axis(text("labels.together.of"), autorange="reversed", **sides),
        )
    )


def labels_over_epochs_figure(
    epochs: Sequence[int], f1: Sequence[Sequence[float]], names: Sequence[str]
) -> go.Figure:
    """A line for each label: its F1 after each of the epochs (1-based); `f1` (epochs, labels)."""
    lines = [
        go.Scatter(
            name=label(name),
            x=list(epochs),
            y=[row[at] for row in f1],
            mode="lines+markers",
            line={"color": CLASSES[at % len(CLASSES)]},
            marker={"symbol": SYMBOLS[(at + at // len(CLASSES)) % len(SYMBOLS)], "size": 8},
            hovertemplate="%{y:.1%}",
        )
        for at, name in enumerate(names)
    ]
    share = {"range": [0, 1.02], "tickformat": ".0%"}
    return go.Figure(lines).update_layout(
        layout(
            320,
            hovermode="x unified",
            legend=legend(),
            xaxis=axis(text("labels.epochs.epoch"), dtick=max(1, len(epochs) // 10)),
            yaxis=axis(text("labels.epochs.f1"), **share),
        )
    )


def _pair(matrix: np.ndarray, names: Sequence[str], row: int, column: int) -> str:
    told = {"of": label(names[row]), "also": label(names[column])}
    counted = {"n": f"{matrix[row, column]:,}", "all": f"{matrix[row, row]:,}"}
    return text("labels.together.cell", **told, **counted)


def _cells(counts: Counts, names: Sequence[str], first: int) -> list[dict[str, Any]]:
    found = []
    for at, (count, name) in enumerate(zip(counts, names, strict=True)):
        there, rest = count["right"] + count["missed"], count["wrong"] + count["absent"]
        for number, kind in enumerate(KINDS):
            of = there if kind in ("right", "missed") else rest
            row, column = PLACES[kind]
            words = {"name": label(name), "n": f"{count[kind]:,}", "of": f"{of:,}"}
            found.append(
                {
                    "kind": kind,
                    "x": 3 * (at % ACROSS) + column,
                    "y": 3 * (at // ACROSS) + row,
                    "share": count[kind] / of if of else 0.0,
                    "data": (first + at, number),
                    "text": f"{count[kind]:,}<br>{text(f'labels.kinds.{kind}')}",
                    "hover": text(f"labels.cells.{kind}", **words),
                }
            )
    return found


def _is_strong(cell: Mapping[str, Any]) -> bool:
    return cell["kind"] in ("right", "absent") and cell["share"] ** 0.5 >= STRONG


def _colours(
    cells: Sequence[Mapping[str, Any]], kinds: Sequence[str], colour: str, down: int
) -> go.Heatmap:
    depth = np.full((3 * down, 3 * ACROSS), np.nan)
    for cell in cells:
        if cell["kind"] in kinds:
            depth[cell["y"], cell["x"]] = cell["share"] ** 0.5
    scale = [[0.0, rgba(colour, 0.06)], [1.0, colour]]
    drawn = {"zmin": 0.0, "zmax": 1.0, "colorscale": scale, "showscale": False}
    return go.Heatmap(z=depth, xgap=2, ygap=2, hoverinfo="skip", **drawn)


def _markers(cells: Sequence[Mapping[str, Any]], ink: str) -> go.Scatter:
    return go.Scatter(
        x=[cell["x"] for cell in cells],
        y=[cell["y"] for cell in cells],
        customdata=[cell["data"] for cell in cells],
        text=[cell["text"] for cell in cells],
        hovertext=[cell["hover"] for cell in cells],
        mode="markers+text",
        marker={"symbol": "square", "size": 46, "color": CLEAR},
        textfont={"color": ink, "size": 12},
        selected={"marker": {"color": CHOSEN, "opacity": 1}, "textfont": {"color": "#FFFFFF"}},
        unselected={"marker": {"opacity": 1}},
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
