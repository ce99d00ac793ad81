"""What a network begins with, or began with, whose starting point was a saved model."""

from typing import Any

import pandas as pd
import streamlit as st

from components import checking, session
from components.escape import esc
from components.problem_list import sentences
from kt_core import fine_tuning, starting_words, weights
from kt_core.data import card
from kt_core.dataset_names import dataset_of
from kt_core.problems import ProblemError
from kt_core.starting_edits import taking
from kt_core.texts import text

AFRESH = ""
HEIGHT, WIDTH = 320, 140  # pixels


def starting_weights() -> None:
    """Draws the panel; nothing while the network begins with random numbers."""
    given = session.document().get("weights")
    if not given:
        return
    answer = checking.answer()
    table = answer.weights or {"rows": [], "unused": []}
    rows = table["rows"]
    title = starting_words.title(table, name=esc(starting_words.origin(given)))
    with st.expander(title, icon=":material/school:", key="starting.panel"):
        st.caption(text("starting.about"))
        sentences(answer.at("weights"), key="starting", with_place=False)
        if rows:
            _table(table)
            _choice(rows)
        _actions(rows)


def loaded_weights(report: dict[str, Any]) -> None:
    """Draws what a run's network began with, as its training wrote it down."""
    title = starting_words.title(report, name=esc(starting_words.origin(report)))
    with st.expander(title, icon=":material/school:", key="results.weights"):
        _table(report, key="results.weights.table")


def _table(report: dict[str, Any], *, key: str = "starting.table") -> None:
    narrow = st.column_config.TextColumn(width=WIDTH)
    st.dataframe(
        pd.DataFrame(starting_words.columns(report["rows"])),
        hide_index=True,
        height=min(HEIGHT, 35 * (len(report["rows"]) + 1) + 3),
        column_config={text("starting.columns.loaded"): narrow},
        key=key,
    )
    if names := starting_words.unused(report):
        st.caption(text("starting.unused", names=esc(names, longest=300)))


def _choice(rows: list[dict[str, Any]]) -> None:
    """Draws which saved layer one layer takes its numbers from."""
    names = [row["node"] for row in sorted(rows, key=lambda row: row["loaded"])]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        node = st.selectbox(text("starting.node"), names, key="starting.node")
        row = next((row for row in rows if row["node"] == node), rows[0])
        choices = _fitting(row)
        now = row["saved"] if row["loaded"] else AFRESH
        st.session_state[f"starting.source.{node}"] = now if now in choices else AFRESH
        st.selectbox(
            text("starting.source"),
            choices,
            format_func=lambda name: name or text("starting.afresh"),
            key=f"starting.source.{node}",
            help=text("starting.source_help"),
            on_change=_take,
            args=(row["node"],),
        )


def _fitting(row: dict[str, Any]) -> list[str]:
    """Saved layers with the same shapes, and the choice to start afresh."""
    try:
        saved = weights.kept(session.document()["weights"]["file"])
    except ProblemError:
        return [AFRESH]
    shapes = [list(shape) for shape in row["shapes"]]
    return [AFRESH, *(one.name for one in saved if list(map(list, one.shapes)) == shapes)]


def _take(node: str) -> None:
    chosen = st.session_state[f"starting.source.{node}"] or None
    session.edit(lambda document: taking(document, node, chosen))


def _actions(rows: list[dict[str, Any]]) -> None:
    loaded = any(row["loaded"] for row in rows)
    with st.container(horizontal=True):
        _button("freeze", "ac_unit", lambda document: fine_tuning.frozen(document, rows), loaded)
        _button("thaw", "local_fire_department", fine_tuning.thawed, _has_frozen())
        _button("head", "swap_horiz", lambda document: _with_head(document, rows), True)
        _button("forget", "casino", fine_tuning.forgotten, True)


def _button(action: str, icon: str, change: session.Change, possible: bool) -> None:
    st.button(
        text(f"starting.{action}"),
        key=f"starting.{action}",
        icon=f":material/{icon}:",
        help=text(f"starting.{action}_help"),
        disabled=not possible,
        on_click=session.edit,
        args=(change,),
    )


def _has_frozen() -> bool:
    return any(not node.get("trainable", True) for node in session.document()["network"])


def _with_head(document: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    facts = card(dataset_of(document))
    return fine_tuning.with_new_head(document, facts, rows)
