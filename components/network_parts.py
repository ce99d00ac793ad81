"""What concerns several layers of the open network: its outputs, and layers put into a network."""

from typing import Any

import streamlit as st

from components import checking, session
from components.fields import key_of
from kt_core import edits
from kt_core.graph.grouping import group
from kt_core.graph.outputs import outputs_of
from kt_core.texts import text

OPEN = "parts"  # the key under which the menu is open or not
MEMBERS = "parts.members"


def network_parts() -> None:
    """Draws the button that opens the choice of outputs and of layers to be grouped."""
    menu = st.popover(
        text("network.parts.title"),
        icon=":material/account_tree:",
        help=text("network.parts.help"),
        key=OPEN,
        type="tertiary",
        on_change="rerun",
    )
    with menu:
        if menu.open:
            _outputs()
            _grouping()


def _outputs() -> None:
    where = (*edits.inside(session.level()), "outputs")
    key, network = key_of(where), session.network()
    st.session_state[key] = [name for name in outputs_of(network) if name in edits.names(network)]
    st.multiselect(
        text("network.outputs"),
        edits.names(network),
        key=key,
        help=text("network.outputs_help"),
        placeholder=text("network.outputs_last"),
        on_change=lambda: _set_outputs(st.session_state[key]),
    )


def _set_outputs(names: list[str]) -> None:
    def change(network: dict[str, Any]) -> dict[str, Any]:
        rest = {key: value for key, value in network.items() if key != "outputs"}
        return rest if names in ([], edits.names(network)[-1:]) else {**rest, "outputs": names}

    session.edit_network(change)


def _grouping() -> None:
    layers = [node for node in session.network()["network"] if node.get("kind") != "Input"]
    names = [node["name"] for node in layers]
    chosen = [name for name in st.session_state.get(MEMBERS, []) if name in names]
    st.session_state[MEMBERS] = chosen
    st.multiselect(
        text("network.parts.members"),
        names,
        key=MEMBERS,
        help=text("network.parts.members_help"),
        placeholder=text("network.parts.members_none"),
    )
    st.button(
        text("network.parts.group"),
        key="parts.group",
        icon=":material/unfold_less:",
        disabled=not chosen,
        on_click=_group,
        args=(chosen,),
    )


def _group(names: list[str]) -> None:
    block = ""
    path = session.level()
    facts = checking.answer().inside(path)

    def change(document: dict[str, Any]) -> dict[str, Any]:
        nonlocal block
        changed, block = group(document, names, facts=facts, path=path)
        return changed

    if session.edit(change):
        session.select(block)
        st.session_state[MEMBERS] = []
        st.session_state[OPEN] = False
