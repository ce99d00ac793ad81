"""A run that was stopped ends before its model is measured: its results come a moment later."""

import streamlit as st

from components import session
from kt_core.runs import Run
from kt_core.runs.process import life
from kt_core.texts import text

EVERY = 2.0  # seconds


def is_being_measured(run: Run) -> bool:
    """Whether the run has ended and its process still works on its results."""
    waits = run.state in ("stopped", "finished") and run.result is None and run.started is not None
    return waits and bool(run.handle) and life(run.handle or {}) == "running"


@st.fragment(run_every=EVERY)
def being_measured(run_id: str) -> None:
    """Says so, and draws the page again when the results are there."""
    run = session.store().run(run_id)
    if run is None or not is_being_measured(run):
        st.rerun()
    st.info(text("results.being_measured"), icon=":material/hourglass_top:")
