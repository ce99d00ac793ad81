"""What the engine is asked about a run's model on these views; answers stay in the run's folder."""

from typing import Any

import streamlit as st

from components.engine_asked import engine_asked
from components.results.shown import Shown
from kt_core import looking_back, snapshots
from kt_core.runs import folder
from kt_core.texts import text

SECONDS = 310.0  # a little more than the engine gives such a question


def asked(do: str, *, key: str, **question: Any) -> dict[str, Any] | None:
    """The engine's answer; None, and a word about it, while there is none."""
    return engine_asked(do, key=key, timeout=SECONDS, **question)


def looked_back(shown: Shown, part: str) -> bool:
    """Has every snapshot answered on the part, showing how far that is; whether all have."""
    run, output = shown.run.id, shown.output
    total = len(snapshots.files(folder(run)))
    left = len(looking_back.waiting(run, part=part, output=output))
    if not left and looking_back.is_current(run):
        return True
    bar, asks = st.progress(0.0), True
    while asks:
        words = text("through_time.computing", done=total - left, of=total)
        bar.progress((total - left) / total, words)
        told = {"run": run, "part": part, "output": output}
        answer = asked("look_back", key="results.looking_back", **told)
        if answer is None:
            return False
        left = answer["left"]
        asks = left > 0
    bar.empty()
    return True
