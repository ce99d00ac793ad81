"""Whether and how often weights are kept for looking back: `fit.snapshots`."""

import streamlit as st

from components import checking, session
from kt_core import edits, snapshots
from kt_core.checks.snapshots import weight_bytes
from kt_core.texts import text

WHERE = ("fit", "snapshots")
WIDTH = 180  # pixels
MEGABYTE = 1_000_000


def snapshots_form() -> None:
    """Draws the switch and, when it is on, the interval and what it takes of the disk."""
    key, every = "fit.snapshots", interval()
    st.session_state[key] = every is not None
    st.toggle(
        text("snapshots.switch"),
        key=key,
        help=text("snapshots.help"),
        on_change=lambda: _switch(on=st.session_state[key]),
    )
    if every is not None:
        _interval(every)
        _estimate(every)


def interval() -> int | None:
    """The epochs from one snapshot to the next; None: none are kept."""
    found = session.value(WHERE)
    return None if found is None else found.get("every", 1)


def _interval(every: int) -> None:
    key = "fit.snapshots.every"
    st.session_state[key] = every
    st.number_input(
        text("snapshots.every"),
        key=key,
        min_value=min(1, every),
        step=1,
        help=text("snapshots.every_help"),
        on_change=lambda: session.put((*WHERE, "every"), st.session_state[key]),
        width=WIDTH,
    )


def _estimate(every: int) -> None:
    size, epochs = weight_bytes(checking.answer().total_params), _epochs()
    if size and every > 0 and epochs > 0:
        found = snapshots.planned(epochs=epochs, every=every, size=size)
        disk = f"{found.size / MEGABYTE:,.3g}"
        st.caption(text("snapshots.estimate", count=found.count, disk=disk))


def _epochs() -> int:
    return int(session.value(("fit", "epochs"), 1))


def _switch(*, on: bool) -> None:
    if on:
        session.put((*WHERE, "every"), snapshots.usual_every(_epochs()))
    else:
        session.edit(lambda document: edits.drop(document, WHERE))
