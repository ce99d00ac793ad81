"""The confusion matrix on the page: a click on a cell gives its classes."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from components.figure_chart import figure_chart
from kt_core.figures import confusion_figure
from kt_core.texts import text

BESIDE = 36  # pixels at the right for the button that saves the picture: it must not cover cells


def confusion(
    matrix: Sequence[Sequence[int]],
    classes: Sequence[str],
    *,
    key: str,
    as_shares: bool = False,
    on_cell: Callable[[int, int], object] | None = None,
) -> tuple[int, int] | None:
    """Draws the matrix (axes true, predicted); (true, predicted) of the clicked cell, or None.

    `on_cell` is called with both when a cell is clicked, before the script runs again.
    """

    def clicked() -> None:
        found = _first(st.session_state[key], len(classes))
        if on_cell and found:
            on_cell(*found)

    drawn = confusion_figure(matrix, classes, as_shares=as_shares)
    drawn.update_layout(margin_r=BESIDE, modebar_orientation="v")
    chosen = figure_chart(
        drawn,
        name="confusion",
        key=key,
        on_select=clicked if on_cell else "rerun",
        selection_mode="points",
        alt=text("figures.confusion.alt"),
    )
    return _first(chosen, len(classes))


def _first(chosen: Any, size: int) -> tuple[int, int] | None:
    points = chosen["selection"]["points"]
    return cell(points[0].get("customdata"), size=size) if points else None


def cell(told: object, *, size: int) -> tuple[int, int] | None:
    """What a browser named as (true, predicted), if a matrix of that size has such a cell."""
    if not isinstance(told, (list, tuple)) or len(told) != 2:
        return None
    true, predicted = told
    inside = all(isinstance(part, int) and 0 <= part < size for part in (true, predicted))
    return (true, predicted) if inside else None
