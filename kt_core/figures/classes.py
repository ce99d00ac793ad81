"""Precision, recall and F1 of each class as bars."""

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from kt_core.figures.style import BLUE, GREEN, VERMILLION, axis, labels, layout, legend
from kt_core.texts import text

SCORES = {"precision": (BLUE, ""), "recall": (VERMILLION, "/"), "f1": (GREEN, ".")}


def per_class_figure(per_class: Sequence[Mapping[str, Any]]) -> go.Figure:
    """Three bars a class, first class on top; `per_class` as in a run's results (fractions)."""
    names = labels(row["class"] for row in per_class)
    places = list(range(len(names)))
    bars = [
        go.Bar(
            name=text(f"figures.scores.{score}"),
            orientation="h",
            x=[row[score] for row in per_class],
            y=places,
            customdata=names,
            marker={"color": colour, "pattern": {"shape": pattern, "solidity": 0.25}},
            hovertemplate="%{x:.1%}",
        )
        for score, (colour, pattern) in SCORES.items()
    ]
    share = {"range": [0, 1], "tickformat": ".0%"}
    ticks = {"tickvals": places, "ticktext": names, "autorange": "reversed", "showgrid": False}
    return go.Figure(bars).update_layout(
        layout(
            110 + 44 * max(2, len(names)),
            barmode="group",
            bargap=0.3,
            hovermode="y unified",
            legend=legend(),
            xaxis=axis(text("figures.scores.axis"), **share),
            yaxis=axis("", **ticks),
        )
    )
