"""The switch between the two views of the open network."""

import streamlit as st

from components import session
from components.segments import segments
from kt_core.texts import text

KEY = "network.view"


def view_switch() -> None:
    """Draws the choice between list and graph; the address keeps it, so a reload does too."""
    st.session_state[KEY] = session.view()
    segments(
        text("network.view"),
        session.VIEWS,
        words=lambda view: text(f"network.views.{view}"),
        key=KEY,
        on_change=lambda: session.set_view(st.session_state[KEY]),
        label_visibility="collapsed",
    )
