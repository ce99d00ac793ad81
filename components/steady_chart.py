"""A figure of lines, points and bars that moves: our own component changes it in place.

`st.plotly_chart` builds its chart anew whenever a number changes, and loads four times as much.
"""

import json
from collections.abc import Callable

import plotly.graph_objects as go

from components.browser import asset, component
from components.figure_chart import picture_config
from kt_core.texts import text

_mount = component("figure", height=380, isolate_styles=False)


def steady_chart(
    figure: go.Figure,
    *,
    name: str,
    key: str,
    alt: str = "",
    on_select: Callable[[], object] | None = None,
    width: int | str = "stretch",
) -> None:
    """Draws the figure; `name` is that of the file it becomes, without its ending. `on_select` is
    called before the script runs again when a mark was clicked; `components.clicked` says which.
    """
    drawn = json.loads(figure.to_json())
    drawn["layout"].pop("template", None)
    _mount(
        key=key,
        data={
            "figure": drawn,
            "config": picture_config(name),
            "alt": alt,
            "clickable": on_select is not None,
            "plotly": asset("plotly-basic.min.js"),
            "missing": text("figures.missing"),
        },
        width=width,
        on_selection_change=on_select or (lambda: None),
    )
