"""Give a trained model pictures (or numbers) of one's own, and see how it gets to its answer."""

from typing import Any

import streamlit as st

from components import answer_view, shell, trial_answers, trial_settings
from components.model_choice import model_choice
from components.picture_choice import picture_choice
from components.problem_list import sentences
from components.row_choice import row_choice
from components.why import why_own
from kt_core.problems import Problem
from kt_core.texts import shape_text, text
from kt_core.trial import Trial


def try_pictures(tried: Trial, known: dict[str, Any], reading: dict[str, Any]) -> None:
    """Draws where pictures come from, and beside it what the model makes of them."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        given = picture_choice(tried)
        choices = {**trial_settings.choices(given), **reading}
    with right:
        if not given.files:
            st.caption(text("predict.nothing_yet"))
            return
        looked = trial_answers.of_pictures(tried, given, known, choices)
        if looked:
            answer_view.shown(looked.line, looked.model, looked.cuts)
    if looked and looked.line["ok"]:
        why_own(tried, looked.known, looked.choices, picture=looked.content)


def try_rows(tried: Trial, known: dict[str, Any], reading: dict[str, Any]) -> None:
    """Draws a form with one number per column or a field for a table, and the model's answer."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        given = row_choice(tried)
    with right:
        looked = trial_answers.of_rows(tried, given, known, reading) if given else None
        if looked:
            answer_view.shown(looked.line, looked.model, looked.cuts)
    if looked and looked.line["ok"]:
        why_own(tried, looked.known, looked.choices, row=looked.row)


shell.title("predict")
tried = model_choice()
if tried is not None:
    told = trial_settings.told(tried)
    if tried.takes == "image":
        try_pictures(tried, *told)
    elif tried.takes == "table":
        try_rows(tried, *told)
    else:
        values = {"shape": shape_text(tried.shape)}
        sentences([Problem("model_takes_no_image", values=values)], key="predict.no_image")
