"""How many examples there are of each class, as a chart and as a table."""

import pandas as pd
import streamlit as st

from kt_core.data import Description, in_order
from kt_core.data.figures import balance_figure, balance_labels, balance_of
from kt_core.texts import text


def balance(found: Description) -> None:
    """Draws the balance of classes in all parts; for regression that of the target."""
    title = "data.balance.title_values" if found.edges else "data.balance.title"
    st.subheader(text(title), anchor=False)
    st.plotly_chart(
        balance_figure(found),
        key="data.balance",
        config={"displayModeBar": False},
        alt=text("data.balance.alt"),
    )
    if in_order(found.kind):
        st.caption(text("data.balance.in_order"))
    with st.expander(text("data.balance.as_table")):
        counts = {text(f"data.parts.{part}"): values for part, values in found.balance.items()}
        names = pd.Index(balance_labels(found), name=text(f"data.balance.{balance_of(found)}"))
        st.dataframe(pd.DataFrame(counts, index=names))
