"""Rows to try a model on: one typed in, or those of a table of text."""

from typing import Any

import streamlit as st

from components.escape import esc
from components.row_form import row_form
from components.segments import segments
from kt_core.limits import ROWS_AT_ONCE, TABLE_BYTES
from kt_core.texts import text
from kt_core.trial import Trial

WAYS = ("typed", "file")
MILLION = 1_000_000
LISTED = 12


def row_choice(tried: Trial) -> dict[str, Any]:
    """Draws the form or the upload field; returns `rows`, or `files` (bytes) and their `names`,
    or nothing as long as there is neither."""
    way = segments(
        text("predict.rows"),
        WAYS,
        words=lambda way: text(f"predict.row_ways.{way}"),
        default=WAYS[0],
        key="predict.rows",
    )
    if way == "typed":
        row = row_form(tried)
        return {"rows": (row,)} if row else {}
    return _table(tried)


def _table(tried: Trial) -> dict[str, Any]:
    file = st.file_uploader(
        text("predict.table_file"), key="predict.table_file", max_upload_size=TABLE_BYTES // MILLION
    )
    names = [esc(name) for name in tried.columns[:LISTED]]
    more = len(tried.columns) - len(names)
    shown = ", ".join(names) + (text("predict.and_more", count=more) if more else "")
    st.caption(text("predict.table_about", names=shown, count=ROWS_AT_ONCE))
    return {"files": (file.getvalue(),), "names": (file.name,)} if file else {}


def how_read(tables: list[dict]) -> None:
    """Draws how a table was read: its encoding and separator, and what was left out."""
    for table in tables:
        separator = text(f"predict.separators.{table['separator']}")
        said = [text("predict.table_read", **{**table, "separator": separator})]
        if table["extra"]:
            names = ", ".join(esc(name) for name in table["extra"][:LISTED])
            said.append(text("predict.table_extra", names=names))
        for name, count in table["other"].items():
            said.append(text("predict.table_other", name=esc(name), count=f"{count:,}"))
        if not table["named"]:
            said.append(text("predict.table_unnamed"))
        st.caption(" ".join(said))
