"""The figures of a run's answers; the engine works them out where an earlier version has not."""

from typing import Any

import streamlit as st

from kt_core import client, run_figures
from kt_core.problems import ProblemError
from kt_core.runs import Run
from kt_core.texts import text

TIMEOUT = 120.0  # seconds


def figures_of(run: Run, output: int) -> dict[str, Any] | None:
    """What `kt_core.run_figures` has of this output; None while the engine is away, and for
    answers that can't be judged."""
    found = run_figures.read(run.id, output)
    if found is None:
        try:
            _measured(run.id, run.finished or 0.0)
        except (client.EngineAway, ProblemError):
            return None
    return found or run_figures.read(run.id, output)


@st.cache_data(max_entries=200, show_spinner=False)
def _measured(run: str, _finished: float) -> int:
    if client.state() != "ready":
        raise client.EngineAway("not ready")  # asking would wait until it is
    with st.spinner(text("overall.measuring")):
        return client.ask("measure", timeout=TIMEOUT, run=run)["outputs"]
