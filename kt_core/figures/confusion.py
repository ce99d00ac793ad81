"""The confusion matrix as a figure, to take away and for reports; pages draw it themselves."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from kt_core.figures.style import (
    CLEAR,
    INK,
    VERMILLION,
    axis,
    label,
    labels,
    layout,
    rgba,
)
from kt_core.texts import text

MOST_NUMBERS = 20  # classes up to which each cell shows its number
MOST_NAMES = 40  # classes up to which each row and column shows its name
RIGHT, WRONG = "#005E94", VERMILLION  # a deeper blue than that of lines, for white letters
STRONG = 0.78  # depth of colour from which a blue cell needs white letters


def shares(matrix: Sequence[Sequence[int]] | np.ndarray) -> np.ndarray:
    """Each cell's share of its row (true class), 0 to 1; a class without examples gives zeros.

    `matrix` has axes (true, predicted), as scikit-learn's `confusion_matrix` gives it.
    """
    counts = np.asarray(matrix, dtype=float)
    totals = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)


def cell_words(
    matrix: Sequence[Sequence[int]] | np.ndarray, *, as_shares: bool = False
) -> list[list[str]] | None:
    """What stands in the cells, rows as in `matrix`; None for more classes than have room."""
    if len(matrix) > MOST_NUMBERS:
        return None
    if as_shares:
        return [[f"{share:.0%}" for share in row] for row in shares(matrix)]
    return [[f"{count:,}" for count in row] for row in matrix]


def confusion_figure(
    matrix: Sequence[Sequence[int]] | np.ndarray, classes: Sequence[str], *, as_shares: bool = False
) -> go.Figure:
    """Rows are true classes, columns predicted ones; what is right is blue, mistakes are orange.

    The colour is deeper the larger the share of the row (its square root, so that rare mistakes
    are seen). Cells with examples carry a marker that shows what is in them.
    """
    counts, share = np.asarray(matrix), shares(matrix)
    words = cell_words(counts, as_shares=as_shares)
    right = np.eye(len(counts), dtype=bool)
    figure = go.Figure([_colours(share, right, RIGHT), _colours(share, ~right, WRONG)])
    size = confusion_height(len(counts))
    strong = right & (np.sqrt(share) >= STRONG)
    for where, ink in ((counts > 0) & ~strong, INK), ((counts > 0) & strong, "#FFFFFF"):
        cells = _cells(counts, share, where, classes, words=words)
        figure.add_trace(_markers(cells, ink, size=0.86 * (size - 90) / len(counts)))
    return figure.update_layout(_layout(classes, size))


def _colours(share: np.ndarray, where: np.ndarray, colour: str) -> go.Heatmap:
    depth = np.where(where & (share > 0), np.sqrt(share), np.nan)
    scale = [[0.0, rgba(colour, 0.06)], [1.0, colour]]
    drawn = {"zmin": 0.0, "zmax": 1.0, "colorscale": scale, "showscale": False}
    gap = 1 if len(depth) <= MOST_NAMES else 0
    return go.Heatmap(z=depth, xgap=gap, ygap=gap, hoverinfo="skip", **drawn)


def _cells(
    counts: np.ndarray,
    share: np.ndarray,
    where: np.ndarray,
    classes: Sequence[str],
    *,
    words: list[list[str]] | None,
) -> dict[str, Any]:
    places = [(int(true), int(predicted)) for true, predicted in np.argwhere(where)]
    return {
        "x": [predicted for _, predicted in places],
        "y": [true for true, _ in places],
        "text": [words[true][predicted] for true, predicted in places] if words else None,
        "hovertext": [
            text(
                "figures.confusion.cell",
                true=label(classes[true]),
                predicted=label(classes[predicted]),
                count=int(counts[true, predicted]),
                share=f"{share[true, predicted]:.1%}",
            )
            for true, predicted in places
        ],
    }


def _markers(cells: dict[str, Any], ink: str, *, size: float) -> go.Scatter:
    return go.Scatter(
        **cells,
        mode="markers+text" if cells["text"] else "markers",
        marker={"symbol": "square", "size": max(4.0, min(size, 44.0)), "color": CLEAR},
        textfont={"color": ink},
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _layout(classes: Sequence[str], size: int) -> dict[str, Any]:
    count, edge = len(classes), [-0.5, len(classes) - 0.5]
    ticks: dict[str, Any] = {"showgrid": False, "zeroline": False}
    if count <= MOST_NAMES:
        ticks |= {"tickvals": list(range(count)), "ticktext": labels(classes, longest=16)}
    else:
        ticks |= {"showticklabels": False}
    angles = {"autotickangles": [0, -40, -90]}
    return layout(
        size,
        hovermode="closest",
        hoverdistance=12,
        xaxis=axis(text("figures.confusion.predicted"), range=edge, **ticks, **angles),
        yaxis=axis(text("figures.confusion.true"), range=edge[::-1], **ticks),
    )


def confusion_height(count: int) -> int:
    """Pixels of a matrix of so many classes."""
    return int(min(760, max(320, 130 + 36 * count)))
