"""Every figure of the test part with its interval, and the formula of the one that is picked."""

import pandas as pd
import streamlit as st

from components.results.shown import Shown
from kt_core.measures import known
from kt_core.texts import text


@st.fragment
def all_figures(shown: Shown) -> None:
    """Draws the figures of the task as a table, and explains one of them."""
    found = known(shown.task, shown.figures or {"scores": {}})
    names = ("figure", "value", "interval", "by", "about")
    table = pd.DataFrame(
        [
            (
                measure.title,
                measure.written(one["value"]),
                measure.interval(one) or "–",
                text(f"measures.by.{measure.by}"),
                measure.about,
            )
            for measure, one in found
        ],
        columns=[text(f"overall.all.{name}") for name in names],
    )
    st.dataframe(table, hide_index=True, height="content")
    st.caption(text("overall.all.how", n=(shown.figures or {}).get("resamples", 0)))
    measures = [measure for measure, _ in found]
    chosen = st.selectbox(
        text("overall.all.explain"),
        measures,
        format_func=lambda measure: measure.title,
        key=f"results.formula.{shown.key}",
        width=340,
    )
    if chosen:
        st.markdown(chosen.about)
        st.latex(chosen.formula)
        letters = "letters_labels" if shown.task == "multi_label" else "letters"
        st.caption(text(f"measures.{letters}"))
