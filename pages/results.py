"""How the trained model does on examples it has never seen."""

from typing import Any

import streamlit as st

from components import session, shell
from components.diagnosis_cards import diagnosis_cards
from components.escape import esc
from components.problem_list import sentences
from components.results import Shown, classes_and_values, first_look, result_views, take_away
from components.results.being_measured import being_measured, is_being_measured
from components.results.figures_of import figures_of
from components.run_choice import run_choice
from components.saved_files import saved_files
from components.starting_weights import loaded_weights
from kt_core import results, whole
from kt_core.changes import read
from kt_core.changes.words import trained_words
from kt_core.data import card
from kt_core.dataset_names import dataset_of
from kt_core.problems import ProblemError
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
    try:
        facts, task = card(dataset_of(run.document)), result["task"]
    except ProblemError as error:  # a set that somebody brought, and took away again
        sentences(error.problems, key="results.data", with_place=False)
        return
    top = st.container(horizontal=True, vertical_alignment="center")
    top.caption(text("results.about", n=f"{facts.test:,}"))
    if run.saved_is_earlier:
        st.info(text("results.earlier"), icon=":material/history:")
    if changed := trained_words(run.document, read(run.changes)):
        st.caption(esc(changed))
    if not first_look.looked_at(run, facts, result):
        diagnosis_cards(run)
        return
    output = classes_and_values.output_choice(result, key=run.id)
    about = {**result, **result["outputs"][output]} if "outputs" in result else result
    found = whole.answers(run.id, task=task, output=output) if about["finite"] else None
    figures = figures_of(run, output) if about["finite"] else None
    shown = Shown(run, facts, about, found, output, figures)
    with top:
        take_away(shown)
    diagnosis_cards(run)
    result_views(shown)
    if report := results.loaded_weights(run.id):
        loaded_weights(report)


shell.title("results")
run = run_choice("results.run")
if run is None:
    nothing_yet(text("results.empty"))
elif is_being_measured(run):
    being_measured(run.id)
elif result := results.summary(run.id):
    results_of(run, result)
else:
    nothing_yet(text("results.fold" if run.group else f"results.not_yet.{run.state}"))
if run is not None:
    saved_files(run)
shell.next_step("predict")
