"""The form of the one node that is open: its name, what it reads, its parameters."""

from typing import Any

import streamlit as st

from components import checking, session
from components.escape import code, esc
from components.fields import key_of
from components.forms import expert_switch, hidden_count, params_form
from components.problem_list import sentences
from kt_core import edits
from kt_core.catalog.entries import Entry
from kt_core.places import Place
from kt_core.problems import Problem
from kt_core.texts import text

NARROW, WIDE = 220, 320  # pixels


def node_form(name: str) -> None:
    """Draws the form of the node called `name`."""
    node, place = session.value(session.node_where(name)), Place(session.node_where(name), "layer")
    entry = place.entry(session.document())
    _heading(node, entry)
    _own_problems(name)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _name(name)
        _reads(node, entry)
    if node.get("shares"):
        st.caption(text("network.shares", name=esc(node["shares"])))
    else:
        params_form(place)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        if _has_weights(node):
            _trainable(name)
        expert_switch("network.expert")
        if hidden := hidden_count(place):
            st.caption(text("network.hidden", n=hidden), width="content")


def _heading(node: dict[str, Any], entry: Entry | None) -> None:
    kind = node.get("kind") or node.get("shares", "")
    line = st.container(horizontal=True, vertical_alignment="center")
    line.subheader(code(kind), anchor=False, width="content")
    if entry:
        line.markdown(f":small[[{text('network.keras_page')}]({entry.page})]", width="content")
        st.caption(entry.gloss or entry.doc)


def _own_problems(name: str) -> None:
    """Problems of the node as a whole; those of a parameter stand beside its field."""
    place = Place(session.node_where(name), "layer")
    entry = place.entry(session.document())
    fields = {(param.name,) for param in entry.params} if entry else set()
    found = [
        problem
        for problem in checking.answer().at(*place.where)
        if problem.where[len(place.where) :][:1] != ("params",)
        or problem.where[len(place.where) + 1 :][:1] not in fields
    ]
    if found:
        sentences(found, key=key_of(place.where), with_place=False)


def _name(name: str) -> None:
    key = key_of((*session.node_where(name), "name"))
    st.session_state[key] = name
    st.text_input(
        text("network.name"),
        key=key,
        max_chars=200,
        on_change=_rename,
        args=(name, key),
        width=WIDE,
    )


def _rename(name: str, key: str) -> None:
    new = (st.session_state[key] or "").strip()
    if not new or new == name:
        return
    if new in edits.names(session.network()):
        session.refuse(Problem("name_taken", values={"name": new}, severity="warning"))
    elif session.edit_network(lambda document: edits.rename_node(document, name, new)):
        session.select(new)


def _trainable(name: str) -> None:
    where = (*session.node_where(name), "trainable")
    key = key_of(where)
    st.session_state[key] = session.value(where, True)
    st.toggle(
        text("network.trainable"),
        key=key,
        help=text("network.trainable_help"),
        on_change=lambda: _set_trainable(where, st.session_state[key]),
    )


def _has_weights(node: dict[str, Any]) -> bool:
    built = checking.answer().inside(session.level()).get(node["name"], {})
    return not node.get("trainable", True) or bool(built.get("params"))


def _set_trainable(where: tuple[str, ...], trainable: bool) -> None:
    session.drop(where) if trainable else session.put(where, False)


def _reads(node: dict[str, Any], entry: Entry | None) -> None:
    """The choice of what the node reads, where it can be more than the node before it."""
    if node.get("kind") == "Input":
        return
    if isinstance(node.get("inputs"), dict) or (entry and entry.call == "query_value"):
        for argument in entry.arguments[:3] if entry else node["inputs"]:
            _reads_argument(node, argument)
    elif session.expert() or "inputs" in node or (entry and entry.call == "list"):
        _reads_list(node)


def _reads_list(node: dict[str, Any]) -> None:
    where = (*session.node_where(node["name"]), "inputs")
    key, refs = key_of(where), {_label(ref): ref for ref in node.get("inputs", [])}
    st.session_state[key] = list(refs)
    st.multiselect(
        text("network.reads"),
        list(dict.fromkeys([*refs, *_others(node["name"])])),
        key=key,
        placeholder=text("network.reads_before"),
        help=text("network.reads_help"),
        on_change=lambda: _set_reads(where, [refs.get(n, n) for n in st.session_state[key]]),
    )


def _reads_argument(node: dict[str, Any], argument: str) -> None:
    where = (*session.node_where(node["name"]), "inputs", argument)
    given = session.value(where)
    key, ref = key_of(where), given[0] if isinstance(given, list) and given else given
    current = _label(ref) if ref is not None else None
    options = dict.fromkeys([*([current] if current else []), *_others(node["name"])])
    st.session_state[key] = current
    st.selectbox(
        esc(argument),
        list(options),
        index=None,
        key=key,
        placeholder=text("network.reads_nothing"),
        on_change=lambda: _set_argument(where, st.session_state[key]),
        width=NARROW,
    )


def _set_reads(where: tuple[str, ...], refs: list[Any]) -> None:
    session.put(where, refs) if refs else session.drop(where)


def _set_argument(where: tuple[str, ...], name: str | None) -> None:
    def change(document: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(edits.get(document, where[:-1]), dict):
            document = edits.put(document, where[:-1], {})
        document = edits.put(document, where, name) if name else edits.drop(document, where)
        return document if edits.get(document, where[:-1]) else edits.drop(document, where[:-1])

    session.edit(change)


def _others(name: str) -> list[str]:
    return [other for other in edits.names(session.network()) if other != name]


def _label(ref: Any) -> str:
    return f"{ref['node']} [{ref.get('output', 0)}]" if isinstance(ref, dict) else str(ref)
