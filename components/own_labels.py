"""Several labels for each row of a table of one's own: which columns say them."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.segments import segments
from kt_core.data.own.several import TASK
from kt_core.texts import text
from kt_core.trial import Upload

ASKED = ("one", "several")
COLUMNS = ""
"""The choice of columns of yes and no, in place of the name of one column with separated labels."""


def label_columns(held: Upload, found: Mapping[str, Any]) -> dict[str, Any] | None:
    """Draws the choice where the table can say several labels; the options of it, or None where one
    thing is to be predicted."""
    yes_no, separated = found["several"]["yes_no"], found["several"]["separated"]
    ways = ([COLUMNS] if len(yes_no) > 1 else []) + list(separated)
    if not ways:
        return None
    asked = segments(
        text("own_data.answers"),
        ASKED,
        words=lambda one: text(f"own_data.answer_ways.{one}"),
        default=ASKED[0],
        key=f"own.answers.{held.file_id}",
        help=text("own_data.answers_help"),
    )
    if asked == ASKED[0]:
        return None
    way = st.selectbox(
        text("own_data.labels_from"),
        ways,
        format_func=lambda name: _way(name, separated),
        key=f"own.labels_from.{held.file_id}",
    )
    chosen = _yes_no(held, yes_no) if way == COLUMNS else {"target": way}
    return {"task": TASK, **chosen}


def _way(name: str, separated: Mapping[str, str]) -> str:
    if name == COLUMNS:
        return text("own_data.labels_columns")
    return text("own_data.labels_separated", name=name, sign=separated[name])


def _yes_no(held: Upload, names: list[str]) -> dict[str, Any]:
    chosen = st.multiselect(
        text("own_data.labels_which"), names, default=names, key=f"own.labels.{held.file_id}"
    )
    return {"targets": chosen}
