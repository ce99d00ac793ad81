"""How many pictures have how much of their ink right, and which they are."""

import streamlit as st

from components.clicked import clicked, place_of
from components.results.places import clicked_key
from components.results.selected import behind
from components.results.shown import Shown
from components.steady_chart import steady_chart
from kt_core.figures import ink_figure
from kt_core.selections import InkTenth
from kt_core.spread import TENTHS
from kt_core.texts import text

WIDTH = 620  # pixels


@st.fragment
def ink_view(shown: Shown) -> None:
    """Draws the bars; a click on one shows its pictures."""
    key = f"results.ink.{shown.key}"

    def picked() -> None:
        if (tenth := place_of(clicked(key), TENTHS)) is not None:
            st.session_state[clicked_key(shown, "ink")] = InkTenth(tenth)

    st.caption(text("overall.ink.about"))
    steady_chart(
        ink_figure(shown.answers.right),
        name=f"ink-{shown.run.id[:8]}",
        key=key,
        on_select=picked,
        width=WIDTH,
        alt=text("overall.ink.alt"),
    )
    behind(shown, st.session_state.get(clicked_key(shown, "ink")), key="results.behind.ink")
