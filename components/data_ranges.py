"""What split and scaling do to the values of the training part, in figures."""

import pandas as pd
import streamlit as st

from kt_core.data import Description, Values
from kt_core.texts import text

FIGURES = "%.4g"
NAMES = ("minimum", "maximum", "mean", "deviation")


def pixel_ranges(found: Description) -> None:
    """Draws how far pixels reach: one line before scaling and one after it."""
    _title("data.ranges.title")
    column = found.columns[0]
    lines = [text("data.ranges.before"), text("data.ranges.after")]
    _show(pd.DataFrame([_figures(column.raw), _figures(column.scaled)], index=lines))


def column_ranges(found: Description) -> None:
    """Draws a line for each column of a table: its figures before scaling and after it."""
    _title("data.ranges.title_table")
    names = pd.Index([column.name for column in found.columns], name=text("data.ranges.column"))
    lines = [_figures(column.raw) | _scaled(column.scaled) for column in found.columns]
    _show(pd.DataFrame(lines, index=names))


def _title(key: str) -> None:
    st.subheader(text(key), anchor=False)
    st.caption(text("data.ranges.caption"))


def _show(figures: pd.DataFrame) -> None:
    formats = {name: st.column_config.NumberColumn(format=FIGURES) for name in figures.columns}
    st.dataframe(figures, column_config=formats)


def _figures(values: Values) -> dict[str, float]:
    return {text(f"data.ranges.{name}"): getattr(values, name) for name in NAMES}


def _scaled(values: Values) -> dict[str, float]:
    return {text("data.ranges.scaled", name=name): v for name, v in _figures(values).items()}
