"""How often two classes are taken for each other, epoch by epoch."""

from collections.abc import Sequence

import plotly.graph_objects as go

from kt_core.figures.style import BLUE, GREEN, GREY, ORANGE, VERMILLION, axis, label, layout, legend
from kt_core.looking_back import Pair
from kt_core.texts import text

HEIGHT = 300
FEW = 8  # epochs
LINES = (
    (VERMILLION, "solid", "circle"),
    (BLUE, "dash", "square"),
    (ORANGE, "dot", "diamond"),
    (GREEN, "dashdot", "triangle-up"),
    ("#CC79A7", "longdash", "cross"),
)


def pairs_figure(
    pairs: Sequence[Pair], epochs: Sequence[int], classes: Sequence[str], *, limit: float
) -> go.Figure:
    """A line for each of the first pairs, and the limit; `epochs` are 1-based."""
    lines = [
        go.Scatter(
            x=list(epochs),
            y=list(pair.shares),
            name=" ↔ ".join(label(classes[one], longest=16) for one in (pair.one, pair.other)),
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"symbol": symbol, "size": 7},
            hovertemplate="%{y:.1%}",
        )
        for pair, (colour, dash, symbol) in zip(pairs, LINES, strict=False)
    ]
    figure = go.Figure(lines)
    figure.add_hline(y=limit, line={"color": GREY, "dash": "dash", "width": 1.5})
    step = 1 if len(epochs) < FEW else None  # Plotly writes "1, 1, 2, 2" between few epochs
    top = max([limit, *(share for pair in pairs[: len(LINES)] for share in pair.shares)])
    return figure.update_layout(
        layout(
            HEIGHT,
            hovermode="x unified",
            legend=legend(),
            showlegend=True,
            xaxis=axis(text("through_time.figure.epoch"), tickformat=",d", dtick=step),
            yaxis=axis(text("through_time.figure.share"), tickformat=".0%", range=[0, 1.08 * top]),
        )
    )
