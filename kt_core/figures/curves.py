"""Curves of a class against the rest: what is won and lost when the threshold moves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from kt_core.figures.style import BLUE, GREY, VERMILLION, axis, label, layout, legend, rgba
from kt_core.texts import text
from kt_core.thresholds import written

HEIGHT = 380
Curve = Mapping[str, Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Mark:
    """The point of one threshold on a curve; `x` and `y` are 0..1."""

    x: float
    y: float
    name: str


def roc_figure(
    curve: Curve, *, name: str, mean: Curve | None = None, mark: Mark | None = None
) -> go.Figure:
    """False alarms against what is found; beside it the mean of all classes, if there is one.

    `curve` has `x`, `y` and `at` (thresholds), as `kt_core.run_figures` keeps them; each of its
    points carries `customdata` (threshold for people, threshold or None).
    """
    traces = [_line([0, 1], [0, 1], text("figures.curves.chance"), GREY, "dot")]
    if mean:
        traces.append(_line(mean["x"], mean["y"], text("figures.curves.mean"), VERMILLION, "dash"))
    words = axis(text("figures.curves.false_rate")), axis(text("figures.curves.recall"))
    return _figure([*traces, _curve(curve, name, "roc"), *_marks(mark)], *words)


def precision_recall_figure(
    curve: Curve, *, name: str, share: float, mark: Mark | None = None
) -> go.Figure:
    """How right the calls are against how many are found; `share` (0..1) of the examples are of
    the class, which is the precision of calling everything."""
    chance = _line([0, 1], [share, share], text("figures.curves.share"), GREY, "dot")
    words = axis(text("figures.curves.recall")), axis(text("figures.curves.precision"))
    return _figure([chance, _curve(curve, name, "precision_recall"), *_marks(mark)], *words)


def calibration_figure(bins: Sequence[Mapping[str, float]]) -> go.Figure:
    """What was promised (mean probability of each bin) against what came true, with intervals.

    Each point carries `customdata` (how many, tenth).
    """
    line = _line([0, 1], [0, 1], text("figures.curves.kept"), GREY, "dot")
    shares = [each["share"] for each in bins]
    points = go.Scatter(
        x=[each["mean"] for each in bins],
        y=shares,
        mode="lines+markers",
        name=text("figures.curves.true"),
        line={"color": BLUE, "width": 2},
        marker={"size": 8},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [each["high"] - each["share"] for each in bins],
            "arrayminus": [each["share"] - each["low"] for each in bins],
            "color": rgba(BLUE, 0.6),
            "thickness": 1.5,
        },
        customdata=[(each["count"], each["tenth"]) for each in bins],
        hovertemplate=text("figures.curves.calibration_point") + "<extra></extra>",
    )
    words = axis(text("figures.curves.promised")), axis(text("figures.curves.came_true"))
    return _figure([line, points], *words)


def _curve(curve: Curve, name: str, kind: str) -> go.Scatter:
    return go.Scatter(
        x=list(curve["x"]),
        y=list(curve["y"]),
        customdata=[("–" if each is None else written(each), each) for each in curve["at"]],
        mode="lines+markers",
        marker={"size": 5, "opacity": 0},
        name=label(name),
        line={"color": BLUE, "width": 2.5},
        hovertemplate=text(f"figures.curves.{kind}_point") + "<extra></extra>",
    )


def _line(x: Sequence[float], y: Sequence[float], name: str, colour: str, dash: str) -> go.Scatter:
    style = {"color": colour, "dash": dash, "width": 1.5}
    return go.Scatter(x=list(x), y=list(y), mode="lines", name=name, line=style, hoverinfo="skip")


def _marks(mark: Mark | None) -> list[go.Scatter]:
    if mark is None:
        return []
    point = go.Scatter(
        x=[mark.x],
        y=[mark.y],
        mode="markers",
        name=mark.name,
        marker={"size": 13, "color": VERMILLION, "symbol": "diamond"},
        hoverinfo="name",
    )
    return [point]


def _figure(traces: list[go.Scatter], x: dict[str, Any], y: dict[str, Any]) -> go.Figure:
    share = {"range": [-0.02, 1.02], "tickformat": ".0%", "dtick": 0.25}
    return go.Figure(traces).update_layout(
        layout(
            HEIGHT,
            hovermode="closest",
            legend=legend(),
            xaxis={**x, **share},
            yaxis={**y, **share},
        )
    )
