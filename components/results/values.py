"""Predicted values: against the true ones, and how far off they are."""

import streamlit as st

from components import session
from components.clicked import clicked, place_of
from components.escape import esc
from components.results.gallery_filters import choose_selection
from components.results.places import clicked_key
from components.results.selected import behind
from components.results.shown import Shown
from components.steady_chart import steady_chart
from kt_core.figures import MOST, predicted_figure, residuals_figure
from kt_core.selections import OffBy, residuals
from kt_core.spread import round_step
from kt_core.texts import text

FIGURES = {"predicted_true": predicted_figure, "residuals": residuals_figure}


@st.fragment
def values(shown: Shown) -> None:
    """Draws both figures; a point leads to its example, a bar to those that are off so much."""
    found = shown.answers
    st.caption(text("results.values_about", target=esc(shown.facts.target)))
    if len(found.true) > MOST:
        st.caption(text("overall.fewer", n=f"{MOST:,}", of=f"{len(found.true):,}"))
    st.caption(text("selections.click.errors"))
    for column, name in zip(st.columns(2, gap="large"), FIGURES, strict=True):
        with column:
            st.subheader(text(f"results.{name}"), anchor=False)
            _chart(shown, name)
    if session.results_view() == "mistakes":  # a point was clicked
        st.rerun()
    behind(shown, st.session_state.get(clicked_key(shown, "errors")), key="results.behind.errors")


def _chart(shown: Shown, name: str) -> None:
    found, key = shown.answers, f"results.{name}"
    take = _take_point if name == "predicted_true" else _take_bar
    steady_chart(
        FIGURES[name](found.true, found.predicted, target=text("results.value")),
        name=name,
        key=key,
        on_select=lambda: take(shown, key),
    )


def _take_point(shown: Shown, key: str) -> None:
    """Opens the example of the point in the gallery."""
    place = place_of(clicked(key), len(shown.answers.rows))
    if place is not None:
        choose_selection(shown, None)
        session.set_example(int(shown.answers.rows[place]))


def _take_bar(shown: Shown, key: str) -> None:
    told = clicked(key)
    if told and isinstance(told[0], int):
        one = OffBy(round_step(residuals(shown.answers)), told[0])
        st.session_state[clicked_key(shown, "errors")] = one
