"""Adding a layer: search by name, or pick from the groups."""

from itertools import groupby

import streamlit as st

from components import own_parts, session
from kt_core import graph
from kt_core.catalog import Entry, entries, starting
from kt_core.texts import text

OPEN = "add"  # the key under which the picker is open or not
PLACE = "add.place"  # the key under which stands where the layer goes
GROUPS = "network.groups"


def open_picker(place: dict[str, str] | None = None) -> None:
    """Opens the picker, for a layer behind the open one or at this place.

    `{"after": name}` is beside all that reads that layer, `{"target": name, "slot": slot}` on
    the connection that enters that layer there.
    """
    st.session_state[OPEN], st.session_state[PLACE] = True, place


def layer_picker() -> None:
    """Draws the button that opens the picker; what is picked stands behind the open layer."""
    picker = st.popover(
        text("network.add"),
        icon=":material/add:",
        type="primary",
        key=OPEN,
        on_change=lambda: st.session_state.pop(PLACE, None),
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
        icon=own_parts.ICON if entry.is_own else None,
        on_click=_add,
        args=(entry,),
    )


def _add(entry: Entry) -> None:
    """Adds the layer where the picker was opened for and opens its form."""
    added = ""

    def change(network: dict) -> dict:
        nonlocal added
        network, added = _added(network, entry, place=st.session_state.get(PLACE))
        return network

    if session.edit_network(change):
        session.select(added)
        st.session_state[OPEN] = False
        st.session_state.pop(PLACE, None)
    st.rerun()


def _added(network: dict, entry: Entry, *, place: dict[str, str] | None) -> tuple[dict, str]:
    kind, params = entry.kind, starting(entry)
    if kind == "Input":
        return graph.add_first(network, kind, params=params)
    if place and "slot" in place:
        return graph.add_on(network, kind, params=params, **place)
    if place:
        return graph.add_branch(network, kind, params=params, **place)
    return graph.add_after(network, kind, params=params, after=session.selected())
