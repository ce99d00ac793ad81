"""A learning-rate schedule as a line over the planned steps."""

import plotly.graph_objects as go

from kt_core.figures.style import BLUE, axis, layout
from kt_core.rate_curve import RateCurve
from kt_core.texts import text

HEIGHT = 200  # pixels
DIGITS = 7  # after the point at most, of an epoch


def rate_figure(curve: RateCurve) -> go.Figure:
    """The learning rate against the step, from 0; hovering tells the epoch as well. One by epochs
    is a staircase against the epochs that are done, as its table counts them."""
    by = curve.per_epoch if curve.by_epoch else 1
    epochs = [int(step // curve.per_epoch) + 1 for step in curve.steps]
    line = go.Scatter(
        x=[step / by for step in curve.steps],
        y=list(curve.rates),
        mode="lines" if len(curve.steps) > 1 else "markers",
        line={"color": BLUE, "width": 2, "shape": "hv" if curve.by_epoch else "linear"},
        customdata=list(zip(epochs, curve.steps, strict=True)),
        hovertemplate=text("figures.rates.point") + "<extra></extra>",
        showlegend=False,
    )
    return go.Figure(line).update_layout(
        layout(
            HEIGHT,
            xaxis=axis(_unit(curve), rangemode="tozero", tickformat=",d"),
            yaxis=axis(text("figures.rates.rate"), rangemode="tozero", tickformat=".2~g"),
        )
    )


def _unit(curve: RateCurve) -> str:
    return text("figures.rates.epochs_done" if curve.by_epoch else "figures.rates.step")
