"""Which of the experiment's runs a page shows."""

import time

import streamlit as st

from components import session
from kt_core.runs import LIVE, Run
from kt_core.texts import text

LISTED = 50


def run_choice(key: str) -> Run | None:
    """Draws the choice among this experiment's runs when there are several; returns the chosen."""
    chosen = session.run()
    runs = {run.id: run for run in session.store().runs(LISTED, draft=session.draft_id())}
    if chosen and chosen.id not in runs:
        runs = {chosen.id: chosen, **runs}
    if chosen and len(runs) > 1:
        st.session_state[key] = chosen.id
        st.selectbox(
            text("training.run"),
            list(runs),
            key=key,
            format_func=lambda run_id: label(runs[run_id]),
            on_change=lambda: session.watch(st.session_state[key]),
            width=420,
        )
    return chosen


def label(run: Run) -> str:
    """When a run was started and, when it has ended, how far it came and how."""
    when = time.strftime("%d %b %H:%M:%S", time.localtime(run.created))
    if run.state in LIVE:  # the list is not drawn again while it trains
        return text("training.run_live", when=when)
    state = text(f"training.states.{run.state}")
    planned = run.epochs_planned or "?"
    return text("training.run_label", when=when, state=state, done=run.epochs_done, planned=planned)
