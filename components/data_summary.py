"""The chosen set in one look: what it is, its source and licence, its four numbers."""

import streamlit as st

from kt_core.data import Card, Description
from kt_core.texts import shape_text, text

PARTS = ("train", "validation", "test")


def words(facts: Card) -> None:
    """Draws what the set is, what is to be predicted, and where it comes from."""
    st.header(facts.title, anchor=False)
    st.markdown(f"{facts.about} {text('data.chosen.predict', target=facts.target)}")
    st.caption(text("data.chosen.source", source=facts.source, licence=facts.licence))


def numbers(facts: Card, found: Description) -> None:
    """Draws how many examples each part has, and the shape of one."""
    grid = st.grid(4, min_column_width=130, gap="small")
    for part in PARTS:
        grid.metric(
            text(f"data.chosen.{part}"),
            f"{found.sizes[part]:,}",
            help=text(f"data.chosen.examples_help.{part}"),
            border=True,
        )
    grid.metric(
        text("data.chosen.example"),
        shape_text(facts.shape),
        help=text(f"data.chosen.example_help.{facts.modality}"),
        border=True,
    )
