"""What all figures share: colours that every eye tells apart, transparent paper, safe labels."""

import html
from collections.abc import Iterable
from typing import Any

# Okabe and Ito, "Color Universal Design" (2008); green a little darker, for projectors.
BLUE, VERMILLION, GREEN, ORANGE, GREY = "#0072B2", "#D55E00", "#008560", "#E69F00", "#7F7F7F"
CLEAR = "rgba(0,0,0,0)"
# Streamlit puts the theme's text colour in place of this one (`streamlit_plotly_theme.GRAY_90`), in
# dark and light; anywhere else it is what it says, almost black.
INK = "#000037"
LONGEST = 28  # characters of a label before it is cut
LINES = (
    (VERMILLION, "solid", "circle"),
    (BLUE, "dash", "square"),
    (ORANGE, "dot", "diamond"),
    (GREEN, "dashdot", "triangle-up"),
    ("#CC79A7", "longdash", "cross"),
    (INK, "longdashdot", "x"),
)
"""Colour, dash and mark of several lines in one figure, so that none needs its colour."""


def layout(height: int, **own: Any) -> dict[str, Any]:
    """The layout of a figure `height` pixels high, whose colours come from the page's theme."""
    shared = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "separators": ".,",
        "dragmode": False,
        "font": {"color": INK},
        "hoverlabel": {"font": {"color": INK}},
    }
    return {**shared, **own}


def axis(title: str, **own: Any) -> dict[str, Any]:
    """An axis with its title, in the page's text colour."""
    ink = {"font": {"color": INK}}
    return {"title": {"text": title, **ink}, "tickfont": ink["font"], "automargin": True, **own}


def legend() -> dict[str, Any]:
    """A legend in one row above the figure."""
    place = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0}
    return {**place, "traceorder": "normal", "font": {"color": INK}}


def label(text: object, *, longest: int = LONGEST) -> str:
    """A name that somebody typed, as plain text: Plotly would read tags in it, and cut if long."""
    shown = str(text)
    cut = shown if len(shown) <= longest else shown[: longest - 1] + "…"
    return html.escape(cut, quote=False)


def labels(texts: Iterable[object], *, longest: int = LONGEST) -> list[str]:
    """`label` for each of `texts`."""
    return [label(text, longest=longest) for text in texts]


def rgba(colour: str, opacity: float) -> str:
    """`colour` (#rrggbb) with an opacity of 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
