"""Adding a layer: search by name, or pick from the groups."""

from itertools import groupby

import streamlit as st

from components import session
from kt_core import graph
from kt_core.catalog import Entry, entries, starting
from kt_core.texts import text

OPEN = "add"  # the key under which the picker is open or not
GROUPS = "network.groups"


def layer_picker() -> None:
    """Draws the button that opens the picker; what is picked stands behind the open layer."""
    picker = st.popover(
        text("network.add"),
        icon=":material/add:",
        type="primary",
        key=OPEN,
        on_change="rerun",
        width="stretch",
    )
    with picker:
        if picker.open:
            _picker()


@st.fragment
def _picker() -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        typed = st.text_input(
            text("network.search"),
            key="add.search",
            type="search",
            live=True,
            label_visibility="collapsed",
            placeholder=text("network.search"),
            width="stretch",
        )
        everything = st.toggle(text("network.all_layers"), key="add.all")
    found = matching(typed or "", everything=everything)
    if not found:
        st.caption(text("network.nothing_found"))
    for group, members in groupby(found, key=lambda entry: entry.group):
        with st.container(gap="xxsmall"):
            st.caption(text(f"{GROUPS}.{group}"))
            with st.container(horizontal=True, gap="xsmall"):
                for entry in members:
                    _button(entry)


def matching(typed: str, *, everything: bool) -> list[Entry]:
    """Layers whose name or other name holds what was typed, by group; a search looks at all."""
    wanted = typed.strip().lower().replace(" ", "")
    return [
        entry
        for entry in entries("layer")
        if (wanted or everything or entry.level == "beginner")
        and any(wanted in name.lower() for name in (entry.kind, *entry.identifiers))
    ]


def _button(entry: Entry) -> None:
    st.button(
        entry.kind,
        key=f"add.{entry.kind}",
        help=entry.gloss or entry.doc,
        on_click=_add,
        args=(entry,),
    )


def _add(entry: Entry) -> None:
    """Adds the layer behind the open one and opens its form; an Input goes to the front."""
    added = ""

    def change(document: dict) -> dict:
        nonlocal added
        params, after = starting(entry), session.selected()
        if entry.kind == "Input":
            document, added = graph.add_first(document, entry.kind, params=params)
        else:
            document, added = graph.add_after(document, entry.kind, params=params, after=after)
        return document

    if session.edit_network(change):
        session.select(added)
        st.session_state[OPEN] = False
    st.rerun()
