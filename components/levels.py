"""Which network is open: the way from the whole one to a nested one, and what leads in and out."""

from typing import Any

import streamlit as st

from components import checking, session
from components.escape import esc
from components.fields import key_of
from kt_core import edits
from kt_core.graph.ungrouping import ungroup
from kt_core.texts import text


def breadcrumb() -> None:
    """Draws the way to the open network, each part of it a button; nothing for the whole one."""
    path = session.level()
    if not path:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
        for depth, name in enumerate((text("network.whole"), *path[:-1])):
            st.button(
                esc(name, longest=30),
                key=f"level.{depth}",
                type="tertiary",
                on_click=_leave,
                args=(path, depth),
            )
            st.caption("›", width="content")
        st.markdown(f"**{esc(path[-1], longest=40)}**", width="content")


def nested_network(node: dict[str, Any]) -> None:
    """Draws what a node with a network of its own holds, and the ways into it and out of it."""
    where = session.node_where(node["name"])
    layers = [each for each in node.get("network", []) if each.get("kind") != "Input"]
    params = checking.answer().inside(session.level()).get(node["name"], {}).get("params")
    known = text("network.nested.params", params=f"{params:,}") if params is not None else ""
    st.caption(text("network.nested.about"))
    st.markdown(text("network.nested.holds", n=len(layers)) + known)
    with st.container(horizontal=True):
        st.button(
            text("network.nested.open"),
            key=f"{key_of(where)}.open",
            icon=":material/open_in_full:",
            type="primary",
            on_click=session.open_level,
            args=((*session.level(), node["name"]),),
        )
        st.button(
            text("network.nested.ungroup"),
            key=f"{key_of(where)}.ungroup",
            icon=":material/unfold_more:",
            help=text("network.nested.ungroup_help"),
            on_click=_ungroup,
            args=(node["name"],),
        )


def _leave(path: edits.Path, depth: int) -> None:
    session.open_level(path[:depth])
    session.select(path[depth])


def _ungroup(name: str) -> None:
    path = session.level()
    session.edit(lambda document: ungroup(document, name, path=path))
