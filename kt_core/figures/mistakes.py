"""How many examples of each class are taken for another, as bars that can be clicked."""

from collections.abc import Sequence

import plotly.graph_objects as go

from kt_core.figures.style import INK, VERMILLION, axis, labels, layout
from kt_core.texts import text


def mistakes_figure(counts: Sequence[tuple[int, int, int]], classes: Sequence[str]) -> go.Figure:
    """One bar for each (class, mistaken, there) in the order given, the first on top.

    `customdata` of a bar: class number and name.
    """
    names = labels((classes[at] for at, _, _ in counts), longest=18)
    places = list(range(len(counts)))
    words = [text("figures.mistakes.bar", n=n, of=of) for _, n, of in counts]
    bars = go.Bar(
        orientation="h",
        x=[mistaken for _, mistaken, _ in counts],
        y=places,
        text=words,
        textposition="auto",
        textfont={"color": INK},
        insidetextfont={"color": "#FFFFFF"},
        cliponaxis=False,
        customdata=[[at, name] for (at, _, _), name in zip(counts, names, strict=True)],
        marker={"color": VERMILLION},
        unselected={"marker": {"opacity": 0.6}},
        hovertemplate="%{customdata[1]}: %{text}<extra></extra>",
        showlegend=False,
    )
    ticks = {"tickvals": places, "ticktext": names, "autorange": "reversed", "showgrid": False}
    return go.Figure(bars).update_layout(
        layout(
            80 + 30 * max(1, len(counts)),
            bargap=0.3,
            hovermode="closest",
            xaxis=axis(text("figures.mistakes.axis"), rangemode="tozero", nticks=6),
            yaxis=axis("", **ticks),
        )
    )
