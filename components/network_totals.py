"""What the whole network costs: parameters and the memory they take."""

import streamlit as st

from components import checking
from kt_core.texts import text

FLOAT32 = 4  # bytes


def network_totals() -> None:
    """Draws total parameters and memory; a line of the same height while they are not known."""
    answer = checking.answer()
    if answer.problems is None:
        st.caption(text(f"app.bar.engine_{answer.state}"))
        return
    shown = {"total": f"{answer.total_params:,}", "memory": memory(answer.total_params)}
    frozen = answer.total_params - answer.trainable_params
    key = "network.totals_frozen" if frozen else "network.totals"
    st.caption(text(key, frozen=f"{frozen:,}", **shown))


def memory(params: int) -> str:
    """Memory of that many float32 numbers, with its unit."""
    size = params * FLOAT32
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= scale:
            return f"{size / scale:.3g} {unit}"
    return f"{size} B"
