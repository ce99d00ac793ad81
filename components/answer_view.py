"""What a model answers: bars of its classes or values, and how the picture was prepared."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components import whole_answer
from components.contact_sheet import percent
from components.escape import esc
from components.problem_list import sentences
from components.trial_settings import invert_hint
from components.whole_answer import enlarged
from kt_core.figures import probabilities_figure
from kt_core.problems import Problem
from kt_core.texts import shape_text, text

NEGATIVE = "looks_inverted"
ASKED = ("scaling_assumed_unit", "scaling_assumed_none")  # the page has a question for these
BARS = 5
SIDE = 112  # pixels of a step's picture
Line = Mapping[str, Any]


def shown(line: Line, model: Mapping[str, Any]) -> None:
    """Draws the answer for one picture or row and what one should know of it, or why there is
    none. `model` is what the engine says of the model."""
    if not line["ok"]:
        problems = [Problem.from_json(problem) for problem in line["problems"]]
        sentences(problems, key="predict.picture_refused", with_place=False)
        return
    answer(line)
    if NEGATIVE in line["notes"]:
        invert_hint()
    if any("picture" in step for step in line["steps"]):
        strip(line)
    notes = [note for note in (*line["notes"], *model["notes"]) if note not in (NEGATIVE, *ASKED)]
    said = [Problem(note, severity="info") for note in notes]
    sentences(said, key="predict.notes", with_place=False)


def answer(line: Line) -> None:
    """Draws one answer: the likeliest class in words, then all that came as bars; or the values,
    or what is as large as the example."""
    if "top" not in line:
        whole_answer.drawn(line)
        return
    top = line["top"]
    if "value" in top[0]:
        _values(top)
        return
    first = {"name": esc(top[0]["class"]), "percent": percent(top[0]["probability"])}
    st.header(text("predict.answer", **first), anchor=False)
    names, shares = [one["class"] for one in top], [one["probability"] for one in top]
    figure = probabilities_figure(names[:BARS], shares[:BARS])
    st.plotly_chart(figure, key="predict.bars", config={"displayModeBar": False})
    with st.expander(text("predict.table")):
        _table(names, shares)


def _table(names: Sequence[str], shares: Sequence[float]) -> None:
    percents = pd.DataFrame({"class": names, "share": [100 * share for share in shares]})
    columns = {
        "class": text("predict.columns.answer"),
        "share": st.column_config.NumberColumn(text("predict.columns.share"), format="%.4f %%"),
    }
    st.dataframe(percents, hide_index=True, column_config=columns)


def _values(top: Sequence[Mapping[str, float]]) -> None:
    with st.container(horizontal=True):
        for number, one in enumerate(top, start=1):
            label = text("predict.value" if len(top) == 1 else "predict.values", number=number)
            st.metric(label, f"{one['value']:,.4g}", border=True, width=200)


def strip(line: Line) -> None:
    """Draws the steps from the picture as it came to what the model gets."""
    st.subheader(text("predict.strip"), anchor=False)
    with st.container(horizontal=True, gap="small", key="predict.strip"):
        for number, step in enumerate(line["steps"], start=1):
            if "picture" in step:
                words = text(f"predict.steps.{step['code']}")
                size = "×".join(map(str, step["size"]))
                st.image(
                    enlarged(step["picture"], SIDE),
                    caption=f"{number}. {words}  \n{size}",
                    alt=words,
                )
    last = line["steps"][-1]
    numbers = {key: f"{last[key]:.3g}" for key in ("minimum", "maximum")}
    st.caption(text("predict.scaled", shape=shape_text(last["shape"]), **numbers))


def overview(lines: Sequence[Line], names: Sequence[str]) -> int:
    """Draws all answers as a table to choose from; returns which line is chosen."""
    rows = [_row(line, name) for line, name in zip(lines, names, strict=True)]
    columns = ("picture", "name", "answer", "share")
    table = pd.DataFrame(rows, columns=columns)
    chosen = st.dataframe(
        table,
        hide_index=True,
        key="predict.overview",
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [0]}},
        row_height=48,
        placeholder="–",
        column_config={
            "picture": st.column_config.ImageColumn(text("predict.columns.picture"), width=64),
            "name": text("predict.columns.name"),
            "answer": text("predict.columns.answer"),
            "share": st.column_config.ProgressColumn(
                text("predict.columns.share"), min_value=0.0, max_value=100.0, format="%.1f %%"
            ),
        },
    )
    rows_chosen = chosen["selection"]["rows"]
    return rows_chosen[0] if rows_chosen and rows_chosen[0] < len(lines) else 0


def _row(line: Line, name: str) -> tuple[str | None, str, str, float | None]:
    if not line["ok"]:
        return None, name, text("predict.no_answer"), None
    picture = f"data:image/png;base64,{line['steps'][0]['picture']}"
    if "top" not in line:
        return picture, name, whole_answer.in_short(line), None
    first = line["top"][0]
    if "value" in first:
        return picture, name, f"{first['value']:,.4g}", None
    return picture, name, first["class"], 100 * first["probability"]
