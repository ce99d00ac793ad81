"""The form of the one node that is open: its name, what it reads, its parameters."""

from typing import Any

import streamlit as st

from components import checking, session
from components.entry_help import links
from components.escape import code, esc
from components.fields import key_of
from components.forms import call_form, expert_switch, hidden_count, params_form
from components.input_columns import columns_of_one
from components.levels import nested_network
from components.own_parts import chip
from components.problem_list import sentences
from components.reads_form import reads_form
from kt_core import edits
from kt_core.catalog.entries import Entry
from kt_core.graph.forms import entry_of
from kt_core.graph.reading import call_again
from kt_core.places import CallPlace, Place
from kt_core.problems import Problem
from kt_core.texts import text


def node_form(name: str) -> None:
    """Draws the form of the node called `name`."""
    node, place = session.value(session.node_where(name)), Place(session.node_where(name), "layer")
    entry = place.entry(session.document())
    _heading(node, entry)
    _own_problems(name)
    with st.container(horizontal=True, vertical_alignment="top"):
        _name(name)
        reads_form(name)
    if node.get("shares"):
        _shared(node["shares"])
    elif node.get("network") is not None:
        nested_network(node)
    else:
        params_form(place)
    if node.get("kind") == "Input":
        columns_of_one(name)
    if called := entry_of(session.network(), node):
        call_form(CallPlace(place.where, "layer"), called)
    _foot(node, place)


def _foot(node: dict[str, Any], place: Place) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if node.get("kind") != "Input":
            _switch(node["name"], "enabled")
        if _has_weights(node):
            _switch(node["name"], "trainable")
        expert_switch("network.expert")
        if hidden := hidden_count(place):
            st.caption(text("network.hidden", n=hidden), width="content")
        if node.get("kind") != "Input":
            _call_again(node["name"])


def _shared(owner: str) -> None:
    """Where the parameters of a node that calls another's layer again are set."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(text("network.shares", name=esc(owner)), width="content")
        if owner in edits.names(session.network()):
            label = text("network.shares_show")
            st.button(label, key="shares.show", on_click=session.select, args=(owner,))


def _call_again(name: str) -> None:
    st.button(
        text("network.again"),
        key=key_of((*session.node_where(name), "again")),
        icon=":material/repeat:",
        type="tertiary",
        help=text("network.again_help"),
        on_click=_again,
        args=(name,),
    )


def _again(name: str) -> None:
    again = ""

    def change(network: dict[str, Any]) -> dict[str, Any]:
        nonlocal again
        changed, again = call_again(network, name)
        return changed

    if session.edit_network(change):
        session.select(again)


def _heading(node: dict[str, Any], entry: Entry | None) -> None:
    kind = node.get("kind") or node.get("shares", "")
    line = st.container(horizontal=True, vertical_alignment="center")
    line.subheader(code(kind), anchor=False, width="content")
    if entry:
        shown = chip(entry) if entry.is_own else f":small[{links(entry)}]"
        line.markdown(shown, width="content")
        st.caption(entry.gloss or entry.doc)


def _own_problems(name: str) -> None:
    """Problems of the node as a whole; those of a parameter stand beside its field, those of a
    network inside it lead there."""
    place = Place(session.node_where(name), "layer")
    entry, depth = place.entry(session.document()), len(place.where)
    fields = {(param.name,) for param in entry.params} if entry else set()
    found = checking.answer().at(*place.where)
    inside = [problem for problem in found if problem.where[depth:][:1] == ("network",)]
    own = [
        problem
        for problem in found
        if problem not in inside
        and (
            problem.where[depth:][:1] != ("params",) or problem.where[depth + 1 :][:1] not in fields
        )
    ]
    if own:
        sentences(own, key=key_of(place.where), with_place=False)
    if inside:
        sentences(inside, key=key_of((*place.where, "network")))


def _name(name: str) -> None:
    key = key_of((*session.node_where(name), "name"))
    st.session_state[key] = name
    st.text_input(
        text("network.name"),
        key=key,
        max_chars=200,
        on_change=_rename,
        args=(name, key),
        width="stretch",
    )


def _rename(name: str, key: str) -> None:
    new = (st.session_state[key] or "").strip()
    if not new or new == name:
        return
    if new in edits.names(session.network()):
        session.refuse(Problem("name_taken", values={"name": new}, severity="warning"))
        return
    path = session.level()
    if session.edit(lambda document: edits.rename_node(document, name, new, path=path)):
        session.select(new)


def _switch(name: str, what: str) -> None:
    """A switch that is on as long as the document does not say false."""
    where = (*session.node_where(name), what)
    key = key_of(where)
    st.session_state[key] = session.value(where, True)
    st.toggle(
        text(f"network.{what}"),
        key=key,
        help=text(f"network.{what}_help"),
        on_change=lambda: _set(where, st.session_state[key]),
    )


def _has_weights(node: dict[str, Any]) -> bool:
    built = checking.answer().inside(session.level()).get(node["name"], {})
    return not node.get("trainable", True) or bool(built.get("params"))


def _set(where: tuple[str | int, ...], on: bool) -> None:
    session.drop(where) if on else session.put(where, False)
