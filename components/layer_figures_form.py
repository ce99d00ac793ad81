"""Whether and how often a training is measured layer by layer: `fit.layer_figures`."""

import streamlit as st

from components import session
from kt_core import edits
from kt_core.texts import text

WHERE = ("fit", "layer_figures")
USUAL = 1
WIDTH = 180  # pixels


def layer_figures_form() -> None:
    """Draws the switch and, when it is on, the interval."""
    key, every = "fit.layer_figures", interval()
    st.session_state[key] = every is not None
    st.toggle(
        text("layer_figures.switch"),
        key=key,
        help=text("layer_figures.help"),
        on_change=lambda: _switch(on=st.session_state[key]),
    )
    if every is not None:
        _interval(every)


def interval() -> int | None:
    """The epochs from one measurement to the next; None: nothing is measured."""
    found = session.value(WHERE)
    return None if found is None else found.get("every", 1)


def _interval(every: int) -> None:
    key = "fit.layer_figures.every"
    st.session_state[key] = every
    st.number_input(
        text("layer_figures.every"),
        key=key,
        min_value=min(1, every),
        step=1,
        help=text("layer_figures.every_help"),
        on_change=lambda: session.put((*WHERE, "every"), st.session_state[key]),
        width=WIDTH,
    )


def _switch(*, on: bool) -> None:
    if on:
        session.put((*WHERE, "every"), USUAL)
    else:
        session.edit(lambda document: edits.drop(document, WHERE))
