"""What a model takes an example for, as bars."""

from collections.abc import Collection, Sequence

import plotly.graph_objects as go

from kt_core.figures.style import BLUE, GREY, INK, axis, labels, layout
from kt_core.texts import text


def probabilities_figure(
    classes: Sequence[str],
    probabilities: Sequence[float],
    *,
    marked: Collection[int] = (0,),
    cuts: Sequence[float] = (),
) -> go.Figure:
    """One bar a class, in the order given (the likeliest first), each with its probability; those
    at the places `marked` stand out. `cuts` are the thresholds of the bars, a stroke for each."""
    names, places = labels(classes), list(range(len(classes)))
    bars = go.Bar(
        orientation="h",
        x=list(probabilities),
        y=places,
        text=[f"{probability:.1%}" for probability in probabilities],
        textposition="outside",
        textfont={"color": INK},
        cliponaxis=False,
        customdata=names,
        marker={"color": [BLUE if place in marked else GREY for place in places]},
        hovertemplate="%{customdata}: %{x:.2%}<extra></extra>",
        showlegend=False,
    )
    share = {"range": [0, 1], "tickformat": ".0%", "dtick": 0.25}
    ticks = {"tickvals": places, "ticktext": names, "autorange": "reversed", "showgrid": False}
    return go.Figure([bars, *_strokes(cuts)]).update_layout(
        layout(
            70 + 32 * max(1, len(names)),
            bargap=0.35,
            margin={"l": 8, "r": 56, "t": 8, "b": 8},
            xaxis=axis(text("figures.probability"), **share),
            yaxis=axis("", **ticks),
        )
    )


def _strokes(cuts: Sequence[float]) -> list[go.Scatter]:
    if not cuts:
        return []
    stroke = {"symbol": "line-ns", "size": 22, "line": {"color": INK, "width": 1.5}}
    words = f"{text('figures.cut')} %{{x:.0%}}<extra></extra>"
    return [
        go.Scatter(
            x=list(cuts),
            y=list(range(len(cuts))),
            mode="markers",
            marker=stroke,
            cliponaxis=False,
            hovertemplate=words,
            showlegend=False,
        )
    ]
