"""The chosen set in one look: what it is, its source and licence, its four numbers."""

import streamlit as st

from components.escape import esc
from components.marks import marked
from kt_core.data import Card, Description
from kt_core.texts import shape_text, text

LONGEST = 2_000  # characters
PARTS = ("train", "validation", "test")


def words(facts: Card) -> None:
    """Draws what the set is, what is to be predicted, and where it comes from."""
    st.header(esc(facts.title), anchor=False)
    target = text("data.chosen.predict", target=esc(facts.target))
    st.markdown(f"{esc(facts.about, longest=LONGEST)} {target}")
    said = {"source": esc(facts.source, longest=LONGEST), "licence": esc(facts.licence)}
    st.caption(text("data.chosen.source", **said))
    if found := len(marked(facts)):
        counted = text("data.chosen.marked", n=f"{found:,}", of=f"{facts.test:,}")
        st.markdown(f":orange-badge[:material/flag: {counted}]", help=text("gallery.list_about"))


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
