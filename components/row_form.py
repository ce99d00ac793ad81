"""One row of a table, typed in, for models that take numbers instead of pictures."""

import math

import pandas as pd
import streamlit as st

from kt_core.texts import text
from kt_core.trial import Trial

TALLEST = 460  # pixels
LINE = 35


def row_form(tried: Trial) -> tuple[float, ...] | None:
    """Draws one line per column; returns the numbers, None as long as one is missing."""
    st.caption(text("predict.row_about"))
    table = pd.DataFrame({"column": list(tried.columns), "value": tried.usual_row()})
    edited = st.data_editor(
        table,
        hide_index=True,
        key=f"predict.row.{'.'.join(tried.model.values())}",
        disabled=("column",),
        height=min(TALLEST, LINE * (len(table) + 1) + 2),
        column_config={
            "column": text("predict.columns.column"),
            "value": st.column_config.NumberColumn(text("predict.columns.value"), format="%.7g"),
        },
    )
    values = tuple(float(value) for value in edited["value"])
    if any(math.isnan(value) for value in values):
        st.caption(text("predict.row_missing"))
        return None
    return values
