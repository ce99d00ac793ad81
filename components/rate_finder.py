"""Looking for a learning rate: the search, its curve, and taking what it found."""

import streamlit as st

from components import checking, session
from components.problem_list import sentences
from kt_core.figures import rate_search_figure
from kt_core.rate_finder import RateSearch, with_rate
from kt_core.rate_search import Search
from kt_core.texts import text

EVERY = 0.5  # seconds


def rate_finder() -> None:
    """Draws the button, or what the last search of this session has found."""
    search = session.rate_search()
    if search is None or search.state == "cancelled":
        _button("start")
    elif search.state == "searching":
        _while_it_searches()
    elif search.found is None:
        sentences(search.problems, key="finder", with_place=False)
        _button("again")
    else:
        _found(search, search.found)


def _button(which: str) -> None:
    st.button(
        text(f"controls.finder.{which}"),
        key="finder.start",
        icon=":material/search_insights:",
        help=text("controls.finder.help"),
        disabled=not checking.answer().nodes or bool(checking.answer().errors()),
        on_click=_start,
    )


def _start() -> None:
    session.hold_rate_search(Search(session.document()))


@st.fragment(run_every=EVERY)
def _while_it_searches() -> None:
    search = session.rate_search()
    if search is None or search.state != "searching":
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(text("controls.finder.searching"), width="content")
        st.button(text("controls.finder.cancel"), key="finder.cancel", on_click=search.cancel)


def _found(search: Search, found: RateSearch) -> None:
    if found.reason != "not_finite":  # then there is next to no curve
        st.plotly_chart(
            rate_search_figure(found),
            key="finder.curve",
            config={"displayModeBar": False},
            alt=text("controls.finder.alt"),
        )
    st.caption(reason(found))
    if search.document != session.document():
        st.caption(text("controls.finder.changed"))
    with st.container(horizontal=True):
        if found.suggested is not None:
            st.button(
                text("controls.finder.take", rate=f"{found.suggested:g}"),
                key="finder.take",
                type="primary",
                icon=":material/check:",
                on_click=_take,
                args=(found.suggested,),
            )
        _button("again")
        st.button(
            text("controls.finder.close"),
            key="finder.close",
            type="tertiary",
            on_click=lambda: session.hold_rate_search(None),
        )


def reason(found: RateSearch) -> str:
    """The suggestion, or why there is none, in a sentence."""
    values = {"rate": found.suggested, "lowest": found.lowest, "ended": found.ended}
    words = text(f"controls.finder.reasons.{found.reason}", **values)
    return words + (" " + text("controls.finder.ended", **values) if found.ended else "")


def _take(rate: float) -> None:
    session.edit(lambda document: with_rate(document, rate))
    session.hold_rate_search(None)
