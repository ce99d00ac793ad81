"""What a person chooses to see of the test examples: by class, figure, mark, word, and in order."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from components import session
from components.results.shown import Shown
from components.segments import segments
from kt_core.data import Card
from kt_core.gallery import DIRECTIONS, KINDS, ORDERS, Choice, Examples
from kt_core.selections import Selection
from kt_core.texts import text

LONGEST = 60  # characters of a class name in a list
STEPS = 100  # of the slider


def about(shown: Shown) -> str:
    """For which data set and task a choice holds; from run to run it stays."""
    return f"{shown.facts.kind}.{shown.task}"


def choose(shown: Shown, **changes: Any) -> None:
    """Changes what is chosen; nothing stays open."""
    session.set_gallery(about(shown), replace(session.gallery(about(shown)), **changes))
    session.set_example(None)


def everything(shown: Shown, one: Selection | None = None) -> Choice:
    """All examples, right and wrong, or all behind what was clicked in a figure."""
    kind = "all" if shown.task == "classification" else KINDS[0]
    return Choice(kind, selection=one)


def choose_selection(shown: Shown, one: Selection | None) -> None:
    """Opens the gallery with what was clicked in a figure, or all there is; no other filter."""
    session.set_gallery(about(shown), everything(shown, one))
    session.set_example(None)
    session.show_results("mistakes")


def filters(shown: Shown, every: Examples) -> Choice:
    """Draws the filters; what is chosen."""
    choice = session.gallery(about(shown))
    with st.container(horizontal=True, vertical_alignment="bottom", key="gallery.filters"):
        if kinds := _kinds(every):
            _segments(shown, kinds, choice.kind if choice.kind in kinds else kinds[0])
        _order(shown, choice)
        if every.true is not None:
            _class(shown, "true", choice.true)
        if every.predicted is not None:
            _class(shown, "predicted", choice.predicted)
        _search(shown, choice)
        with st.popover(text("gallery.more"), icon=":material/tune:", key="gallery.more"):
            _range(shown, every, choice)
            _marked(shown, choice)
        if choice != Choice():
            st.button(
                text("gallery.reset"),
                key="gallery.reset",
                icon=":material/filter_alt_off:",
                on_click=lambda: session.set_gallery(about(shown), Choice()),
            )
    return choice


def _kinds(every: Examples) -> Sequence[str]:
    if every.signed is not None:
        return DIRECTIONS
    return KINDS if every.wrong is not None else ()


def _widget(shown: Shown, field: str, value: Any, **chosen: Any) -> dict[str, Any]:
    """Key and callback of the widget for that field of the choice, set to `value` beforehand."""
    key = f"gallery.{field}"
    st.session_state[key] = value

    def changed() -> None:
        choose(shown, **{field: st.session_state[key]})

    return {"key": key, "on_change": changed, **chosen}


def _segments(shown: Shown, kinds: Sequence[str], value: str) -> None:
    segments(
        text("gallery.kind"),
        kinds,
        words=lambda kind: text(f"gallery.kinds.{kind}"),
        label_visibility="collapsed",
        **_widget(shown, "kind", value),
    )


def _order(shown: Shown, choice: Choice) -> None:
    st.selectbox(
        text("gallery.order"),
        ORDERS,
        format_func=lambda order: text(f"gallery.orders.{shown.task}.{order}"),
        width=210,
        **_widget(shown, "order", choice.order),
    )


def _class(shown: Shown, side: str, value: int | None) -> None:
    names = shown.facts.classes
    value = value if value is not None and value < len(names) else None
    st.selectbox(
        text(f"gallery.columns.{side}"),
        [None, *range(len(names))],
        format_func=lambda at: text("gallery.any") if at is None else names[at][:LONGEST],
        placeholder=text("gallery.any"),
        width=150,
        **_widget(shown, side, value),
    )


def _search(shown: Shown, choice: Choice) -> None:
    key = "search_class" if shown.facts.classes else "search_row"
    st.text_input(
        text("gallery.search"),
        placeholder=text(f"gallery.{key}"),
        help=text(f"gallery.{key}_help"),
        max_chars=80,
        width=150,
        **_widget(shown, "words", choice.words),
    )


def _range(shown: Shown, every: Examples, choice: Choice) -> None:
    """A range of the figure; where all have the same there is nothing to choose."""
    share = shown.task in ("classification", "pixels", "multi_label")
    end = 1.0 if share else float(every.figure.max(initial=0.0))
    if end <= 0:
        return
    scale = 100 / end if share else 1.0
    key, last = "gallery.range", end * scale
    low = 0.0 if choice.low is None else min(choice.low, end)
    high = end if choice.high is None else min(choice.high, end)
    st.session_state[key] = (low * scale, max(low, high) * scale)

    def changed() -> None:
        least, most = st.session_state[key]
        choose(
            shown,
            low=least / scale if least > 0 else None,
            high=most / scale if most < last else None,
        )

    st.slider(
        text(f"gallery.figures.{shown.task}"),
        0.0,
        last,
        step=last / STEPS,
        format="%.0f %%" if share else "%.4g",
        key=key,
        on_change=changed,
        width=260,
    )


def _marked(shown: Shown, choice: Choice) -> None:
    st.toggle(text("gallery.only_marked"), **_widget(shown, "marked", choice.marked))


def to_gallery(facts: Card, true: int, predicted: int) -> None:
    """Draws the way from a cell of the confusion matrix to its examples in the gallery."""
    if st.button(text("gallery.all_in_cell"), key="results.gallery", icon=":material/grid_view:"):
        choice = Choice("all", true=true, predicted=predicted)
        session.set_gallery(f"{facts.kind}.classification", choice)
        session.set_example(None)
        session.show_results("mistakes")
        st.rerun()
