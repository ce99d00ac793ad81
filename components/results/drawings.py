"""The figures of a run that can be taken away: how each is drawn, and the numbers in it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
import streamlit as st

from components.results.places import class_key
from components.results.shown import Shown
from kt_core.figures import (
    calibration_figure,
    confidence_figure,
    confusion_figure,
    figure_points,
    ink_figure,
    precision_recall_figure,
    predicted_figure,
    residuals_figure,
    roc_figure,
)
from kt_core.figures.points_table import table
from kt_core.texts import text


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure that is made when it is asked for; `numbers` are its CSV, where that is more than
    what is drawn as points."""

    draw: Callable[[], go.Figure]
    numbers: Callable[[], str] | None = None

    def csv(self) -> str:
        return self.numbers() if self.numbers else figure_points(self.draw())


def drawings(shown: Shown) -> dict[str, Drawing]:
    """Each figure of this task, by its name in `overall.take.figures`."""
    found: dict[str, Drawing] = {}
    result, answers = shown.result, shown.answers
    if result.get("confusion"):
        counts, classes = result["confusion"], result["classes"]
        found["confusion"] = Drawing(
            lambda: confusion_figure(counts, classes), lambda: _counts(counts, classes)
        )
    if (shown.figures or {}).get("roc"):
        found |= _of_classes(shown)
    if shown.task == "regression" and answers is not None:
        both = {"target": text("results.value")}
        pair = answers.true, answers.predicted
        found["predicted"] = Drawing(lambda: predicted_figure(*pair, **both), lambda: _pairs(shown))
        found["residuals"] = Drawing(lambda: residuals_figure(*pair, **both))
    if shown.task == "pixels" and answers is not None:
        found["ink"] = Drawing(lambda: ink_figure(answers.right))
    return found


def _of_classes(shown: Shown) -> dict[str, Drawing]:
    """Curves of the mean and of the class that is looked at, and how sure the answers are."""
    figures = shown.figures or {}
    found: dict[str, Drawing] = {}
    if figures["roc_macro"]:
        mean = text("overall.take.mean")
        found["roc"] = Drawing(lambda: roc_figure(figures["roc_macro"], name=mean))
    at = st.session_state.get(class_key(shown, "threshold"))
    if at is not None and figures["roc"][at]:
        name = shown.facts.names[at]
        share = figures["per_class"][at]["support"] / len(shown.answers.rows)
        curve = figures["precision_recall"][at]
        found["roc_class"] = Drawing(lambda: roc_figure(figures["roc"][at], name=name))
        found["precision_recall"] = Drawing(
            lambda: precision_recall_figure(curve, name=name, share=share)
        )
    if figures["calibration"]:
        bins = figures["calibration"]["answers"]
        found["calibration"] = Drawing(lambda: calibration_figure(bins))
    told = shown.answers
    if figures["calibration"] and shown.task == "classification":
        found["confidence"] = Drawing(
            lambda: confidence_figure(told.confidence, told.true == told.predicted)
        )
    return found


def _counts(counts: list[list[int]], classes: list[str]) -> str:
    rows = [
        (true, predicted, counts[at][other])
        for at, true in enumerate(classes)
        for other, predicted in enumerate(classes)
    ]
    return table(("true", "predicted", "count"), rows)


def _pairs(shown: Shown) -> str:
    found = shown.answers
    columns = (found.rows, np.ravel(found.true), np.ravel(found.predicted))
    return table(
        ("row", "true", "predicted"), zip(*(each.tolist() for each in columns), strict=True)
    )
