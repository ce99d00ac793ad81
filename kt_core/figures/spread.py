"""How sure the answers are, in ten bars: what came true below, what did not on top."""

import numpy as np
import plotly.graph_objects as go

from kt_core.figures.style import BLUE, VERMILLION, axis, label, labels, layout, legend
from kt_core.texts import text

HEIGHT = 380


def tenths_figure(
    right: np.ndarray, wrong: np.ndarray, *, names: tuple[str, str], title: str, unit: str
) -> go.Figure:
    """Stacked bars of how many are in each tenth, `right` and `wrong` (10,) as `spread.tenths`
    counts them; `names` of both, `title` and `unit` of the axes.

    Each bar carries `customdata` (tenth, whether it is of the right ones, both in words).
    """
    looks = ((right, BLUE, "", True), (wrong, VERMILLION, "/", False))
    parts = [
        _bars(counts, name, colour, pattern, came_true)
        for name, (counts, colour, pattern, came_true) in zip(labels(names), looks, strict=True)
        if counts.any()
    ]
    share = {"range": [0, 1], "tickformat": ".0%", "dtick": 0.2}
    return go.Figure(parts).update_layout(
        layout(
            HEIGHT,
            barmode="stack",
            hovermode="closest",
            legend=legend(),
            showlegend=len(parts) > 1,
            xaxis=axis(label(title, longest=60), **share),
            yaxis=axis(unit, rangemode="tozero"),
        )
    )


def _bars(counts: np.ndarray, name: str, colour: str, pattern: str, came_true: bool) -> go.Bar:
    """The bars of those that came true, or of the others."""
    width = 1 / len(counts)
    words = [f"{at * width:.0%} – {(at + 1) * width:.0%}" for at in range(len(counts))]
    return go.Bar(
        name=name,
        x=(np.arange(len(counts)) + 0.5) * width,
        y=counts,
        width=0.94 * width,
        customdata=[(at, came_true, f"{name}, {each}") for at, each in enumerate(words)],
        marker={"color": colour, "pattern": {"shape": pattern, "solidity": 0.25}},
        hovertemplate=text("figures.tenths.bar") + "<extra></extra>",
    )
