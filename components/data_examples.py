"""What is in the chosen set: rows of real images for each class, or the first lines of a table."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.data_pictures import class_strips
from components.escape import esc
from components.label_words import joined
from components.segments import segments
from kt_core.data import Arrays, Card, Description, load
from kt_core.figures import points_data, points_figure
from kt_core.several import combinations
from kt_core.texts import text

PER_CLASS = 10
PER_PAGE = 20
LINES = 200
WIDTH = 300  # pixels a strip needs at least
FIGURES = "%.4g"
PLANE = 2  # columns
MOST_GROUPS = 8
"""Sets of labels that are drawn apart."""


def examples(facts: Card, found: Description) -> None:
    """Draws the examples of a set that is there."""
    if facts.modality == "image":
        _images(facts, found)
    else:
        _table(facts)


@st.fragment
def _images(facts: Card, found: Description) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(text("data.examples.title"), anchor=False, width="stretch")
        skip = _examples_before(facts, found)
    st.caption(text("data.examples.image_labels" if facts.labels else "data.examples.image"))
    strips = class_strips(facts.kind, count=PER_CLASS, skip=skip)
    first = _first_class(facts)
    grid = st.grid("auto", min_column_width=WIDTH, gap="small")
    for label in range(first, min(first + PER_PAGE, len(facts.names))):
        name = facts.names[label]
        with grid.cell(), st.container(gap="xxsmall"):
            st.caption(_class_words(name, found.balance["train"][label]))
            alt = text("data.examples.alt", name=name)
            st.image(strips[label], width="stretch", alt=alt, output_format="PNG")


def _class_words(name: str, count: int) -> str:
    return text("data.examples.class", name=f"**{esc(name)}**", count=count)


def _examples_before(facts: Card, found: Description) -> int:
    """How many examples of each class stand on the pages before the one that is shown."""
    pages = max(1, max(found.balance["train"]) // PER_CLASS)
    shown = st.pagination(pages, max_visible_pages=5, key=f"data.examples.{facts.kind}")
    return (shown - 1) * PER_CLASS


def _first_class(facts: Card) -> int:
    """The first class of the page of classes that is shown."""
    starts = list(range(0, len(facts.names), PER_PAGE))
    if len(starts) == 1:
        return 0
    return segments(
        text("data.examples.ranges"),
        starts,
        key=f"data.classes.{facts.kind}",
        words=lambda start: _range(facts, start),
        default=0,
    )


def _range(facts: Card, start: int) -> str:
    last = min(start + PER_PAGE, len(facts.names))
    return text("data.examples.range", first=start + 1, last=last)


def _table(facts: Card) -> None:
    st.subheader(text("data.examples.title"), anchor=False)
    arrays = load(facts.kind)
    if len(facts.columns) == PLANE:
        _points(facts, arrays)
    shown = pd.DataFrame(arrays.x_train[:LINES], columns=list(facts.columns))
    shown.insert(0, text("data.examples.target"), _targets(facts, arrays.y_train[:LINES]))
    st.caption(text("data.examples.table", n=len(shown)))
    figures = {name: st.column_config.NumberColumn(format=FIGURES) for name in facts.columns}
    st.dataframe(shown, hide_index=True, height=380, column_config=figures)


def _targets(facts: Card, y: np.ndarray) -> list[Any]:
    """What is right for each row, in words where it has names."""
    if facts.labels:
        return [joined(facts.labels, each > 0) for each in y]
    target = y.ravel().tolist()
    return [facts.classes[label] for label in target] if facts.classes else target


def _groups(facts: Card, y: np.ndarray) -> tuple[np.ndarray, list[str]]:
    """In which group each example is drawn, and what the groups are called; none for values."""
    if not facts.labels:
        return y, list(facts.classes)
    numbers, some = combinations(y, most=MOST_GROUPS)
    other = text("labels.others")
    return numbers, [other if each is None else joined(facts.labels, each) for each in some]


def _points(facts: Card, arrays: Arrays) -> None:
    """All of a table that has two columns, in one picture."""
    st.caption(text("data.examples.points"))
    across, up = facts.columns
    numbers, names = _groups(facts, arrays.y_train)
    st.plotly_chart(
        points_figure(
            points_data(arrays.x_train, numbers, classes=names),
            columns=facts.columns,
        ),
        key="data.points",
        config={"displayModeBar": False},
        alt=text("data.examples.points_alt", x=across, y=up),
    )
