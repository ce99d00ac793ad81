"""What was clicked in a figure: its sentence and examples, the ways to the gallery and back."""

from typing import Any

import numpy as np
import streamlit as st

from components import session
from components.escape import esc
from components.marks import marked
from components.results.example_sheet import example_sheet
from components.results.gallery_filters import choose_selection, everything
from components.results.places import show_figure
from components.results.shown import Shown
from kt_core.gallery import Examples, chosen, examples
from kt_core.selections import (
    AtThreshold,
    InkTenth,
    InTenth,
    OffBy,
    PixelCell,
    Selection,
    is_of,
)
from kt_core.texts import text
from kt_core.thresholds import written

PICTURES, LINES = 12, 20
LONGEST = 40  # characters of a class name


def sentence(shown: Shown, one: Selection) -> str:
    """What is selected, with its numbers: Markdown."""
    told = one.numbers(shown.answers)
    words: dict[str, Any] = {name: f"{value:,}" for name, value in told.items()}
    if "share" in told:
        words["share"] = f"{told['share']:.0%}".replace("%", " %")
    if isinstance(one, (InTenth, InkTenth)):
        words |= {end: f"{told[end]:.1f}" for end in ("low", "high")}
    if isinstance(one, OffBy):
        words |= {end: _signed(told[end]) for end in ("low", "high")}
    if isinstance(one, AtThreshold):
        words |= {"threshold": written(one.threshold), "usual": written(one.usual)}
    return text(f"selections.{one.code}", **words, **_names(shown, one))


def _signed(value: float) -> str:
    return f"{value:+,.4g}".replace("-", "−") if value else "0"


def _names(shown: Shown, one: Selection) -> dict[str, str]:
    classes = shown.result.get("classes") or shown.facts.names
    sides = ("true", "predicted") if isinstance(one, PixelCell) else ("at",)
    places = {side: getattr(one, side, -1) for side in sides}
    return {
        "name" if side == "at" else side: f"“{esc(classes[place], longest=LONGEST)}”"
        for side, place in places.items()
        if place >= 0
    }


def behind(shown: Shown, one: Selection | None, *, key: str) -> None:
    """Draws the examples behind what was clicked, if that is anything: the first of them, and the
    way to all in the gallery. A click on an example opens it there."""
    if one is None or not is_of(one, shown.answers):
        return
    every = examples(shown.answers)
    places = chosen(every, everything(shown, one), within=one.mask(shown.answers))
    with st.container(key=key):
        st.markdown(f"**{sentence(shown, one)}**")
        if len(places) == 0:
            st.caption(text("selections.none"))
            return
        _gallery_button(shown, one, key)
        _sheet(shown, every, places, one, key)
    if session.results_view() == "mistakes":  # an example was opened
        st.rerun()


def _gallery_button(shown: Shown, one: Selection, key: str) -> None:
    st.button(
        text("selections.open"),
        key=f"{key}.open",
        icon=":material/grid_view:",
        on_click=_to_gallery,
        args=(shown, one, None),
    )


def _sheet(shown: Shown, every: Examples, places: np.ndarray, one: Selection, key: str) -> None:
    most = PICTURES if shown.facts.modality == "image" else LINES
    example_sheet(
        shown,
        every,
        places[:most],
        found=marked(shown.facts),
        key=key,
        on_open=lambda row: None if row is None else _to_gallery(shown, one, row),
    )


def _to_gallery(shown: Shown, one: Selection, row: int | None) -> None:
    choose_selection(shown, one)
    session.set_example(row)


def chip(shown: Shown, one: Selection) -> None:
    """Draws, above the gallery, what it is limited to, and the way back to the figure."""
    with st.container(horizontal=True, vertical_alignment="center", key="gallery.selection"):
        st.markdown(f":material/ads_click: **{sentence(shown, one)}**", width="content")
        if st.button(text("selections.back"), key="gallery.back", icon=":material/arrow_back:"):
            show_figure(shown, one)
            st.rerun()
        st.button(
            text("selections.remove"),
            key="gallery.remove",
            icon=":material/close:",
            type="tertiary",
            on_click=lambda: choose_selection(shown, None),
        )
