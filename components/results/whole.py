"""Results as large as the examples: classes of all pixels, or the examples given back."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.confusion import confusion
from components.contact_sheet import percent
from components.escape import esc
from components.marks import caption, marked
from components.problem_list import sentences
from components.results.classes_and_values import as_shares
from components.results.selected import behind
from components.results.shown import Shown
from components.segments import segments
from kt_core import whole
from kt_core.data import Card, x_test
from kt_core.data.pictures import coloured, grey, overlaid, panes, swatch
from kt_core.problems import ProblemError
from kt_core.selections import PixelCell
from kt_core.texts import text
from kt_core.whole import Pixels, Reconstructions

PER_PAGE = 12
ORDERS = ("worst", "first")
WAYS = ("beside", "over")


def pixels(shown: Shown, found: Pixels) -> None:
    """Draws what each pixel is beside what the model took it for, then the counts of pixels."""
    facts, key = shown.facts, shown.key
    st.subheader(text("results.pixels.title"), anchor=False)
    legend(shown.result["classes"])
    way = segments(
        text("overall.overlay.label"),
        WAYS,
        words=lambda name: text(f"overall.overlay.{name}"),
        default=WAYS[0],
        key=f"results.overlay.{key}",
        label_visibility="collapsed",
    )
    st.caption(text("overall.overlay.over_about" if way == "over" else "results.pixels.about"))
    _pages(found, key, lambda some: _strips(facts, found, some, over=way == "over"))
    _matrix(shown)


@st.fragment
def _matrix(shown: Shown) -> None:
    """Draws the counts of pixels, and beside them the pictures of the cell that was clicked."""
    result, key = shown.result, shown.key
    left, right = st.columns([5, 4], gap="large")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(text("results.pixels.confusion"), anchor=False)
            shares = as_shares(key, default="shares")
        st.caption(text("results.pixels.confusion_about"))
        chosen = confusion(
            result["confusion"], result["classes"], key=f"pixels.{key}", as_shares=shares
        )
    with right:
        if chosen is None:
            st.caption(text("results.pick_cell"))
        else:
            behind(shown, PixelCell(*chosen), key="results.behind.pixels")


def legend(classes: Sequence[str]) -> None:
    """Draws the colour of each class of pixels with its name."""
    with st.container(horizontal=True, gap="small", key="results.legend"):
        for number, name in enumerate(classes):
            with st.container(horizontal=True, gap="xxsmall", width="content"):
                st.image(swatch(number), width=18, alt="")
                st.caption(esc(name, longest=24), width="content")


@st.fragment
def _pages(found: Pixels | Reconstructions, key: str, draw: Any) -> None:
    """Draws the examples page by page in the order that is chosen."""
    with st.container(horizontal=True, vertical_alignment="center"):
        order = segments(
            text("results.order"),
            ORDERS,
            words=lambda one: text(f"results.orders.{one}"),
            default=ORDERS[0],
            key=f"results.order.{key}",
            label_visibility="collapsed",
        )
        places = whole.ordered(found, worst_first=order == "worst")
        page = _page(len(places), f"results.page.{key}.{order}")
    draw(places[page * PER_PAGE : (page + 1) * PER_PAGE])


def _page(count: int, key: str) -> int:
    pages = -(-count // PER_PAGE)
    return st.pagination(pages, max_visible_pages=5, key=key) - 1 if pages > 1 else 0


def _strips(facts: Card, found: Pixels, places: Sequence[int], *, over: bool = False) -> None:
    """Draws each picture with the classes of its pixels, true and answered: beside it, or `over`
    it."""
    images = _test_examples(facts, found.rows[places])
    if images is None:
        return
    pictures = grey(images, largest=facts.largest or 255)
    right, said = found.right, marked(facts)
    with st.container(horizontal=True, gap="small"):
        for picture, place in zip(pictures, places, strict=True):
            both = found.true[place], found.predicted[place]
            if over:
                sheet = panes(*(overlaid(picture, classes) for classes in both))
            else:
                sheet = panes(picture, *(coloured(classes) for classes in both))
            name = esc(facts.classes[max(int(found.true[place].max()), 1) - 1], longest=24)
            words = text("results.pixels.right", name=name, percent=percent(float(right[place])))
            badged = caption(words, said, found.rows[place])
            st.image(sheet, caption=badged, output_format="PNG", alt=words)


def _test_examples(facts: Card, rows: np.ndarray) -> np.ndarray | None:
    try:
        return x_test(facts.kind)[rows]
    except ProblemError as error:  # the data set is not on this machine any more
        sentences(error.problems, key="results.data", with_place=False)
        return None


def reconstructions(facts: Card, found: Reconstructions, *, key: str) -> None:
    """Draws examples beside what the model made of them."""
    st.subheader(text("results.given_back.title"), anchor=False)
    st.caption(text(f"results.given_back.about.{facts.modality}"))
    draw = _given_back if facts.modality == "image" else given_rows
    _pages(found, key, lambda shown: draw(facts, found, shown))


def _given_back(facts: Card, found: Reconstructions, places: Sequence[int]) -> None:
    images = _test_examples(facts, found.rows[places])
    if images is None:
        return
    largest = facts.largest or 255
    pictures, given = grey(images, largest=largest), grey(found.given[places], largest=largest)
    apart = np.abs(pictures.astype("int16") - given).astype("uint8")
    said = marked(facts)
    with st.container(horizontal=True, gap="small"):
        for at, place in enumerate(places):
            sheet = panes(pictures[at], given[at], apart[at])
            words = _error(found, place)
            badged = caption(words, said, found.rows[place])
            st.image(sheet, caption=badged, output_format="PNG", alt=words)


def given_rows(facts: Card, found: Reconstructions, places: Sequence[int]) -> None:
    """Draws one line for what a row is, and one below it for what was given back."""
    rows = _test_examples(facts, found.rows[places])
    if rows is None:
        return
    both = np.stack([rows, found.given[places]], axis=1).reshape(-1, len(facts.columns))
    table = pd.DataFrame(both, columns=list(facts.columns))
    kinds = [text("results.given_back.is"), text("results.given_back.given")] * len(places)
    errors = [value for place in places for value in (None, found.errors[found.rows[place]])]
    table.insert(0, text("results.given_back.row"), np.repeat(found.rows[places] + 1, 2))
    table.insert(1, text("results.given_back.which"), kinds)
    table.insert(2, text("results.given_back.error"), errors)
    figures = {name: st.column_config.NumberColumn(format="%.4g") for name in table.columns[2:]}
    st.dataframe(table, hide_index=True, column_config=figures, placeholder="")


def _error(found: Reconstructions, place: int) -> str:
    return text("results.given_back.mse", value=f"{found.errors[found.rows[place]]:.3g}")
