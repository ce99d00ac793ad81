"""Complete experiments to start from."""

import streamlit as st

from components import session
from kt_core.templates import GROUPS, Template, template
from kt_core.texts import text

OPEN = "templates"  # the key under which the menu is open or not
COLUMNS = 3
WIDTH = 180  # pixels a template needs at least


def templates_menu() -> None:
    """Draws the menu; a click replaces the document, and Undo brings the earlier one back."""
    menu = st.popover(
        text("network.templates"),
        icon=":material/dashboard_customize:",
        help=text("network.templates_help"),
        key=OPEN,
        on_change="rerun",
    )
    with menu:
        if menu.open:
            _groups()


def _groups() -> None:
    for group, names in GROUPS.items():
        with st.container(gap="xxsmall"):
            st.markdown(f"**{text(f'templates.groups.{group}')}**")
            grid = st.grid(COLUMNS, min_column_width=WIDTH, gap="small")
            for name in names:
                with grid.cell(), st.container(gap=None):
                    _offer(template(name))


def _offer(one: Template) -> None:
    st.button(
        f":primary[{one.title}]",
        key=f"templates.{one.name}",
        type="tertiary",
        on_click=_start,
        args=(one.name,),
    )
    st.caption(one.about)


def _start(name: str) -> None:
    document = template(name).document()
    st.session_state[OPEN] = False
    if session.edit(lambda _: document):
        session.select(None)
