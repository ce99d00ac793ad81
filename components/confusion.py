"""The confusion matrix on the page: a click on a cell gives its classes.

The browser draws it itself: Streamlit's Plotly would be four fifths of what a results page loads.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components.browser import component
from components.figure_chart import picture_options
from kt_core.figures import cell_words, confusion_height
from kt_core.texts import section, text

_mount = component("confusion", height=320, isolate_styles=False)


def confusion(
    matrix: Sequence[Sequence[int]],
    classes: Sequence[str],
    *,
    key: str,
    as_shares: bool = False,
    on_cell: Callable[[int, int], object] | None = None,
) -> tuple[int, int] | None:
    """Draws the matrix (axes true, predicted); (true, predicted) of the chosen cell, or None.

    `on_cell` is called with both when a cell is clicked, before the script runs again; the cell
    then stays unmarked, for it leads somewhere else.
    """
    size = len(classes)

    def clicked() -> None:
        found = cell(st.session_state[key].get("clicked"), size=size)
        if on_cell and found:
            on_cell(*found)

    chosen = cell(st.session_state.get(key, {}).get("cell"), size=size)
    _mount(
        key=key,
        data=_data(matrix, classes, chosen, as_shares=as_shares, leads=on_cell is not None),
        height=confusion_height(size),
        on_cell_change=lambda: None,
        on_clicked_change=clicked,
    )
    return chosen


def _data(
    matrix: Sequence[Sequence[int]],
    classes: Sequence[str],
    chosen: tuple[int, int] | None,
    *,
    as_shares: bool,
    leads: bool,
) -> dict[str, Any]:
    labels = section("figures")["confusion"]
    return {
        "counts": [list(row) for row in matrix],
        "words": cell_words(matrix, as_shares=as_shares),
        "classes": [str(name) for name in classes],
        "chosen": chosen,
        "leads": leads,
        "height": confusion_height(len(classes)),
        "labels": labels,
        "file": {"name": "confusion", **picture_options()},
        "missing": text("figures.missing"),
    }


def cell(told: object, *, size: int) -> tuple[int, int] | None:
    """What a browser named as (true, predicted), if a matrix of that size has such a cell."""
    if not isinstance(told, (list, tuple)) or len(told) != 2:
        return None
    true, predicted = told
    inside = all(isinstance(part, int) and 0 <= part < size for part in (true, predicted))
    return (true, predicted) if inside else None
