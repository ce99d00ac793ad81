"""Adding a layer: search by name or purpose, or pick from the groups."""

from dataclasses import replace
from itertools import groupby

import streamlit as st

from components import checking, own_parts, session
from components.entry_help import about
from kt_core import graph
from kt_core.catalog import Entry, entries, starting
from kt_core.catalog.search import search
from kt_core.graph.grouping import begin_network
from kt_core.texts import text

OPEN = "add"  # the key under which the picker is open or not
PLACE = "add.place"  # the key under which stands where the layer goes
GROUPS = "network.groups"
MOST = 12  # results of a search that are shown
NETWORK = Entry(
    family="layer",
    kind="Network",
    module="keras",
    group="networks",
    level="beginner",
    gloss="",
    doc="",
    page="https://keras.io/guides/functional_api/",
    params=(),
)


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
    if (typed or "").strip():
        _results(search(typed, _everything()))
    else:
        _groups([entry for entry in _everything() if everything or entry.level == "beginner"])


def _everything() -> list[Entry]:
    network = replace(NETWORK, gloss=text("network.nested.gloss"))
    return [*entries("layer"), network, *entries("application")]


def _groups(found: list[Entry]) -> None:
    for group, members in groupby(found, key=lambda entry: entry.group):
        with st.container(gap="xxsmall", key=f"add.{group}"):
            st.caption(text(f"{GROUPS}.{group}"))
            with st.container(horizontal=True, gap="xsmall"):
                for entry in members:
                    _button(entry)


def _results(found: list[Entry]) -> None:
    """What fits best first, each with the sentence that says what it does."""
    if not found:
        st.caption(text("network.nothing_found"))
    with st.container(gap="xsmall", key="add.results"):
        for entry in found[:MOST]:
            name, gloss = st.columns([3, 7], vertical_alignment="center", gap="small")
            with name:
                _button(entry, width="stretch")
            gloss.caption(entry.gloss or entry.doc)
    if len(found) > MOST:
        st.caption(text("network.more_found", n=len(found) - MOST))


def _button(entry: Entry, *, width: str = "content") -> None:
    st.button(
        entry.kind,
        width=width,
        key=f"add.{entry.kind}",
        help=about(entry),
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
        if entry.kind == NETWORK.kind:
            facts = checking.answer().inside(session.level())
            return begin_network(network, added, facts=facts)
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
