"""Which of several labels a model gives to one picture or row, and how far each is from that."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.escape import esc
from kt_core.figures import probabilities_figure
from kt_core.label_answers import Cuts, given, in_words, threshold_words
from kt_core.texts import text

BARS = 12
LONGEST = 40  # letters of a label in the heading


def labels_answer(top: Sequence[Mapping[str, Any]], cuts: Cuts) -> None:
    """Draws the labels that are given in words, then all with their probabilities; `top` is what
    the engine answers, best first."""
    there = given(top, cuts)
    said = in_words([esc(name, longest=LONGEST) for name in there], cuts)
    st.header(f"{said[0].upper()}{said[1:]}" if not there else said, anchor=False)
    first = top[:BARS]
    figure = probabilities_figure(
        [f"✓ {one['class']}" if one["class"] in there else one["class"] for one in first],
        [one["probability"] for one in first],
        marked=[at for at, one in enumerate(first) if one["class"] in there],
        cuts=[cuts[one["class"]] for one in first],
    )
    st.plotly_chart(figure, key="predict.bars", config={"displayModeBar": False})
    own = len(set(cuts.values())) > 1
    about = "about_own" if own else "about"
    st.caption(text(f"predict.labels.{about}", threshold=threshold_words(cuts)))
    with st.expander(text("predict.labels.table")):
        _table(top, cuts, there)


def _table(top: Sequence[Mapping[str, Any]], cuts: Cuts, there: Sequence[str]) -> None:
    rows = [
        (one["class"], one["class"] in there, 100 * one["probability"], 100 * cuts[one["class"]])
        for one in top
    ]
    table = pd.DataFrame(rows, columns=("label", "given", "share", "threshold"))
    percents = {"share": "predict.columns.share", "threshold": "predict.labels.threshold"}
    columns: dict[str, Any] = {
        "label": text("labels.which"),
        "given": text("predict.labels.given"),
        **{
            key: st.column_config.NumberColumn(
                text(words), format="%.4f %%" if key == "share" else "%.0f %%"
            )
            for key, words in percents.items()
        },
    }
    st.dataframe(table, hide_index=True, column_config=columns)
