"""Whether the model's probabilities can be believed."""

from typing import Any

import plotly.graph_objects as go
import streamlit as st

from components.clicked import clicked, place_of
from components.results.class_choice import class_choice
from components.results.places import class_key, clicked_key
from components.results.selected import behind
from components.results.shown import Shown
from components.steady_chart import steady_chart
from kt_core.figures import calibration_figure, confidence_figure
from kt_core.selections import ANY, InTenth
from kt_core.several import Several
from kt_core.spread import TENTHS
from kt_core.texts import text


@st.fragment
def calibration_view(shown: Shown) -> None:
    """Draws what was promised against what came true, for all answers or one class."""
    found: dict[str, Any] | None = (shown.figures or {}).get("calibration")
    if found is None:
        st.caption(text("overall.calibration.no_probabilities"))
        return
    st.caption(text("overall.calibration.about"))
    places = list(range(len(found["classes"])))
    alone = len(places) == 2 or isinstance(shown.answers, Several)
    places = places if alone else [ANY, *places]
    at = class_choice(shown, places, key=class_key(shown, "calibration"))
    bins = found["answers"] if at == ANY else found["classes"][at]
    st.caption(text("selections.click.tenths"))
    left, right = st.columns(2, gap="large")
    with left:
        _chart(shown, calibration_figure(bins), "calibration", at)
    with right:
        _chart(shown, _bars(shown, at), "confidence", at)
    behind(shown, _clicked(shown, at), key="results.behind.tenths")


def _bars(shown: Shown, at: int) -> go.Figure:
    """How many answers are how sure, right and wrong ones; or of a class, those that are it."""
    found = shown.answers
    if at == ANY:
        return confidence_figure(found.confidence, found.true == found.predicted)
    hit = found.true[:, at] if isinstance(found, Several) else found.true == at
    return confidence_figure(found.probabilities[:, at], hit, name=shown.facts.names[at])


def _chart(shown: Shown, figure: go.Figure, name: str, at: int) -> None:
    """One of both figures; a click on it chooses a tenth."""
    key = f"results.{name}.{shown.key}.{at}"
    steady_chart(
        figure,
        name=f"{name}-{shown.run.id[:8]}",
        key=key,
        on_select=lambda: _take(shown, key, name, at),
        alt=text(f"overall.calibration.{name}_alt"),
    )


def _take(shown: Shown, chart: str, name: str, at: int) -> None:
    told = clicked(chart)
    tenth = place_of(told[1:] if name == "calibration" else told, TENTHS)
    if tenth is None:
        return
    right = told[1] if name == "confidence" and isinstance(told[1], bool) else None
    st.session_state[clicked_key(shown, "tenths")] = InTenth(at, tenth, right)


def _clicked(shown: Shown, at: int) -> InTenth | None:
    """What was clicked last, unless that was for another class."""
    one = st.session_state.get(clicked_key(shown, "tenths"))
    return one if one and one.at == at else None
