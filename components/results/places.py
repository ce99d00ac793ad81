"""Where on the page a figure is: under which keys its switches lie, so that one can lead to it."""

from collections.abc import Mapping

import streamlit as st

from components import session
from components.results.shown import Shown
from kt_core.selections import AtThreshold, InkTenth, InTenth, OfClass, PixelClass, Selection

FURTHER: Mapping[type, str] = {
    AtThreshold: "threshold",
    InTenth: "calibration",
    OfClass: "classes",
    PixelClass: "classes",
    InkTenth: "ink",
}
"""Which of the further figures a selection is from; others stand on the page anyway."""


def further_key(shown: Shown) -> str:
    """The key of the switch between the further figures."""
    return f"results.further.{shown.key}"


def class_key(shown: Shown, figure: str) -> str:
    """The key of the choice of a class in one of the further figures."""
    return f"results.{figure}.class.{shown.key}"


def threshold_key(shown: Shown, at: int) -> str:
    """The key of the slider of a class."""
    return f"results.threshold.{shown.key}.{at}"


def clicked_key(shown: Shown, figure: str) -> str:
    """Where it is kept what was clicked last in a figure; no widget's key, so it stays."""
    return f"results.clicked.{figure}.{shown.key}"


def show_curves(shown: Shown, at: int) -> None:
    """Leads to the curves of a class, before the switch and the choice are drawn again."""
    st.session_state[further_key(shown)] = "threshold"
    st.session_state[class_key(shown, "threshold")] = at


def show_figure(shown: Shown, one: Selection) -> None:
    """Leads back to the figure in which `one` was clicked, as it was then."""
    session.show_results("overall")
    if figure := FURTHER.get(type(one)):
        st.session_state[further_key(shown)] = figure
    if isinstance(one, AtThreshold):
        st.session_state[class_key(shown, "threshold")] = one.at
        st.session_state[threshold_key(shown, one.at)] = one.threshold
    if isinstance(one, InTenth):
        st.session_state[class_key(shown, "calibration")] = one.at
