"""How good the model is on the whole: its figures, and who is taken for whom."""

import streamlit as st

from components.results import classes_and_values, whole
from components.results.shown import Shown
from kt_core.texts import text
from kt_core.whole import Pixels, Reconstructions


def draw(shown: Shown) -> None:
    """Draws the figures that fit the task, or why there are none."""
    facts, found, key = shown.facts, shown.answers, shown.key
    if found is None:
        st.warning(text("results.not_finite"), icon=":material/warning:")
    elif isinstance(found, Pixels):
        whole.pixels(facts, found, dict(shown.result), key=key)
    elif isinstance(found, Reconstructions):
        whole.reconstructions(facts, found, key=key)
    elif shown.task == "classification":
        classes_and_values.matrix(facts, found, shown.result["confusion"], key=key)
        classes_and_values.per_class(dict(shown.result))
        classes_and_values.confident_mistakes(facts, found)
    else:
        classes_and_values.values(facts, found)
        classes_and_values.largest_errors(facts, found)
