"""The chip of the training that is going on, to be seen from every page."""

import streamlit as st

from components import session
from kt_core.runs import LIVE, Run
from kt_core.texts import text

EVERY = 3.0  # seconds


def running_chip() -> None:
    """Draws the chip while this experiment's run is going on, and keeps its epoch up to date."""
    run = session.run()
    if run and run.state in LIVE:
        _live_chip()
    elif run and run.state == "interrupted":
        _waking()


@st.fragment(run_every=EVERY)
def _waking() -> None:
    """A run that lost its process goes on by itself where it can: its buttons are others then."""
    run = session.run()
    if run and run.state in LIVE:
        st.rerun()


@st.fragment(run_every=EVERY)
def _live_chip() -> None:
    run = session.run()
    if run is None or run.state not in LIVE:
        st.rerun()
        return
    if st.button(_label(run), key="chip", icon=":material/model_training:", type="tertiary"):
        session.go("training")


def _label(run: Run) -> str:
    key = f"app.chip.{run.state}"
    planned = run.epochs_planned or run.epochs_done
    return text(key, epoch=min(run.epochs_done + 1, planned), epochs=planned)
