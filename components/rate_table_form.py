"""A learning rate by table or formula: its fields, and what they come to as a curve."""

from typing import Any

import streamlit as st

from components import checking, session
from components.problem_list import sentences
from components.schedule_curve import curve_of
from kt_core import rate_table
from kt_core.checks.rate_rows import USUAL, USUAL_FORMULA
from kt_core.problems import Where
from kt_core.rate_formula import LONGEST
from kt_core.texts import text

WIDTH = 118  # pixels
NEXT_AFTER = 5  # epochs between a new row and the one before it


def rate_table_form(where: Where) -> None:
    """Draws the rows of the callback at `where`, buttons to add and remove one, or its formula;
    and the curve."""
    place = (*where, "params", "schedule")
    given = session.value(place, [])
    _choice(place, given)
    _formula(place, given) if isinstance(given, str) else _rows(place, given)
    sentences(checking.answer().at(*place), key="rates", with_place=False)
    curve_of("rates.curve")


def _choice(place: Where, given: Any) -> None:
    key = "rates.by"
    st.session_state[key] = "formula" if isinstance(given, str) else "table"
    st.segmented_control(
        text("controls.rates.by"),
        ("table", "formula"),
        key=key,
        format_func=lambda each: text(f"controls.rates.{each}"),
        on_change=lambda: session.put(place, _started(given, st.session_state[key])),
    )


def _started(given: Any, by: str | None) -> Any:
    """What a table or a formula begins with: what the table said, where a formula can say it. A
    second click on the one it is changes nothing."""
    if by is None or (by == "formula") == isinstance(given, str):
        return given
    return rate_table.as_formula(given) or USUAL_FORMULA if by == "formula" else [dict(USUAL)]


def _formula(place: Where, given: str) -> None:
    key = "rates.formula"
    st.session_state[key] = given
    st.text_input(
        text("controls.rates.formula"),
        key=key,
        max_chars=LONGEST,
        help=text("controls.rates.formula_help"),
        on_change=lambda: session.put(place, st.session_state[key]),
    )


def _rows(place: Where, given: Any) -> None:
    rows = [row for row in given if isinstance(row, dict)] if isinstance(given, list) else []
    for at, row in enumerate(rows):
        _row(place, at, row, alone=len(rows) == 1)
    st.button(
        text("controls.rates.add"),
        key="rates.add",
        icon=":material/add:",
        on_click=lambda: session.put(place, [*rows, _next(rows)]),
    )


def _row(place: Where, at: int, row: dict[str, Any], *, alone: bool) -> None:
    here, sets = (*place, at), "value" in row
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _number(here, "from_epoch", row.get("from_epoch"), whole=True)
        _what(here, sets)
        _number(here, "value" if sets else "factor", row.get("value" if sets else "factor"))
        if not sets:
            _number(here, "every", row.get("every"), whole=True)
        st.button(
            text("forms.remove_item"),
            key=f"rates.{at}.remove",
            icon=":material/delete:",
            type="tertiary",
            disabled=alone,
            on_click=lambda: session.drop(here),
        )


def _what(here: Where, sets: bool) -> None:
    key = f"rates.{here[-1]}.what"
    st.session_state[key] = "value" if sets else "factor"
    st.selectbox(
        text("controls.rates.what"),
        ("factor", "value"),
        key=key,
        format_func=lambda each: text(f"controls.rates.{each}"),
        on_change=lambda: session.put(here, _turned(session.value(here), st.session_state[key])),
        width=WIDTH,
    )


def _turned(row: dict[str, Any], what: str) -> dict[str, Any]:
    """The row as one that sets the rate, or multiplies it."""
    new = {"value": 0.001} if what == "value" else {"factor": 0.9, "every": 1}
    return {"from_epoch": row.get("from_epoch", 0), **new}


def _number(here: Where, name: str, given: Any, *, whole: bool = False) -> None:
    key = f"rates.{here[-1]}.{name}"
    known = isinstance(given, (int, float)) and not isinstance(given, bool)
    st.session_state[key] = (int(given) if whole else float(given)) if known else None
    st.number_input(
        name,
        key=key,
        value=None,
        step=1 if whole else 0.01 if name == "factor" else 0.0001,
        format=None if whole else "%.4g",
        placeholder=text("controls.rates.once") if name == "every" else "",
        help=text(f"controls.rates.{name}_help"),
        on_change=lambda: _save(here, name, st.session_state[key]),
        width=WIDTH,
    )


def _save(here: Where, name: str, value: float | None) -> None:
    session.drop((*here, name)) if value is None else session.put((*here, name), value)


def _next(rows: list[dict[str, Any]]) -> dict[str, Any]:
    last = rows[-1].get("from_epoch") if rows else None
    begin = last + NEXT_AFTER if isinstance(last, int) else NEXT_AFTER
    return {"from_epoch": begin, "factor": 0.5}
