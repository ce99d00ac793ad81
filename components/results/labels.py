"""Several labels for each example: what is right and wrong of each, and at which threshold."""

from typing import Any

import numpy as np
import streamlit as st

from components.escape import esc
from components.figure_chart import figure_chart
from components.results.label_examples import label_examples
from components.results.label_thresholds import label_thresholds
from components.results.shown import Shown
from kt_core.figures.label_tables import label_tables_figure, together_figure
from kt_core.several import KINDS, USUAL, Several, counts, figures, places, together
from kt_core.texts import text

FURTHER = ("labels", "threshold", "calibration", "together", "all")
PER_PAGE = 12
OF_ALL = ("f1_macro", "f1_micro", "subset_accuracy", "hamming_loss")
SIDES = ("true", "given")


@st.fragment
def draw(shown: Shown) -> None:
    """Draws the thresholds, the small tables, and the examples of the cell that was clicked."""
    st.subheader(text("labels.title"), anchor=False)
    st.caption(text("labels.about"))
    found = shown.answers.cut_at(label_thresholds(shown))
    _effect(shown, found)
    left, right = st.columns([5, 4], gap="large")
    with left:
        chosen = _tables(shown, found)
    with right:
        if chosen is None:
            st.caption(text("labels.pick_cell"))
        else:
            _cell(shown, found, *chosen)


def label_together(shown: Shown) -> None:
    """Draws which labels come together, and which the model gives together."""
    st.caption(text("labels.together.about"))
    found: Several = shown.answers
    both = {"true": found.true, "given": found.given}
    for column, side in zip(st.columns(2, gap="large"), SIDES, strict=True):
        with column:
            st.subheader(text(f"labels.together.{side}"), anchor=False)
            figure_chart(
                together_figure(together(both[side]), shown.facts.labels),
                name=f"together-{side}",
                key=f"labels.together.{side}.{shown.key}",
                alt=text("labels.together.alt"),
            )


def _effect(shown: Shown, found: Several) -> None:
    """What the thresholds make of the figures, beside those at 0.5."""
    if (found.thresholds == np.float32(USUAL)).all():
        return
    usual, now = figures(shown.answers), figures(found)
    with st.container(horizontal=True, key="labels.effect"):
        for name in OF_ALL:
            word = "hamming_loss" if name == "hamming_loss" else name
            title = f"{name}_labels" if name.startswith("f1") else word
            st.metric(
                text(f"measures.titles.{title}"),
                f"{now[name]:.1%}",
                delta=f"{100 * (now[name] - usual[name]):+.1f}",
                delta_color="inverse" if name == "hamming_loss" else "normal",
                border=True,
                width=172,
            )
    st.caption(text("labels.thresholds.peeked"))


def _tables(shown: Shown, found: Several) -> tuple[int, int] | None:
    """Draws a page of tables; label and kind of the clicked cell."""
    count = len(shown.facts.labels)
    pages = -(-count // PER_PAGE)
    key = f"labels.tables.{shown.key}"
    page = st.pagination(pages, max_visible_pages=5, key=f"{key}.page") - 1 if pages > 1 else 0
    first, last = page * PER_PAGE, min(count, (page + 1) * PER_PAGE)
    chosen = figure_chart(
        label_tables_figure(counts(found)[first:last], shown.facts.labels[first:last], first=first),
        name="labels",
        key=f"{key}.{page}",
        on_select="rerun",
        selection_mode="points",
        alt=text("labels.alt"),
    )
    points = chosen["selection"]["points"]
    return cell(points[0].get("customdata"), labels=count) if points else None


def cell(told: Any, *, labels: int) -> tuple[int, int] | None:
    """What a browser named as (label, place in KINDS), if there is such a cell."""
    if not isinstance(told, (list, tuple)) or len(told) != 2:
        return None
    whole = all(type(part) is int for part in told)
    inside = whole and 0 <= told[0] < labels and 0 <= told[1] < len(KINDS)
    return (told[0], told[1]) if inside else None


def _cell(shown: Shown, found: Several, at: int, number: int) -> None:
    kind = KINDS[number]
    chosen = places(found, at, kind)
    name = esc(shown.facts.labels[at], longest=40)
    st.subheader(text(f"labels.chosen.{kind}", n=f"{len(chosen):,}", name=name), anchor=False)
    if len(chosen):
        key = f"labels.examples.{shown.key}.{at}.{kind}"
        label_examples(shown, found, chosen, at=at, key=key)
