"""One channel of a model's input as a map of its numbers."""

from collections.abc import Sequence

import plotly.graph_objects as go

from kt_core.figures.style import INK, axis, layout
from kt_core.texts import text

PIXEL, LEAST, MOST = 12, 160, 420  # height of the map in pixels


def input_figure(plane: Sequence[Sequence[float]]) -> go.Figure:
    """`plane`: (height, width), the first row on top; small numbers are dark, as in the picture.

    Hovering tells row and column (from 1) and the number.
    """
    rows, columns = len(plane), len(plane[0])
    heat = go.Heatmap(
        z=[list(row) for row in plane],
        x=list(range(1, columns + 1)),
        y=list(range(1, rows + 1)),
        colorscale="Gray",
        colorbar={"thickness": 12, "outlinewidth": 0, "tickfont": {"color": INK}},
        hovertemplate=text("figures.input_hover") + "<extra></extra>",
    )
    height = min(MOST, max(LEAST, PIXEL * rows)) + 60
    return go.Figure(heat).update_layout(
        layout(
            height,
            xaxis=axis(text("figures.column"), showgrid=False, constrain="domain"),
            yaxis=axis(
                text("figures.row"),
                showgrid=False,
                autorange="reversed",
                scaleanchor="x",
                constrain="domain",
            ),
        )
    )
