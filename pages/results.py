"""How the trained model does on examples it has never seen."""

from typing import Any

import streamlit as st

from components import result_view, session, shell
from components.run_choice import run_choice
from kt_core import results
from kt_core.data import card
from kt_core.runs import Run
from kt_core.texts import text


def nothing_yet(words: str) -> None:
    """Says why there is nothing to see, and leads to the training."""
    with st.container(horizontal_alignment="center", key="empty"):
        st.space("large")
        st.caption(words, width="content")
        if st.button(text("results.empty_button"), type="primary", key="results.training"):
            session.go("training")


def results_of(run: Run, result: dict[str, Any]) -> None:
    """Shows everything that is known about the run's model."""
    facts = card(run.document["data"]["kind"])
    found = results.answers(run.id, task=result["task"])
    if found is not None:
        st.caption(text("results.about", n=f"{len(found.rows):,}"))
    result_view.metric_cards(result)
    if not result["finite"] or found is None:
        st.warning(text("results.not_finite"), icon=":material/warning:")
    elif result["task"] == "classification":
        result_view.matrix(facts, found, result["confusion"], key=run.id)
        result_view.per_class(result)
        result_view.confident_mistakes(facts, found)
    else:
        result_view.values(facts, found)
        result_view.largest_errors(facts, found)


shell.title("results")
run = run_choice("results.run")
if run is None:
    nothing_yet(text("results.empty"))
elif result := results.summary(run.id):
    results_of(run, result)
else:
    nothing_yet(text(f"results.not_yet.{run.state}"))
shell.next_step("predict")
