"""Every class with its figures and their intervals."""

from typing import Any

import pandas as pd
import streamlit as st

from components.results.places import clicked_key, show_curves
from components.results.selected import behind
from components.results.shown import Shown
from kt_core.measures import Measure, of_classes
from kt_core.selections import OF_A_CLASS, OfClass, PixelClass
from kt_core.texts import text

PLAIN = ("precision", "recall", "f1")
AREAS = ("roc_auc", "average_precision")
ENDS = " 95 %"


def class_table(shown: Shown) -> None:
    """Draws the figures of every class as a table, with intervals where they are known; a click
    on one shows the examples it counts, or leads to the curve it is the area of."""
    rows = shown.result["per_class"]
    _table(shown, rows, {text("results.class"): [row["class"] for row in rows]})


def label_table(shown: Shown) -> None:
    """The same of every label, which is given above 0.5."""
    rows = shown.result["per_label"]
    _table(shown, rows, {text("labels.which"): [row["label"] for row in rows]})


def _table(shown: Shown, rows: list[dict[str, Any]], columns: dict[str, Any]) -> None:
    names = st.column_config.TextColumn(width="medium", pinned=True)
    settings: dict[str, Any] = dict.fromkeys(columns, names)
    if shown.figures is None:
        for name in (name for name in PLAIN if name in rows[0]):
            columns[name] = [100 * row[name] for row in rows]
            settings[name] = _bar(text(f"measures.titles.{name}"), text(f"measures.about.{name}"))
    else:
        for measure in of_classes(shown.figures):
            found = [row[measure.name] for row in shown.figures["per_class"]]
            _columns(columns, settings, measure, found)
    size = "support" if "support" in rows[0] else "pixels"
    columns[size] = [row[size] for row in rows]
    settings[size] = st.column_config.NumberColumn(text(f"overall.{size}"), format="localized")
    height: Any = "content" if len(rows) <= 12 else 460
    table, key = pd.DataFrame(columns), f"results.classes.{shown.key}"
    areas = any(name in table.columns for name in AREAS)
    st.caption(text(f"selections.click.{'areas' if areas else 'classes'}"))
    st.dataframe(
        table,
        hide_index=True,
        column_config=settings,
        placeholder="–",
        height=height,
        key=key,
        on_select=lambda: _take(shown, key),
        selection_mode="single-cell",
    )
    behind(shown, st.session_state.get(clicked_key(shown, "classes")), key="results.behind.classes")


def _take(shown: Shown, key: str) -> None:
    """Keeps what the chosen cell counts; an area leads to its curve."""
    for row, column in st.session_state[key]["selection"]["cells"]:
        figure = column.removesuffix(ENDS)
        if figure in AREAS:
            show_curves(shown, row)
            return
        one = OfClass(row, figure if figure in OF_A_CLASS else "support")
        chosen = PixelClass(row) if shown.task == "pixels" else one
        st.session_state[clicked_key(shown, "classes")] = chosen


def _columns(
    columns: dict[str, Any], settings: dict[str, Any], measure: Measure, found: list[dict[str, Any]]
) -> None:
    """A bar or number, and beside it the interval."""
    scale = 100 if measure.share else 1
    name, ends = measure.name, f"{measure.name}{ENDS}"
    values = [None if one["value"] is None else scale * one["value"] for one in found]
    columns[name] = values
    columns[ends] = [measure.interval(one) for one in found]
    if measure.share:
        settings[name] = _bar(measure.title, measure.about)
    else:
        settings[name] = st.column_config.NumberColumn(
            measure.title, help=measure.about, format="%.4f"
        )
    settings[ends] = st.column_config.Column(text("overall.interval"))


def _bar(title: str, about: str) -> Any:
    return st.column_config.ProgressColumn(
        title, min_value=0.0, max_value=100.0, format="%.1f %%", help=about
    )
