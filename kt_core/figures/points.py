"""The examples of a table with two columns, as points in the plane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from kt_core.figures.style import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    VERMILLION,
    axis,
    label,
    labels,
    layout,
    legend,
)
from kt_core.texts import text

CLASSES = (BLUE, ORANGE, GREEN, "#CC79A7", VERMILLION, "#56B4E9")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star")
VALUES = ((0.0, BLUE), (0.5, "#F2F2F2"), (1.0, VERMILLION))
"""The colours of numbers, from the smallest to the largest."""
MOST = 2000


@dataclass(frozen=True, slots=True, eq=False)
class PlanePoints:
    """`x` float (n, 2); `groups`: class -> rows, in order; `values` float (n,) where the table has
    numbers to predict, and no groups."""

    x: np.ndarray
    groups: Mapping[str, np.ndarray]
    values: np.ndarray | None


def points_data(x: np.ndarray, y: np.ndarray, *, classes: Sequence[str]) -> PlanePoints:
    """The first 2,000 examples: x (n, 2), y class numbers (n,) or values (n, 1)."""
    x, y = x[:MOST], y[:MOST].reshape(-1)
    if not classes:
        return PlanePoints(x, {}, y)
    groups = {name: np.flatnonzero(y == number) for number, name in enumerate(classes)}
    return PlanePoints(x, groups, None)


def points_figure(data: PlanePoints, *, columns: Sequence[str]) -> go.Figure:
    """Each class in a colour and with a sign of its own, or colours from low to high values."""
    traces = [_values(data)] if data.values is not None else _classes(data)
    names = labels(columns)
    return go.Figure(traces).update_layout(
        layout(
            420,
            hovermode="closest",
            legend=legend(),
            xaxis=axis(names[0], zeroline=False),
            yaxis=axis(names[1], zeroline=False, scaleanchor="x"),
        )
    )


def _classes(data: PlanePoints) -> list[go.Scatter]:
    return [
        go.Scatter(
            x=data.x[rows, 0],
            y=data.x[rows, 1],
            name=label(name),
            mode="markers",
            marker={
                "color": CLASSES[number % len(CLASSES)],
                "symbol": SYMBOLS[(number + number // len(CLASSES)) % len(SYMBOLS)],
                "size": 7,
                "line": {"color": "white", "width": 0.7},
            },
            hovertemplate="%{x:.3g}, %{y:.3g}",
        )
        for number, (name, rows) in enumerate(data.groups.items())
    ]


def _values(data: PlanePoints) -> go.Scatter:
    marker = {
        "color": data.values,
        "colorscale": VALUES,
        "showscale": True,
        "size": 7,
        "line": {"color": GREY, "width": 0.7},
        "colorbar": {"title": {"text": text("figures.points.value")}, "thickness": 14},
    }
    hover = "%{x:.3g}, %{y:.3g}: %{marker.color:.3g}<extra></extra>"
    return go.Scatter(
        x=data.x[:, 0], y=data.x[:, 1], mode="markers", marker=marker, hovertemplate=hover
    )
