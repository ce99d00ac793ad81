"""How much examples count in the training: by class or by a column, with the numbers used."""

from typing import Any

import pandas as pd
import streamlit as st

from components import session
from kt_core.data import Card, available, card, class_shares
from kt_core.experiment import parse
from kt_core.problems import ProblemError
from kt_core.texts import text

CLASSES, COLUMN = ("fit", "class_weight"), ("fit", "sample_weight")
BALANCED, EACH = "balanced", "each"
WIDTH = 190  # pixels


def weighting_form() -> None:
    """Draws the choice that the data set allows: of classes, of columns, or nothing."""
    facts = _card()
    if facts is None:
        return
    by_class = facts.classes and session.value(("data", "labels"), "integer") in (
        "integer",
        "one_hot",
    )
    if not (by_class or facts.columns or session.value(CLASSES) or session.value(COLUMN)):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if by_class or session.value(CLASSES):
            _class_choice()
        if facts.columns or session.value(COLUMN):
            _column_choice(facts)
    if session.value(CLASSES) and by_class:
        _table(facts)


def _card() -> Card | None:
    try:
        return card(session.dataset())
    except ProblemError:
        return None


def _class_choice() -> None:
    given = session.value(CLASSES)
    st.session_state["fit.class_weight"] = EACH if isinstance(given, dict) else given
    st.selectbox(
        "class_weight",
        (BALANCED, EACH),
        index=None,
        key="fit.class_weight",
        placeholder="None",
        format_func=lambda each: text(f"controls.class_weight.{each}"),
        help=text("controls.class_weight.help"),
        on_change=_choose,
        width=WIDTH,
    )


def _choose() -> None:
    chosen = st.session_state["fit.class_weight"]
    if chosen is None:
        session.drop(CLASSES)
    elif chosen == BALANCED:
        session.put(CLASSES, BALANCED)
    else:
        facts = _card()
        session.put(CLASSES, dict.fromkeys(facts.classes, 1.0) if facts else {})


def _column_choice(facts: Card) -> None:
    given = session.value(COLUMN)
    st.session_state["fit.sample_weight"] = given
    st.selectbox(
        "sample_weight",
        list(dict.fromkeys([*([given] if given else []), *facts.columns])),
        index=None,
        key="fit.sample_weight",
        placeholder="None",
        help=text("controls.sample_weight.help"),
        on_change=_choose_column,
        width=WIDTH,
    )


def _choose_column() -> None:
    chosen = st.session_state["fit.sample_weight"]
    session.put(COLUMN, chosen) if chosen else session.drop(COLUMN)


def _table(facts: Card) -> None:
    """The classes with their numbers of examples and weights; those of one's own can be edited."""
    try:
        shares = class_shares(parse(session.document())) if available(facts.kind) else None
    except ProblemError:
        return  # the page says what is wrong with the data
    if shares is None:
        st.caption(text("controls.class_weight.later"))
        return
    columns = [text(f"controls.class_weight.{name}") for name in ("class", "examples", "weight")]
    rows = [(each.name, each.examples, each.weight) for each in shares]
    frame = pd.DataFrame(rows, columns=columns)
    if session.value(CLASSES) == BALANCED:
        st.dataframe(frame, hide_index=True, height="content" if len(rows) < 12 else 300)
        return
    st.data_editor(
        frame,
        key="fit.class_weight.table",
        hide_index=True,
        disabled=columns[:2],
        column_config={columns[2]: st.column_config.NumberColumn(min_value=0.0, format="%.4g")},
        on_change=_save,
        args=([each.name for each in shares], columns[2]),
    )


def _save(names: list[str], column: str) -> None:
    edited: dict[int, dict[str, Any]] = st.session_state["fit.class_weight.table"]["edited_rows"]
    given = session.value(CLASSES, {})
    new = {names[at]: row[column] for at, row in edited.items() if row.get(column) is not None}
    session.put(CLASSES, {**(given if isinstance(given, dict) else {}), **new})
