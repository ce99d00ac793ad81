"""Give a trained model pictures (or numbers) of one's own, and see how it gets to its answer."""

from typing import Any

import streamlit as st

from components import answer_view, asking, shell, trial_settings
from components.model_choice import model_choice
from components.picture_choice import picture_choice
from components.problem_list import sentences
from components.row_form import row_form
from kt_core.problems import Problem, ProblemError
from kt_core.texts import shape_text, text
from kt_core.trial import Trial


def try_pictures(tried: Trial, known: dict[str, Any]) -> None:
    """Draws where pictures come from, and beside it what the model makes of them."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        given = picture_choice(tried)
        choices = trial_settings.choices(given)
    if not given.pictures:
        with right:
            st.caption(text("predict.nothing_yet"))
        return
    with right:
        found = asked(tried, pictures=given.pictures, known=known, choices=choices)
        if found is None:
            return
        lines = found["results"]
        chosen = answer_view.overview(lines, given.names) if len(lines) > 1 else 0
        answer_view.shown(lines[chosen], found["model"])


def try_row(tried: Trial, known: dict[str, Any]) -> None:
    """Draws a form with one number per column, and the model's answer."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        row = row_form(tried)
    with right:
        found = asked(tried, rows=(row,), known=known, choices={}) if row else None
        if found is not None:
            answer_view.shown(found["results"][0], found["model"])


def asked(tried: Trial, **what: Any) -> dict[str, Any] | None:
    """The engine's answers, or a word about why there are none."""
    try:
        return asking.predicted(dict(tried.model), **what)
    except ProblemError as error:
        sentences(error.problems, key="predict.refused", with_place=False)
        return None


shell.title("predict")
tried = model_choice()
if tried is not None:
    known = trial_settings.known(tried)
    if tried.takes == "image":
        try_pictures(tried, known)
    elif tried.takes == "table":
        try_row(tried, known)
    else:
        values = {"shape": shape_text(tried.shape)}
        sentences([Problem("model_takes_no_image", values=values)], key="predict.no_image")
