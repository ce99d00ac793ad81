"""Answers to many pictures or rows: a table to choose from, and the same as a file."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from components import whole_answer
from kt_core.answer_table import csv_text, name_of
from kt_core.label_answers import Cuts, given, in_words
from kt_core.problems import Problem
from kt_core.texts import render, text

Line = Mapping[str, Any]


def overview(lines: Sequence[Line], cuts: Cuts | None = None) -> int:
    """Draws all answers as a table to choose from; returns which line is chosen. `cuts` are the
    thresholds of labels of which several may be given."""
    good = sum(line["ok"] for line in lines)
    first = next((at for at, line in enumerate(lines) if line["ok"]), 0)
    with st.container(horizontal=True, vertical_alignment="center"):
        words = "predict.answered" if good == len(lines) else "predict.answered_of"
        st.markdown(text(words, good=good, count=len(lines)), width="content")
        st.space("stretch")
        st.download_button(
            text("predict.csv"),
            partial(_file, lines, cuts),
            "answers.csv",
            "text/csv",
            key="predict.csv",
            icon=":material/download:",
            on_click="ignore",
        )
    pictures = any(_thumbnail(line) for line in lines)
    chosen = st.dataframe(
        _table(lines, pictures, cuts),
        hide_index=True,
        key="predict.overview",
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [first]}},
        row_height=48 if pictures else None,
        placeholder="–",
        column_config=_columns(),
    )
    rows = chosen["selection"]["rows"]
    return rows[0] if rows and rows[0] < len(lines) else first


def _file(lines: Sequence[Line], cuts: Cuts | None) -> bytes:
    return csv_text(lines, cuts).encode("utf-8-sig")


def _table(lines: Sequence[Line], pictures: bool, cuts: Cuts | None) -> pd.DataFrame:
    rows = [_row(line, cuts) for line in lines]
    table = pd.DataFrame(rows, columns=("picture", "name", "answer", "share"))
    shares = table["share"].notna().any()
    left_out = [] if pictures else ["picture"]
    return table.drop(columns=left_out if shares else [*left_out, "share"])


def _columns() -> dict[str, Any]:
    words = {key: text(f"predict.columns.{key}") for key in ("picture", "name", "answer", "share")}
    return {
        "picture": st.column_config.ImageColumn(words["picture"], width=64),
        "name": st.column_config.TextColumn(words["name"], width="small"),
        "answer": st.column_config.TextColumn(words["answer"], width="small"),
        "share": st.column_config.ProgressColumn(
            words["share"], min_value=0.0, max_value=100.0, format="%.1f %%"
        ),
    }


def _row(line: Line, cuts: Cuts | None) -> tuple[str | None, str, str, float | None]:
    name = name_of(line)
    if not line["ok"]:
        return None, name, render(Problem.from_json(line["problems"][0])).what, None
    if "top" not in line:
        return _thumbnail(line), name, whole_answer.in_short(line), None
    if cuts is not None:
        return _thumbnail(line), name, in_words(given(line["top"], cuts), cuts), None
    first = line["top"][0]
    if "value" in first:
        return _thumbnail(line), name, f"{first['value']:,.4g}", None
    return _thumbnail(line), name, first["class"], 100 * first["probability"]


def _thumbnail(line: Line) -> str | None:
    picture = line["steps"][0].get("picture") if line["ok"] else None
    return f"data:image/png;base64,{picture}" if picture else None
