"""Who is taken for whom: the matrix, and the examples in one of its cells."""

from typing import Any

import streamlit as st

from components.confusion import confusion
from components.contact_sheet import contact_sheet
from components.escape import esc
from components.results.gallery_filters import to_gallery
from components.segments import segments
from kt_core.data import Card
from kt_core.results import Answers, cell
from kt_core.texts import text

IN_CELL = 16


def output_choice(result: dict[str, Any], *, key: str) -> int:
    """Draws which of several outputs the rest is about; the only one without a word."""
    names = [one["name"] for one in result.get("outputs", ())]
    if not names:
        return 0
    return segments(
        text("results.output"),
        range(len(names)),
        words=lambda number: esc(names[number]),
        default=0,
        key=f"results.output.{key}",
    )


@st.fragment
def matrix(facts: Card, found: Answers, counts: list[list[int]], *, key: str) -> None:
    """Draws the confusion matrix, and beside it the examples in the cell that was clicked."""
    left, right = st.columns([5, 4], gap="large")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(text("results.confusion"), anchor=False)
            shares = as_shares(key)
        st.caption(text("results.confusion_about"))
        chosen = confusion(counts, facts.classes, key=f"confusion.{key}", as_shares=shares)
    with right:
        if chosen is None:
            st.caption(text("results.pick_cell"))
        else:
            with st.container(key="results.cell"):
                _cell(facts, found, *chosen)


def as_shares(key: str, *, default: str = "counts") -> bool:
    """Draws the choice between numbers of examples and shares of a row; whether it is shares."""
    chosen = segments(
        text("overall.cells"),
        ("counts", "shares"),
        words=lambda name: text(f"overall.cell_words.{name}"),
        default=default,
        key=f"results.cells.{key}",
        label_visibility="collapsed",
    )
    return chosen == "shares"


def _cell(facts: Card, found: Answers, true: int, predicted: int) -> None:
    places = cell(found, true=true, predicted=predicted)
    key = "cell_right" if true == predicted else "cell" if len(places) else "cell_none"
    words = {"true": esc(facts.classes[true]), "predicted": esc(facts.classes[predicted])}
    st.subheader(text(f"results.{key}", n=len(places), **words), anchor=False)
    if len(places):
        to_gallery(facts, true, predicted)
        contact_sheet(
            facts, found, places, key=f"results.cell.{true}.{predicted}", per_page=IN_CELL
        )
