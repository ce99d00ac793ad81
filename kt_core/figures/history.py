"""How a metric went over the epochs: training solid, validation dashed."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from kt_core.figures.style import BLUE, VERMILLION, axis, label, layout, legend
from kt_core.texts import text

HEIGHT = 300
LINES = {"training": (BLUE, "solid"), "validation": (VERMILLION, "dash")}


def history_figure(name: str, lines: Mapping[str, Sequence[float | None]]) -> go.Figure:
    """`lines` holds "training" and may hold "validation": a value an epoch."""
    traces = [
        go.Scatter(
            x=list(range(1, len(values) + 1)),
            y=list(values),
            mode="lines+markers" if len(values) < 30 else "lines",
            name=text(f"figures.history.{part}"),
            line={"color": LINES[part][0], "dash": LINES[part][1], "width": 2},
        )
        for part, values in lines.items()
    ]
    epoch = axis(text("figures.history.epoch"), tickformat="d")
    return go.Figure(traces).update_layout(
        layout(HEIGHT, xaxis=epoch, yaxis=axis(label(name)), legend=legend(), hovermode="x")
    )
