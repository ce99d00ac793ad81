"""How far predictions of a number are from the truth."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from kt_core.figures.style import BLUE, GREY, axis, label, layout, legend, rgba
from kt_core.spread import errors_of, stepped
from kt_core.texts import text

Values = Sequence[float] | np.ndarray
LONGEST = 60  # characters of the target's name on an axis
MOST = 2000  # points that a browser draws without delay
MARGIN = 0.04  # of the range, left free at both ends


def predicted_figure(true: Values, predicted: Values, *, target: str) -> go.Figure:
    """Each example as a point, both axes alike, and the line on which a prediction is right.

    Of more than MOST examples those furthest off are drawn, and an even choice of the others; each
    point carries its example's place as `customdata`. `true` and `predicted` have shape (n,) or
    (n, 1), in units of the target.
    """
    x, y = _numbers(true), _numbers(predicted)
    places = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    low, high = _range(np.concatenate([x[places], y[places]]))
    places = places[_fewer(x[places], y[places])]
    points = go.Scatter(
        x=x[places],
        y=y[places],
        customdata=places.tolist(),
        mode="markers",
        marker={"color": rgba(BLUE, 0.7), "size": 7, "line": {"color": BLUE, "width": 1}},
        hovertemplate=text("figures.regression.point") + "<extra></extra>",
        showlegend=False,
    )
    line = go.Scatter(
        x=[low, high],
        y=[low, high],
        mode="lines",
        name=text("figures.regression.right"),
        line={"color": GREY, "dash": "dash", "width": 1.5},
        hoverinfo="skip",
    )
    names = {"target": label(target, longest=LONGEST)}
    return go.Figure([line, points]).update_layout(
        layout(
            420,
            hovermode="closest",
            legend=legend(),
            xaxis=axis(text("figures.regression.true", **names), range=[low, high]),
            yaxis=axis(text("figures.regression.predicted", **names), range=[low, high]),
        )
    )


def residuals_figure(true: Values, predicted: Values, *, target: str) -> go.Figure:
    """How often predictions are off by how much (predicted minus true), with zero marked.

    Each bar carries `customdata` (its number, its lower end, its upper end): see `spread.stepped`.
    """
    x, y = _finite(true, predicted)
    steps = stepped(errors_of(x, y))
    numbers = steps.first + np.arange(len(steps.counts))
    bars = go.Bar(
        x=(numbers + 0.5) * steps.step,
        y=steps.counts,
        width=steps.step,
        customdata=[(int(at), at * steps.step, (at + 1) * steps.step) for at in numbers],
        marker={"color": BLUE},
        hovertemplate=text("figures.regression.bar") + "<extra></extra>",
        showlegend=False,
    )
    title = text("figures.regression.residual", target=label(target, longest=LONGEST))
    figure = go.Figure(bars).update_layout(
        layout(
            420,
            bargap=0.05,
            hovermode="closest",
            xaxis=axis(title),
            yaxis=axis(text("figures.regression.count"), rangemode="tozero"),
        )
    )
    return figure.add_vline(x=0, line={"color": GREY, "dash": "dash", "width": 1.5})


def _numbers(values: Values) -> np.ndarray:
    return np.asarray(values, dtype=float).reshape(-1)


def _finite(true: Values, predicted: Values) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of which both are numbers."""
    x, y = _numbers(true), _numbers(predicted)
    kept = np.isfinite(x) & np.isfinite(y)
    return x[kept], y[kept]


def _fewer(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Places of at most MOST points: a tenth are the worst, the rest spread over the order of x."""
    if len(x) <= MOST:
        return np.arange(len(x))
    worst = np.argsort(-np.abs(y - x), kind="stable")[: MOST // 10]
    spread = np.argsort(x, kind="stable")[np.linspace(0, len(x) - 1, MOST - len(worst)).astype(int)]
    return np.union1d(worst, spread)


def _range(values: np.ndarray) -> tuple[float, float]:
    if len(values) == 0:
        return 0.0, 1.0
    low, high = float(values.min()), float(values.max())
    free = MARGIN * (high - low) or 1.0
    return low - free, high + free
