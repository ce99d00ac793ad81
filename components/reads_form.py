"""What the open node reads: one choice per argument of its layer's call."""

import streamlit as st

from components import checking, session
from components.escape import esc
from components.fields import key_of
from kt_core.graph.grouping import Tensor
from kt_core.graph.reading import Slot, read, readable, slots
from kt_core.texts import text

NARROW, WIDE = 220, 320  # pixels


def reads_form(name: str) -> None:
    """Draws the choice of what the node reads, and for several arguments one choice each."""
    network = session.network()
    found = slots(network, name, every=session.expert())
    silent = "inputs" not in session.value(session.node_where(name), {})
    offered = readable(network, name, facts=checking.answer().inside(session.level()))
    for at, slot in enumerate(found):
        label = text("network.reads") if len(found) == 1 else esc(slot.argument)
        empty = "network.reads_before" if at == 0 and silent else "network.reads_nothing"
        options = list(dict.fromkeys([*slot.tensors, *offered]))
        (_several if slot.several else _one)(name, slot, options, (label, text(empty)))


def _one(name: str, slot: Slot, options: list[Tensor], words: tuple[str, str]) -> None:
    key = _key(name, slot)
    st.session_state[key] = next(iter(slot.tensors), None)
    st.selectbox(
        words[0],
        options,
        index=None,
        key=key,
        format_func=_title,
        placeholder=words[1],
        help=text("network.reads_help"),
        on_change=lambda: _set(name, slot, [st.session_state[key]]),
        width=NARROW,
    )


def _several(name: str, slot: Slot, options: list[Tensor], words: tuple[str, str]) -> None:
    key = _key(name, slot)
    st.session_state[key] = list(dict.fromkeys(slot.tensors))
    st.multiselect(
        words[0],
        options,
        key=key,
        format_func=_title,
        placeholder=words[1],
        help=text("network.reads_help"),
        wrap=True,
        on_change=lambda: _set(name, slot, st.session_state[key]),
        width=WIDE,
    )


def _set(name: str, slot: Slot, tensors: list[Tensor | None]) -> None:
    chosen = [tensor for tensor in tensors if tensor is not None]
    session.edit_network(
        lambda network: read(network, name, argument=slot.argument, tensors=chosen)
    )


def _key(name: str, slot: Slot) -> str:
    return key_of((*session.node_where(name), "inputs", slot.argument))


def _title(tensor: Tensor) -> str:
    name, output = tensor
    return f"{name} [{output}]" if output else name
