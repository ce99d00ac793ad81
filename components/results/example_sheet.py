"""Test examples as pictures that can be opened, or as lines of a table that can be picked."""

from collections.abc import Callable

import numpy as np
import streamlit as st

from components import session
from components.marks import Marks, badge
from components.picture_grid import Card, picture_grid
from components.problem_list import sentences
from components.results.example_pictures import lines, picture, words
from components.results.shown import Shown
from kt_core.data import x_test
from kt_core.data.pictures import thumbnail
from kt_core.gallery import Examples
from kt_core.problems import ProblemError
from kt_core.texts import text

BESIDE = "gallery.beside"
"""Where an example is shown that was opened: narrow windows scroll there."""


def example_sheet(
    shown: Shown,
    every: Examples,
    part: np.ndarray,
    *,
    found: Marks,
    key: str,
    on_open: Callable[[int | None], object],
) -> None:
    """Draws the examples at the places `part`; `on_open` is called with the row of `x_test` that
    is chosen, or None, before the script runs again. `found` are the marks to show."""
    try:
        x_test(shown.facts.kind)
        if shown.facts.modality == "image":
            _pictures(shown, every, part, found=found, key=key, on_open=on_open)
        else:
            _lines(shown, every, part, found=found, key=key, on_open=on_open)
    except ProblemError as error:  # the data set is not on this machine any more
        sentences(error.problems, key=f"{key}.data", with_place=False)


def _pictures(
    shown: Shown,
    every: Examples,
    part: np.ndarray,
    *,
    found: Marks,
    key: str,
    on_open: Callable[[int | None], object],
) -> None:
    cards = []
    for place in part.tolist():
        row = int(every.rows[place])
        first, second, third, wrong = words(shown, every, place)
        made = thumbnail(picture(shown, place))
        cards.append(Card(row, made, first, second, third, badge(found, row), wrong))
    where = {"key": f"{key}.grid", "below": BESIDE}
    picture_grid(cards, selected=session.example(), on_open=on_open, **where)


def _lines(
    shown: Shown,
    every: Examples,
    part: np.ndarray,
    *,
    found: Marks,
    key: str,
    on_open: Callable[[int | None], object],
) -> None:
    table = lines(shown, every, part)
    badges = [badge(found, row) for row in every.rows[part].tolist()]
    if any(badges):
        table.insert(1, text("gallery.columns.mark"), badges)
    key = f"{key}.lines.{shown.key}.{hash(part.tobytes())}"

    def picked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        on_open(int(every.rows[part[rows[0]]]) if rows else None)

    numbers = table.select_dtypes("number").columns[1:]
    st.dataframe(
        table,
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(format="%.4g") for name in numbers},
        key=key,
        on_select=picked,
        selection_mode="single-row",
    )
