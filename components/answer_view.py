"""What a model answers: bars of its classes or values, and how the picture was prepared."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components import labels_answer, whole_answer
from components.contact_sheet import percent
from components.escape import esc
from components.problem_list import sentences
from components.segments import segments
from components.trial_settings import corrections
from components.whole_answer import enlarged
from kt_core.figures import input_figure, probabilities_figure
from kt_core.label_answers import Cuts
from kt_core.problems import Problem
from kt_core.texts import shape_text, text

UNLIKE = (
    *("looks_inverted", "looks_brighter", "looks_darker", "looks_flat", "little_ink"),
    *("much_ink", "mostly_empty", "other_aspect"),
)
ASKED = ("scaling_assumed_unit", "scaling_assumed_none", "first_output")  # the page asks for these
SEVERAL = ("several_may_be_true",)  # the answer itself says so
BARS = 5
SIDE = 112  # pixels of a step's picture
Line = Mapping[str, Any]


def shown(line: Line, model: Mapping[str, Any], cuts: Cuts | None = None) -> None:
    """Draws the answer for one picture or row and what one should know of it, or why there is
    none. `model` is what the engine says of the model, `cuts` the thresholds of its labels where
    several may be given."""
    if not line["ok"]:
        problems = [Problem.from_json(problem) for problem in line["problems"]]
        sentences(problems, key="predict.picture_refused", with_place=False)
        return
    answer(line, cuts)
    corrections([note for note in line["notes"] if note in UNLIKE])
    if any("picture" in step for step in line["steps"]):
        strip(line)
    left_out = (*UNLIKE, *ASKED, *(() if cuts is None else SEVERAL))
    notes = [note for note in (*line["notes"], *model["notes"]) if note not in left_out]
    said = [Problem(note, severity="info") for note in notes]
    sentences(said, key="predict.notes", with_place=False)


def answer(line: Line, cuts: Cuts | None = None) -> None:
    """Draws one answer: the likeliest class in words, or the labels above `cuts`, then all that
    came as bars; or the values, or what is as large as the example."""
    if "top" not in line:
        whole_answer.drawn(line)
        return
    top = line["top"]
    if cuts is not None:
        labels_answer.labels_answer(top, cuts)
        return
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
    if "values" in last:
        with st.expander(text("predict.numbers")):
            input_numbers(last["values"])


def input_numbers(values: Sequence[Sequence[Sequence[float]]]) -> None:
    """Draws the model's input, (height, width, channels), as a map and as a table."""
    channels = len(values[0][0])
    chosen = 0
    if channels > 1:
        chosen = segments(
            text("predict.channel"),
            range(channels),
            words=lambda number: str(number + 1),
            default=0,
            key="predict.channel",
        )
    plane = [[pixel[chosen] for pixel in row] for row in values]
    config = {"displayModeBar": False}
    st.plotly_chart(input_figure(plane), key="predict.input", config=config)
    rows, columns = (range(1, length + 1) for length in (len(plane), len(plane[0])))
    table = pd.DataFrame(plane, index=rows, columns=[str(number) for number in columns])
    st.dataframe(table, key="predict.input_table")
