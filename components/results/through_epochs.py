"""What runs through all epochs: when classes are told apart, or how the errors went."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.results.pairs_through_time import pairs
from components.results.shown import Shown
from kt_core import whole_moments
from kt_core.figures import epoch_lines_figure
from kt_core.looking_back import Moment
from kt_core.texts import text
from kt_core.whole_moments import WholeMoment

HARDEST = 5
SHARES, NUMBER = "%.1f %%", "%.4g"


def overlaps(shown: Shown, found: Sequence[WholeMoment], *, key: str) -> None:
    """Draws intersection over union: the mean and the hardest classes as lines, all as a table."""
    names = [text("results.background"), *shown.facts.classes]
    each = whole_moments.overlaps(found).T
    mean = [whole_moments.mean_iou(one.confusion) for one in found if one.confusion is not None]
    title, hardest = text("through_time.mean"), whole_moments.hardest(found, most=HARDEST)
    lines = [(title, mean), *((names[at], each[at].tolist()) for at in hardest)]
    st.subheader(text("through_time.overlaps"), anchor=False)
    st.caption(text("through_time.overlaps_about", n=len(hardest)))
    every = np.vstack([mean, each])
    table = {text("through_time.class"): [title, *names]} | {
        text(f"through_time.{name}"): 100 * values
        for name, values in (
            ("share_first", every[:, 0]),
            ("share_most", np.nan_to_num(every, nan=-1.0).max(axis=1)),
            ("share_last", every[:, -1]),
        )
    }
    unit = {"title": text("through_time.figure.iou"), "share": True}
    _beside(epoch_lines_figure(lines, _epochs(found), **unit), table, SHARES, f"{key}.overlaps")


def errors(shown: Shown, found: Sequence[Moment | WholeMoment], *, key: str) -> None:
    """Draws how large the errors were: a line for each figure, a row for each epoch."""
    kind = "values" if shown.task == "regression" else "squares"
    lines = [(text(f"through_time.{name}"), values) for name, values in FIGURES[kind](found)]
    st.subheader(text("through_time.errors"), anchor=False)
    st.caption(text(f"through_time.errors_about.{kind}"))
    epochs = _epochs(found)
    table = {text("through_time.figure.epoch"): epochs, **dict(lines)}
    made = epoch_lines_figure(lines, epochs, title=text(f"through_time.figure.{kind}"))
    _beside(made, table, NUMBER, f"{key}.errors")


def _values(found: Sequence[Any]) -> list[tuple[str, list[float]]]:
    off = [each.predicted.astype("float64") - each.true for each in found]
    rmse = [float(np.sqrt(np.square(one).mean())) for one in off]
    return [("rmse", rmse), ("mae", [float(np.abs(one).mean()) for one in off])]


def _squares(found: Sequence[Any]) -> list[tuple[str, list[float]]]:
    off = [each.off.astype("float64") for each in found]
    ways: tuple[tuple[str, Callable[[np.ndarray], float]], ...] = (
        ("mse", lambda one: float(one.mean())),
        ("median", lambda one: float(np.median(one))),
        ("nearly_all", lambda one: float(np.quantile(one, 0.9))),
    )
    return [(name, [way(one) for one in off]) for name, way in ways]


FIGURES = {"values": _values, "squares": _squares}
THROUGH: Mapping[str, Callable[..., None]] = {
    "classification": pairs,
    "pixels": overlaps,
    "input": errors,
    "regression": errors,
}
"""What is drawn below the slider, for each task."""


def _epochs(found: Sequence[Any]) -> list[int]:
    return [each.epoch + 1 for each in found]


def _beside(made: Any, table: Mapping[str, Any], form: str, key: str) -> None:
    left, right = st.columns([5, 4], gap="large")
    with left:
        st.plotly_chart(made, key=key, config={"displayModeBar": False})
    with right:
        rows = pd.DataFrame(table)
        shapes = {name: st.column_config.NumberColumn(format=form) for name in rows.columns[1:]}
        st.dataframe(rows, hide_index=True, column_config=shapes, height="auto")
