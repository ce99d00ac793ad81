"""The error gallery: the examples behind a figure, the worst first, and one of them large."""

import numpy as np
import streamlit as st

from components import session
from components.clicked import clicked, place_of
from components.confusion import confusion
from components.marks import Marks, marked
from components.problem_list import sentences
from components.results.example_sheet import BESIDE, example_sheet
from components.results.gallery_filters import about, choose, filters
from components.results.marking import marks_list
from components.results.opened_example import opened
from components.results.selected import chip
from components.results.shown import Shown
from components.segments import segments
from components.steady_chart import steady_chart
from kt_core.figures import mistakes_figure, predicted_figure
from kt_core.gallery import Choice, Examples, by_class, chosen, examples
from kt_core.problems import ProblemError
from kt_core.selections import is_of
from kt_core.texts import text
from kt_core.whole import Pixels, Reconstructions

PICTURES, STRIPS, LINES = 24, 12, 50  # on a page
BARS = 12
WAYS = ("bars", "cells")


@st.fragment
def draw(shown: Shown) -> None:
    """Draws the filters, the examples that fit, and beside them the one that is open."""
    every = examples(shown.answers)
    found = marked(shown.facts)
    st.caption(_about(shown, every))
    within = _within(shown)
    choice = filters(shown, every)
    places = chosen(every, choice, classes=shown.facts.classes, marked=found, within=within)
    left, right = st.columns([5, 4], gap="large")
    with left:
        _gallery(shown, every, places, found, choice)
    with right, st.container(key=BESIDE):
        row = session.example()
        if row is None or not 0 <= row < shown.facts.test:
            _ways_in(shown, every)
        else:
            _opened(shown, every, places, row, found)
    marks_list(shown, found)


def _within(shown: Shown) -> np.ndarray | None:
    """Draws what the gallery is limited to by a click in a figure; the mask of its examples."""
    one = session.gallery(about(shown)).selection
    if one is None or not is_of(one, shown.answers):
        return None
    chip(shown, one)
    return one.mask(shown.answers)


def fits(shown: Shown) -> bool:
    """Whether there are single answers to look at."""
    return shown.answers is not None


def _opened(shown: Shown, every: Examples, places: np.ndarray, row: int, found: Marks) -> None:
    try:
        opened(shown, every, places, row, found)
    except ProblemError as error:  # the data set is not on this machine any more
        sentences(error.problems, key="gallery.opened", with_place=False)


def _about(shown: Shown, every: Examples) -> str:
    wrong = every.wrong
    if wrong is None:
        return text(f"gallery.about.{shown.task}", of=f"{shown.facts.test:,}")
    figures = {"n": f"{int(wrong.sum()):,}", "of": f"{len(wrong):,}"}
    return text(f"gallery.about.{shown.task}", **figures)


def _gallery(
    shown: Shown, every: Examples, places: np.ndarray, found: Marks, choice: Choice
) -> None:
    st.caption(text("gallery.count", n=f"{len(places):,}"))
    if len(places) == 0:
        st.info(text("gallery.none"), icon=":material/search_off:")
        return
    is_image = shown.facts.modality == "image"
    per_page = _per_page(shown) if is_image else LINES
    key = f"{about(shown)}.{shown.run.id}.{abs(hash(choice))}"
    page = _page(-(-len(places) // per_page), f"gallery.page.{key}")
    part = places[page * per_page : (page + 1) * per_page]
    more = {"found": found, "key": "gallery", "on_open": session.set_example}
    example_sheet(shown, every, part, **more)


def _per_page(shown: Shown) -> int:
    return STRIPS if isinstance(shown.answers, (Pixels, Reconstructions)) else PICTURES


def _page(pages: int, key: str) -> int:
    return st.pagination(pages, max_visible_pages=5, key=key) - 1 if pages > 1 else 0


def _ways_in(shown: Shown, every: Examples) -> None:
    """Draws what one can click while nothing is open: classes, cells, or points."""
    if every.signed is not None:
        _points(shown, every)
    elif every.true is None or every.wrong is None:
        st.caption(text("gallery.open_one"))
    else:
        way = segments(
            text("gallery.way"),
            WAYS,
            words=lambda one: text(f"gallery.ways.{one}"),
            default=WAYS[0],
            key="gallery.way",
            label_visibility="collapsed",
        )
        _bars(shown, every) if way == "bars" else _cells(shown)


def _bars(shown: Shown, every: Examples) -> None:
    names = shown.facts.classes
    counts = [one for one in by_class(every, count=len(names)) if one[1]][:BARS]
    if not counts:
        st.caption(text("results.no_mistakes"))
        return
    st.caption(text("gallery.bars_most" if len(names) > BARS else "gallery.bars", n=len(counts)))

    def picked() -> None:
        true = place_of(clicked("gallery.classes"), len(names))
        if true is not None:
            choose(shown, kind="wrong", true=true, predicted=None, selection=None)

    steady_chart(
        mistakes_figure(counts, names),
        name="mistakes",
        key="gallery.classes",
        alt=text("gallery.bars_alt"),
        on_select=picked,
    )


def _cells(shown: Shown) -> None:
    st.caption(text("gallery.cells"))
    confusion(
        shown.result["confusion"],
        shown.facts.classes,
        key="gallery.cells",
        on_cell=lambda true, predicted: choose(
            shown, kind="all", true=true, predicted=predicted, selection=None
        ),
    )


def _points(shown: Shown, every: Examples) -> None:
    st.caption(text("gallery.points"))

    def picked() -> None:
        place = place_of(clicked("gallery.points"), len(every.rows))
        if place is not None:
            session.set_example(int(every.rows[place]))

    found = shown.answers
    steady_chart(
        predicted_figure(found.true, found.predicted, target=text("results.value")),
        name="predicted_true",
        key="gallery.points",
        on_select=picked,
    )
