"""Whether the model's probabilities can be believed."""

from typing import Any

import streamlit as st

from components.figure_chart import figure_chart
from components.results.class_choice import ANY, class_choice
from components.results.shown import Shown
from kt_core.figures import calibration_figure
from kt_core.texts import text

WIDTH = 620  # pixels


@st.fragment
def calibration_view(shown: Shown) -> None:
    """Draws what was promised against what came true, for all answers or one class."""
    found: dict[str, Any] | None = (shown.figures or {}).get("calibration")
    if found is None:
        st.caption(text("overall.calibration.no_probabilities"))
        return
    st.caption(text("overall.calibration.about"))
    places = list(range(len(found["classes"])))
    places = places if len(places) == 2 else [ANY, *places]
    at = class_choice(shown, places, key="results.calibration.class")
    bins = found["answers"] if at == ANY else found["classes"][at]
    figure_chart(
        calibration_figure(bins),
        name=f"calibration-{shown.run.id[:8]}",
        key=f"results.calibration.{shown.key}.{at}",
        width=WIDTH,
        alt=text("overall.calibration.alt"),
    )
