"""The choice between the two views of the open network."""

import streamlit as st

from kt_core.texts import text

VIEW = "network.view"  # the key under which the view is kept
VIEWS = ("list", "graph")


def view_switch() -> None:
    """Draws the choice between "list" and "graph"; it is kept over all pages."""
    st.segmented_control(
        text("network.view"),
        VIEWS,
        default=VIEWS[0],
        required=True,
        format_func=lambda view: text(f"network.views.{view}"),
        key=VIEW,
        label_visibility="collapsed",
        persist_state="session",
    )
