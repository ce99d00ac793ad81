"""The loss against a growing learning rate, with the rate that is suggested."""

import plotly.graph_objects as go

from kt_core.figures.style import BLUE, VERMILLION, axis, layout, rgba
from kt_core.rate_finder import RateSearch
from kt_core.texts import text

HEIGHT = 260  # pixels
ROOM = 0.1
"""Above the first loss, as a share of the fall: the growth at the end would flatten the rest."""


def rate_search_figure(found: RateSearch) -> go.Figure:
    """Each batch's loss, faint, and the smoothed curve over log(rate); the suggestion is marked."""
    raw = go.Scatter(
        x=list(found.rates),
        y=list(found.losses),
        mode="lines",
        line={"color": rgba(BLUE, 0.25), "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )
    curve = go.Scatter(
        x=list(found.rates),
        y=list(found.smoothed),
        mode="lines",
        line={"color": BLUE, "width": 2},
        hovertemplate=text("controls.finder.point") + "<extra></extra>",
        showlegend=False,
    )
    figure = go.Figure([raw, curve, *_mark(found)])
    rate = axis(text("controls.finder.rate"), type="log", exponentformat="power", dtick=1)
    loss = axis(text("controls.finder.loss"), range=_range(found))
    return figure.update_layout(layout(HEIGHT, xaxis=rate, yaxis=loss))


def _mark(found: RateSearch) -> list[go.Scatter]:
    if found.suggested is None:
        return []
    at = min(range(len(found.rates)), key=lambda i: abs(found.rates[i] - (found.suggested or 0)))
    mark = go.Scatter(
        x=[found.suggested],
        y=[found.smoothed[at]],
        mode="markers+text",
        marker={"color": VERMILLION, "size": 11, "symbol": "diamond"},
        text=[f"{found.suggested:g}"],
        textposition="top right",
        hoverinfo="skip",
        showlegend=False,
    )
    return [mark]


def _range(found: RateSearch) -> list[float] | None:
    """From the lowest to a little above the first losses."""
    if not found.smoothed:
        return None
    low = min(found.smoothed)
    high = max(found.smoothed[: max(1, len(found.smoothed) // 3)])
    room = ROOM * (high - low) or 1.0
    return [low - room, high + 3 * room]
