"""One class against the rest: what a threshold wins and loses, on both curves and in counts."""

import math
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.clicked import clicked
from components.results.class_choice import class_choice
from components.results.places import class_key, threshold_key
from components.results.shown import Shown
from components.results.threshold_examples import threshold_examples
from components.steady_chart import steady_chart
from kt_core import thresholds
from kt_core.figures import Mark, precision_recall_figure, roc_figure
from kt_core.measures import OF_A_CLASS
from kt_core.selections import AtThreshold
from kt_core.several import Several
from kt_core.texts import text
from kt_core.thresholds import Counts, written

USUAL = 0.5
STEPS = 200
SHARES = ("precision", "recall", "specificity", "f1", "accuracy")
COUNTS = ("found", "missed", "false", "left")
AREAS = {"roc": "roc_auc", "precision_recall": "average_precision"}


@st.fragment
def threshold_view(shown: Shown) -> None:
    """Draws the slider, the curves with the point it stands for, and what it changes."""
    figures: dict[str, Any] = shown.figures or {}
    places = [at for at, curve in enumerate(figures["roc"]) if curve]
    if not places:
        st.caption(text("overall.curves.one_class"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        at = class_choice(shown, places, key=class_key(shown, "threshold"))
        score, hit = shown.answers.probabilities[:, at], _hits(shown, at)
        usual, threshold = _slider(shown, at, score)
    now = thresholds.counts(hit, score, threshold=threshold)
    before = thresholds.counts(hit, score, threshold=usual)
    for column, name in zip(st.columns(2, gap="large"), AREAS, strict=True):
        with column:
            _curve(shown, at, name, now)
    moved = thresholds.changed(score, usual, threshold)
    st.caption(_change(len(moved), before, now, len(hit), usual))
    left, right = st.columns([4, 5], gap="large")
    with left:
        _table({usual: before, threshold: now})
    with right:
        threshold_examples(shown, AtThreshold(at, threshold, usual))


def _hits(shown: Shown, at: int) -> np.ndarray:
    """Which examples are of the class, or have the label: bool (n,)."""
    true = shown.answers.true
    return true[:, at] if isinstance(shown.answers, Several) else true == at


def _slider(shown: Shown, at: int, score: np.ndarray) -> tuple[float, float]:
    """The usual threshold, and the one that is chosen."""
    low, high = min(0.0, float(score.min())), max(1.0, float(score.max()))
    usual = USUAL if (low, high) == (0.0, 1.0) else (low + high) / 2
    key = threshold_key(shown, at)
    first = {} if key in st.session_state else {"value": usual}
    chosen = st.slider(
        text("overall.curves.threshold"),
        low,
        high,
        step=(high - low) / STEPS,
        **first,
        key=key,
        format="%.3f",
        help=_help(shown),
        width=420,
    )
    return usual, chosen


def _help(shown: Shown) -> str:
    key = "threshold_help_label" if isinstance(shown.answers, Several) else "threshold_help"
    return text(f"overall.curves.{key}")


def _curve(shown: Shown, at: int, name: str, now: Counts) -> None:
    """One of both curves with its area, and the point of the threshold."""
    figures: dict[str, Any] = shown.figures or {}
    measure = next(one for one in OF_A_CLASS if one.name == AREAS[name])
    area = figures["per_class"][at][measure.name]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(text(f"overall.curves.{name}"), anchor=False, help=_about(name))
        words = {"value": measure.written(area["value"]), "ends": measure.interval(area)}
        st.caption(text("overall.curves.area", **words), width="content")
    key = f"results.curve.{name}.{shown.key}.{at}"
    steady_chart(
        _figure(shown, at, name, now),
        name=f"{name}-{shown.run.id[:8]}",
        key=key,
        on_select=lambda: _take_threshold(key, threshold_key(shown, at)),
        alt=text(f"overall.curves.{name}_alt"),
    )


def _about(name: str) -> str:
    return text(f"overall.curves.{name}_about")


def _figure(shown: Shown, at: int, name: str, now: Counts) -> Any:
    figures: dict[str, Any] = shown.figures or {}
    curve, words = figures[name][at], shown.facts.names[at]
    here = text("overall.curves.here")
    if name == "roc":
        mark = Mark(1 - (now.specificity or 0.0), now.recall or 0.0, here)
        mean = figures["roc_macro"] if len(shown.facts.names) > 2 else None
        return roc_figure(curve, name=words, mean=mean, mark=mark)
    mark = None if now.precision is None else Mark(now.recall or 0.0, now.precision, here)
    share = float(_hits(shown, at).mean())
    return precision_recall_figure(curve, name=words, share=share, mark=mark)


def _take_threshold(chart: str, slider: str) -> None:
    """Moves the slider to the point of a curve that was clicked."""
    told = clicked(chart)
    if len(told) == 2 and isinstance(told[1], (int, float)) and math.isfinite(told[1]):
        st.session_state[slider] = float(told[1])


def _change(moved: int, before: Counts, now: Counts, of: int, usual: float) -> str:
    more = now.found + now.false - before.found - before.false
    key = "nothing" if not moved else "more" if more > 0 else "fewer"
    return text(f"overall.curves.change.{key}", n=moved, of=f"{of:,}", usual=f"{usual:.3g}")


def _table(found: dict[float, Counts]) -> None:
    """Counts and shares at the usual threshold beside those at the chosen one."""
    rows = [text(f"overall.curves.rows.{name}") for name in (*COUNTS, *SHARES)]
    columns = {written(threshold): _column(counts) for threshold, counts in found.items()}
    head = text("overall.curves.at")
    table = pd.DataFrame({head: rows, **columns})
    st.dataframe(table, hide_index=True, height="content")


def _column(counts: Counts) -> list[str]:
    numbers = [f"{getattr(counts, name):,}" for name in COUNTS]
    values = [getattr(counts, name) for name in SHARES]
    return numbers + ["–" if each is None else f"{each:.1%}" for each in values]
