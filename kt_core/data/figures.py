"""The balance of classes, or of targets, as a Plotly figure."""

from itertools import pairwise

import plotly.graph_objects as go

from kt_core.data.cards import card
from kt_core.data.description import Description
from kt_core.figures.style import axis, legend
from kt_core.texts import text

PATTERNS = {"train": "", "validation": "/", "test": "."}
COLOURS = {"train": "#0072B2", "validation": "#D55E00", "test": "#009E73"}  # Okabe and Ito
MANY = 20


def balance_labels(found: Description) -> list[str]:
    """What each count in `found.balance` is of: class names, or ranges of the target."""
    if found.edges:
        pairs = pairwise(found.edges)
        return [text("data.balance.between", low=low, high=high) for low, high in pairs]
    return list(card(found.kind).names)


def balance_of(found: Description) -> str:
    """What is counted: "class", "label", or "target" for ranges of values."""
    if found.edges:
        return "target"
    return "label" if card(found.kind).labels else "class"


def balance_figure(found: Description) -> go.Figure:
    """One bar per class or range of targets, stacked by part; patterns differ like the colours."""
    labels = balance_labels(found)
    bars = [
        go.Bar(
            name=text(f"data.parts.{part}"),
            x=labels,
            y=list(counts),
            marker={
                "color": COLOURS[part],
                "line": {"color": COLOURS[part], "width": 1},
                "pattern": {"shape": PATTERNS[part], "solidity": 0.3},
            },
            hovertemplate="%{y:,}",
        )
        for part, counts in found.balance.items()
    ]
    title = text(f"data.balance.{balance_of(found)}")
    return go.Figure(bars).update_layout(
        barmode="stack",
        bargap=0.02 if found.edges else 0.25,
        hovermode="x unified",
        height=320,
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        legend=legend(),
        xaxis=axis(title, type="category", nticks=MANY),
        yaxis=axis(text("data.balance.examples"), rangemode="tozero", tickformat=","),
    )
