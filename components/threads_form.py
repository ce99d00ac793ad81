"""How many threads compute: the choice, and a word where one thread is probably faster."""

import streamlit as st

from components import checking, session
from kt_core import few_threads
from kt_core.cores import usable_cores
from kt_core.texts import text

WHERE = ("fit", "threads")
KEY = "fit.threads"
WIDTH = 210  # pixels


def threads_form() -> None:
    """Draws the choice: as TensorFlow sets them, or a number up to the cores of this machine."""
    given, cores = session.value(WHERE), usable_cores()
    st.session_state[KEY] = given
    st.selectbox(
        "threads",
        few_threads.choices(cores, given),
        index=None,
        key=KEY,
        placeholder=text("controls.threads.usual"),
        help=text("controls.threads.help"),
        on_change=_choose,
        width=WIDTH,
    )
    if isinstance(given, int) and given > cores:
        st.caption(text("controls.threads.beyond", given=given, cores=cores))


def threads_hint() -> None:
    """Draws, where nothing is chosen and the network is small, that one thread is probably faster,
    and the button that takes it."""
    if session.value(WHERE) is not None or usable_cores() < 2:
        return
    nodes, batch = list(checking.answer().nodes.values()), session.value(("fit", "batch_size"), 32)
    if not few_threads.is_small(nodes, batch):
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(text("controls.threads.small"), width="content")
        st.button(
            text("controls.threads.take"),
            key=f"{KEY}.take",
            type="tertiary",
            help=text("controls.threads.help"),
            on_click=lambda: session.put(WHERE, 1),
        )


def _choose() -> None:
    chosen = st.session_state[KEY]
    session.put(WHERE, chosen) if chosen else session.drop(WHERE)
