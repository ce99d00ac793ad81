"""A switch for what is done every so many epochs, and the interval: a part of `fit`."""

import streamlit as st

from components import session
from kt_core import edits
from kt_core.texts import text

WIDTH = 180  # pixels


def interval_form(what: str, *, usual: int) -> int | None:
    """Draws the switch for `fit.<what>` and, when it is on, the interval, which begins with
    `usual`; returns `interval(what)`. The words are the texts' section of that name."""
    key, every = f"fit.{what}", interval(what)
    st.session_state[key] = every is not None
    st.toggle(
        text(f"{what}.switch"),
        key=key,
        help=text(f"{what}.help"),
        on_change=lambda: _switch(what, usual if st.session_state[key] else None),
    )
    if every is not None:
        _interval(what, every)
    return every


def interval(what: str) -> int | None:
    """The epochs from one time to the next; None: it is switched off."""
    found = session.value(("fit", what))
    return None if found is None else found.get("every", 1)


def _interval(what: str, every: int) -> None:
    key = f"fit.{what}.every"
    st.session_state[key] = every
    st.number_input(
        text(f"{what}.every"),
        key=key,
        min_value=min(1, every),
        step=1,
        help=text(f"{what}.every_help"),
        on_change=lambda: session.put(("fit", what, "every"), st.session_state[key]),
        width=WIDTH,
    )


def _switch(what: str, every: int | None) -> None:
    if every is None:
        session.edit(lambda document: edits.drop(document, ("fit", what)))
    else:
        session.put(("fit", what, "every"), every)
