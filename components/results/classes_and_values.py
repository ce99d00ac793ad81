"""How a trained model does on the test part: metrics, who is taken for whom, what went wrong."""

import math
from typing import Any

import pandas as pd
import streamlit as st

from components.confusion import confusion
from components.contact_sheet import contact_sheet
from components.escape import code, esc
from components.results.gallery_filters import to_gallery
from components.segments import segments
from kt_core.data import Card
from kt_core.figures import predicted_figure, residuals_figure
from kt_core.results import Answers, cell, mistakes, worst
from kt_core.texts import text

SCORES = ("precision", "recall", "f1")
IN_CELL = 16
FIGURES = ("accuracy", "pixel_accuracy", "ink_accuracy", "mean_iou", "mae", "rmse", "r2", "mse")
SHARES = ("accuracy", "precision", "recall", "iou")


def metric_cards(result: dict[str, Any]) -> None:
    """Draws the test metrics as cards: Keras' own, then scikit-learn's where they add something."""
    shown = dict(result["test"])
    for name in FIGURES:
        value = result.get(name)
        known = [each for each in shown.values() if isinstance(each, (int, float))]
        if value is not None and not any(math.isclose(value, each, rel_tol=1e-4) for each in known):
            shown[name] = value
    with st.container(horizontal=True):
        for name, value in shown.items():
            st.metric(code(name), figure(name, value), border=True, width=240)


def output_choice(result: dict[str, Any], *, key: str) -> int:
    """Draws which of several outputs the rest is about; the only one without a word."""
    names = [one["name"] for one in result.get("outputs", ())]
    if not names:
        return 0
    return segments(
        text("results.output"),
        range(len(names)),
        words=lambda number: esc(names[number]),
        default=0,
        key=f"results.output.{key}",
    )


def figure(name: str, value: Any) -> str:
    """A metric for people: shares in percent, anything else with four significant digits."""
    if not isinstance(value, (int, float)):
        return str(value)
    share = any(word in name for word in SHARES) and 0 <= value <= 1
    return f"{value:.2%}" if share else f"{value:,.4g}"


def per_class(result: dict[str, Any]) -> None:
    """Draws precision, recall and F1 of every class as a table."""
    st.subheader(text("results.per_class"), anchor=False)
    table = pd.DataFrame(result["per_class"])
    table[list(SCORES)] *= 100
    share = {
        name: st.column_config.ProgressColumn(
            name,
            min_value=0.0,
            max_value=100.0,
            format="%.1f %%",
            help=text(f"results.{name}_help"),
        )
        for name in SCORES
    }
    words = {
        name: st.column_config.Column(text(f"results.{name}")) for name in ("class", "support")
    }
    st.dataframe(table, hide_index=True, column_config={**share, **words})


def matrix(facts: Card, found: Answers, counts: list[list[int]], *, key: str) -> None:
    """Draws the confusion matrix, and beside it the examples in the cell that was clicked."""
    left, right = st.columns([5, 4], gap="large")
    with left:
        st.subheader(text("results.confusion"), anchor=False)
        st.caption(text("results.confusion_about"))
        chosen = confusion(counts, facts.classes, key=f"confusion.{key}")
    with right:
        if chosen is None:
            st.caption(text("results.pick_cell"))
        else:
            with st.container(key="results.cell"):
                _cell(facts, found, *chosen)


def _cell(facts: Card, found: Answers, true: int, predicted: int) -> None:
    places = cell(found, true=true, predicted=predicted)
    key = "cell_right" if true == predicted else "cell" if len(places) else "cell_none"
    words = {"true": esc(facts.classes[true]), "predicted": esc(facts.classes[predicted])}
    st.subheader(text(f"results.{key}", n=len(places), **words), anchor=False)
    if len(places):
        to_gallery(facts, true, predicted)
        contact_sheet(
            facts, found, places, key=f"results.cell.{true}.{predicted}", per_page=IN_CELL
        )


def values(facts: Card, found: Answers) -> None:
    """Draws predicted against true values, and how far off the predictions are."""
    st.caption(text("results.values_about", target=esc(facts.target)))
    figures = {"predicted_true": predicted_figure, "residuals": residuals_figure}
    for column, (name, draw) in zip(st.columns(2, gap="large"), figures.items(), strict=True):
        with column:
            st.subheader(text(f"results.{name}"), anchor=False)
            made = draw(found.true, found.predicted, target=text("results.value"))
            st.plotly_chart(made, key=f"results.{name}", config={"displayModeBar": False})


def confident_mistakes(facts: Card, found: Answers) -> None:
    """Draws the wrong answers the model was surest of."""
    st.subheader(text("results.mistakes"), anchor=False)
    places = mistakes(found)
    if len(places) == 0:
        st.caption(text("results.no_mistakes"))
        return
    st.caption(text("results.mistakes_about", n=len(places), of=f"{len(found.true):,}"))
    contact_sheet(facts, found, places, key="results.mistakes")


def largest_errors(facts: Card, found: Answers) -> None:
    """Draws the answers furthest from the truth, as a table."""
    st.subheader(text("results.errors"), anchor=False)
    contact_sheet(facts, found, worst(found), key="results.errors")
