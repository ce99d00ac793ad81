"""Complete experiments to start from."""

import streamlit as st

from components import session
from kt_core.templates import template, templates
from kt_core.texts import text

KEY = "templates"


def templates_menu() -> None:
    """Draws the menu; a click replaces the document, and Undo brings the earlier one back."""
    st.menu_button(
        text("network.templates"),
        [each.name for each in templates()],
        key=KEY,
        format_func=lambda name: template(name).title,
        help=text("network.templates_help"),
        icon=":material/dashboard_customize:",
        on_click=_start,
    )


def _start() -> None:
    document = template(st.session_state[KEY]).document()
    if session.edit(lambda _: document):
        session.select(None)
