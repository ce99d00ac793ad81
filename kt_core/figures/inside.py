"""Layers from inside as figures: a unit's way through time, and what queries look at."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import plotly.graph_objects as go

from kt_core.figures.style import INK, LINES, VERMILLION, axis, label, layout, legend

LOOKS = ((0.0, "#FBE3D3"), (1.0, VERMILLION))  # 0 stands out from a cell that is empty
MARKERS = 60  # steps up to which each one has its point


def lines_figure(lines: Mapping[str, np.ndarray], *, at: int, across: str, up: str) -> go.Figure:
    """Lines (steps,) by their names, with a dotted line at the step `at`."""
    figure = go.Figure()
    for (name, values), (colour, dash, _) in zip(lines.items(), LINES, strict=False):
        figure.add_scatter(
            x=list(range(len(values))),
            y=values,
            name=label(name),
            mode="lines+markers" if len(values) <= MARKERS else "lines",
            line={"color": colour, "dash": dash, "width": 2 if dash == "solid" else 1.5},
            marker={"size": 5},
            hovertemplate="%{y:.4g}",
        )
    figure.add_vline(x=at, line={"color": INK, "dash": "dot", "width": 1})
    plain = {"showgrid": False, "zeroline": False}
    return figure.update_layout(
        layout(
            320,
            hovermode="x unified",
            legend=legend(),
            margin={"l": 8, "r": 8, "t": 40, "b": 8},
            xaxis=axis(across, **plain),
            yaxis=axis(up, zeroline=True),
        )
    )


def looks_data(
    weights: np.ndarray, *, allowed: np.ndarray | None, row: int | None, side: int
) -> dict[str, Any]:
    """The weights (queries, keys) with nan where nothing may be looked at, of at most `side` rows
    and columns: those around the row, and around the key that it looks at most."""
    shown = weights if allowed is None else np.where(allowed, weights, np.nan)
    top = _start(row or 0, len(shown), side)
    left = _start(int(weights[row or 0].argmax()), shown.shape[1], side)
    return {"weights": shown[top : top + side, left : left + side], "top": top, "left": left}


def looks_figure(
    weights: np.ndarray,
    *,
    allowed: np.ndarray | None,
    row: int | None,
    side: int,
    names: tuple[str, str],
) -> go.Figure:
    """A heat map of what each query (down) looks at (across), and a frame around a row."""
    data, (down, across) = looks_data(weights, allowed=allowed, row=row, side=side), names
    part = data["weights"]
    queries, keys = part.shape
    bar = {"thickness": 12, "tickfont": {"color": INK}, "tickformat": ".2g", "outlinewidth": 0}
    heat = go.Heatmap(
        z=part, x0=data["left"], y0=data["top"], zmin=0, colorscale=LOOKS, colorbar=bar,
        xgap=1, ygap=1,
        hovertemplate=f"{down} %{{y}}, {across} %{{x}}: %{{z:.4g}}<extra></extra>",
    )  # fmt: skip
    figure = go.Figure(heat)
    if row is not None:
        ends = {"x0": data["left"] - 0.5, "x1": data["left"] + keys - 0.5}
        line = {"color": INK, "width": 2}
        figure.add_shape(type="rect", y0=row - 0.5, y1=row + 0.5, line=line, **ends)
    plain = {"showgrid": False, "zeroline": False}
    return figure.update_layout(
        layout(
            int(min(520, max(180, 60 + 14 * queries))),
            xaxis=axis(across, **plain),
            yaxis=axis(down, autorange="reversed", **plain),
        )
    )


def _start(wanted: int, size: int, side: int) -> int:
    return int(min(max(0, wanted - side // 2), max(0, size - side)))
