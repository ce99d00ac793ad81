"""Examples of which one label is right or wrong: pictures to open, or lines of a table."""

import numpy as np
import pandas as pd
import streamlit as st

from components import session
from components.contact_sheet import percent
from components.label_words import joined, mistake_words
from components.marks import badge, marked
from components.picture_grid import Card, picture_grid
from components.problem_list import sentences
from components.results.example_pictures import picture
from components.results.shown import Shown
from kt_core.data import x_test
from kt_core.data.pictures import thumbnail
from kt_core.problems import ProblemError
from kt_core.several import Several
from kt_core.texts import text

PICTURES, LINES = 12, 50  # on a page


def label_examples(shown: Shown, found: Several, places: np.ndarray, *, at: int, key: str) -> None:
    """Draws the examples at `places` in this order, each with the probability of label `at`."""
    is_image = shown.facts.modality == "image"
    per_page = PICTURES if is_image else LINES
    pages = -(-len(places) // per_page)
    page = st.pagination(pages, max_visible_pages=5, key=f"{key}.page") - 1 if pages > 1 else 0
    part = places[page * per_page : (page + 1) * per_page]
    try:
        rows = x_test(shown.facts.kind)[found.rows[part]]
    except ProblemError as error:  # the data set is not on this machine any more
        sentences(error.problems, key=f"{key}.data", with_place=False)
        return
    if is_image:
        _pictures(shown, found, part, at, key)
    else:
        _lines(shown, found, part, at, rows)


def _pictures(shown: Shown, found: Several, part: np.ndarray, at: int, key: str) -> None:
    said, cards = marked(shown.facts), []
    for place in part.tolist():
        row = int(found.rows[place])
        true = joined(shown.facts.labels, found.true[place])
        wrong = mistake_words(shown.facts.labels, found, place)
        sure = percent(float(found.probabilities[place, at]))
        made = thumbnail(picture(shown, place))
        cards.append(Card(row, made, true, wrong, sure, badge(said, row), bool(wrong)))
    below = {"key": f"{key}.grid", "below": "labels.effect"}
    picture_grid(cards, selected=None, on_open=_open, **below)


def _open(row: int) -> None:
    session.show_results("mistakes", example=row)


def _lines(shown: Shown, found: Several, part: np.ndarray, at: int, rows: np.ndarray) -> None:
    names = shown.facts.labels
    table = pd.DataFrame(rows, columns=list(shown.facts.columns))
    table.insert(0, text("gallery.columns.row"), found.rows[part])
    table.insert(1, text("labels.probability"), found.probabilities[part, at])
    table.insert(2, text("labels.true"), [joined(names, each) for each in found.true[part]])
    table.insert(3, text("labels.given"), [joined(names, each) for each in found.given[part]])
    numbers = table.select_dtypes("number").columns[1:]
    st.dataframe(
        table,
        hide_index=True,
        column_config={name: st.column_config.NumberColumn(format="%.4g") for name in numbers},
    )
