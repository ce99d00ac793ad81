"""A figure on the page that can be taken away as a picture, by the button at its corner."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

FORMATS = ("png", "svg")
FORMAT = "results.picture_format"
SCALE = 3  # pixels of a PNG for one on the screen
GROUND = {"dark": "#14181B", "light": "#FFFFFF"}  # the pages' own (.streamlit/config.toml)


def figure_chart(figure: go.Figure, *, name: str, key: str, **more: Any) -> Any:
    """Draws the figure; `name` is that of the file it becomes, without its ending.

    `more` goes to `st.plotly_chart`. The ground is the page's own, not transparent: letters of a
    dark page could not be read on white paper.
    """
    ground = GROUND["dark" if st.context.theme.type == "dark" else "light"]
    figure.update_layout(paper_bgcolor=ground)
    return st.plotly_chart(figure, key=key, config=picture_config(name), **more)


def picture_config(name: str) -> dict[str, Any]:
    """Plotly's settings: its one button saves the figure as a picture of the chosen format."""
    return {
        "displayModeBar": True,
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"filename": name, **picture_options()},
    }


def picture_options() -> dict[str, Any]:
    """What a saved picture is like: the chosen format, and how large."""
    return {"scale": SCALE, "format": st.session_state.get(FORMAT, FORMATS[0])}
