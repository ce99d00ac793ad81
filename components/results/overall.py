"""How good the model is on the whole: its figures, and who is taken for whom."""

from collections.abc import Callable, Mapping

import streamlit as st

from components import checking
from components.results import classes_and_values, labels, plane, whole
from components.results.all_figures import all_figures
from components.results.calibration_view import calibration_view
from components.results.class_table import class_table, label_table
from components.results.ink_view import ink_view
from components.results.places import further_key
from components.results.score_cards import score_cards
from components.results.shown import Shown
from components.results.threshold_view import threshold_view
from components.results.values import values
from components.segments import segments
from kt_core import client
from kt_core.several import Several
from kt_core.texts import text
from kt_core.whole import Pixels, Reconstructions

FURTHER: Mapping[str, Callable[[Shown], None]] = {
    "classes": class_table,
    "threshold": threshold_view,
    "calibration": calibration_view,
    "ink": ink_view,
    "labels": label_table,
    "together": labels.label_together,
    "all": all_figures,
}
"""What a second row shows, one at a time; words in `overall.further`."""
CLASSES = ("classes", "threshold", "calibration", "all")


def draw(shown: Shown) -> None:
    """Draws the figures that fit the task, or why there are none."""
    facts, found, key = shown.facts, shown.answers, shown.key
    score_cards(shown)
    if found is None:
        st.warning(text("results.not_finite"), icon=":material/warning:")
        return
    if isinstance(found, Pixels):
        whole.pixels(shown, found)
        further(shown, ("classes", "ink", "all"))
    elif isinstance(found, Reconstructions):
        whole.reconstructions(facts, found, key=key)
        further(shown, ("all",))
    elif isinstance(found, Several):
        labels.draw(shown)
        further(shown, labels.FURTHER)
    elif shown.task == "classification":
        classes_and_values.matrix(facts, found, shown.result["confusion"], key=key)
        further(shown, ("classes", "threshold", "calibration", "all"))
    else:
        values(shown)
        further(shown, ("all",))
    plane.draw(shown)


@st.fragment
def further(shown: Shown, names: tuple[str, ...]) -> None:
    """Draws the switch between the rest of the figures, and the one that is chosen."""
    if shown.figures is None:
        if names[0] != "all":
            FURTHER[names[0]](shown)
        if client.state() != "ready":  # else there is nothing to wait for: they can't be had
            checking.wait_for_engine()
        return
    chosen = names[0]
    if len(names) > 1:
        key = further_key(shown)
        if st.session_state.get(key) not in names:
            st.session_state[key] = names[0]
        chosen = segments(
            text("overall.further_label"),
            names,
            words=lambda name: text(f"overall.further.{name}"),
            key=key,
            label_visibility="collapsed",
        )
    FURTHER[chosen](shown)
