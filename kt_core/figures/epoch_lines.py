"""A few lines through all epochs, told apart without colour."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from kt_core.figures.style import GREY, LINES, axis, label, layout, legend
from kt_core.texts import text

Line = tuple[str, Sequence[float]]
HEIGHT = 300
LONGEST = 40  # characters
FEW = 8  # epochs
FAR = 30.0  # times: beyond that a linear axis hides what is small


def epoch_lines_figure(
    lines: Sequence[Line], epochs: Sequence[int], *, title: str, share: bool = False
) -> go.Figure:
    """A line for each (name, values), six at most; `epochs` are 1-based. A `share` is written in
    percent. From zero on, or by powers of ten where the largest value is far from the smallest.
    """
    traces = [
        go.Scatter(
            x=list(epochs),
            y=list(values),
            name=label(name, longest=LONGEST),
            mode="lines+markers",
            line={"color": colour, "dash": dash, "width": 2},
            marker={"symbol": symbol, "size": 7},
            hovertemplate="%{y:.1%}" if share else "%{y:.4g}",
        )
        for (name, values), (colour, dash, symbol) in zip(lines, LINES, strict=False)
    ]
    step = 1 if len(epochs) < FEW else None  # Plotly writes "1, 1, 2, 2" between few epochs
    known = [one for _, values in lines[: len(LINES)] for one in values if np.isfinite(one)]
    return go.Figure(traces).update_layout(
        layout(
            HEIGHT,
            hovermode="x unified",
            legend=legend(),
            showlegend=True,
            xaxis=axis(text("through_time.figure.epoch"), tickformat=",d", dtick=step),
            yaxis=axis(title, **_scale(known, share=share)),
        )
    )


def marked_at(figure: go.Figure, value: float) -> go.Figure:
    """The figure with a dashed line at a value of the other axis."""
    return figure.add_hline(y=value, line={"color": GREY, "dash": "dash", "width": 1.5})


def _scale(known: Sequence[float], *, share: bool) -> dict[str, object]:
    top = max(known, default=1.0)
    if share:
        return {"tickformat": ".0%", "range": [0, 1.08 * top]}
    if known and min(known) > 0 and top > FAR * min(known):
        return {"type": "log", "dtick": 1}
    return {"rangemode": "tozero"}
