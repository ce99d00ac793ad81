"""Whether and how often weights are kept for looking back: `fit.snapshots`."""

import streamlit as st

from components import checking, session
from components.interval_form import interval_form
from kt_core import snapshots
from kt_core.checks.snapshots import weight_bytes
from kt_core.texts import text

MEGABYTE = 1_000_000


def snapshots_form() -> None:
    """Draws the switch and, when it is on, the interval and what it takes of the disk."""
    epochs = int(session.value(("fit", "epochs"), 1))
    every = interval_form("snapshots", usual=snapshots.usual_every(epochs))
    size = weight_bytes(checking.answer().total_params)
    if every is not None and size and every > 0 and epochs > 0:
        found = snapshots.planned(epochs=epochs, every=every, size=size)
        disk = f"{found.size / MEGABYTE:,.3g}"
        st.caption(text("snapshots.estimate", count=found.count, disk=disk))
