"""Which class a curve is about."""

from collections.abc import Sequence

import streamlit as st

from components.results.shown import Shown
from kt_core.selections import ANY
from kt_core.texts import text


def class_choice(shown: Shown, places: Sequence[int], *, key: str) -> int:
    """Draws the choice among the classes at `places`, which may hold ANY; the chosen place."""
    names = shown.facts.names
    if st.session_state.get(key) not in places:
        st.session_state[key] = 1 if len(names) == 2 and 1 in places else places[0]
    return st.selectbox(
        text("overall.curves.which"),
        places,
        format_func=lambda at: text("overall.curves.any") if at == ANY else names[at],
        key=key,
        width=300,
    )
