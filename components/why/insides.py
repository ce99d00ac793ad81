"""What fits some layers better: gates over time, what queries look at, rows of a table alike."""

import pandas as pd
import streamlit as st

from components.why import attention
from components.why.pictures import heat
from components.why.terms import Said
from kt_core.explanations import Found
from kt_core.texts import text


def draw(found: Found, key: str) -> None:
    """Draws what the engine found beyond values and weights; for most layers nothing."""
    said = found.said
    if said.get("series"):
        _series(found, key)
    if "heads" in said:
        attention.looks(found.arrays, attention.choose(said["heads"], f"{key}.inside"), key)
    if said.get("nearest"):
        _nearest(said)


def _series(found: Found, key: str) -> None:
    """States and gates of all units at every step, one of them at a time."""
    known = found.said["series"]
    st.subheader(text("inside.over_time"), anchor=False)
    st.caption(text("inside.over_time_about"))
    chosen = st.selectbox(
        text("inside.shown"),
        range(len(known)),
        format_func=lambda at: _name(known[at]),
        key=f"{key}.series",
        width=320,
    )
    steps, units = text("why.layers.time_axis"), text("why.layers.unit_axis")
    heat(found.arrays[f"series_{chosen}"], f"{key}.series.{chosen}", steps, units)


def _name(one: Said) -> str:
    name = text(f"inside.names.{one['name']}")
    return text(f"inside.names.{one['half']}", name=name) if one["half"] else name


def _nearest(said: Said) -> None:
    """Draws for each row looked up those that point the same way."""
    st.subheader(text("inside.nearest"), anchor=False)
    st.caption(text("inside.nearest_about"))
    rows = [
        {
            text("inside.row"): str(one["row"]),
            text("inside.near"): ", ".join(f"{n['row']} ({n['cosine']:.2f})" for n in one["near"]),
        }
        for one in said["nearest"]
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
