"""What can be taken away from the results: a report of the whole run, numbers, figures."""

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from components import session
from components.figure_chart import FORMAT, FORMATS
from components.results.shown import Shown
from components.segments import segments
from kt_core.figure_table import figure_table
from kt_core.figures import (
    calibration_figure,
    confusion_figure,
    predicted_figure,
    residuals_figure,
    roc_figure,
)
from kt_core.report import report, standalone
from kt_core.texts import text

Draw = Callable[[], go.Figure]


def take_away(shown: Shown) -> None:
    """Draws the button behind which the downloads are; each file is made when it is asked for."""
    run, store = shown.run, session.store()
    name = run.id[:8]
    with st.popover(text("overall.take.title"), icon=":material/download:", key="results.take"):
        _file("report", f"report-{name}.html", lambda: report(run, store), mime="text/html")
        _file("numbers", f"figures-{name}.csv", lambda: figure_table(run.id), mime="text/csv")
        drawn = _figures(shown)
        if drawn:
            st.divider()
            _one(drawn, name)
            segments(
                text("overall.take.format"),
                FORMATS,
                words=str.upper,
                default=FORMATS[0],
                key=FORMAT,
                help=text("overall.take.format_help"),
            )


def _one(drawn: dict[str, Draw], name: str) -> None:
    """One figure as a page of its own."""
    chosen = st.selectbox(
        text("overall.take.which"),
        list(drawn),
        format_func=lambda each: text(f"overall.take.figures.{each}"),
        key="results.take.which",
    )
    made = drawn[chosen]
    _file("figure", f"{chosen}-{name}.html", lambda: standalone(made()), mime="text/html")


def _file(what: str, file_name: str, data: Callable[[], str], *, mime: str) -> None:
    st.download_button(
        text(f"overall.take.{what}"),
        data=data,
        file_name=file_name,
        mime=mime,
        key=f"results.take.{what}",
        icon=":material/download:",
        on_click="ignore",
        width="stretch",
    )


def _figures(shown: Shown) -> dict[str, Draw]:
    """How each figure of this task that is no part of a slider is drawn, by name."""
    result, answers, figures = shown.result, shown.answers, shown.figures or {}
    found: dict[str, Draw] = {}
    if result.get("confusion"):
        found["confusion"] = lambda: confusion_figure(result["confusion"], result["classes"])
    if figures.get("roc_macro"):
        name = text("overall.take.mean")
        found["roc"] = lambda: roc_figure(figures["roc_macro"], name=name)
    if figures.get("calibration"):
        found["calibration"] = lambda: calibration_figure(figures["calibration"]["answers"])
    if shown.task == "regression" and answers is not None:
        both = {"predicted": predicted_figure, "residuals": residuals_figure}
        value = text("results.value")
        for name, draw in both.items():
            found[name] = lambda draw=draw: draw(answers.true, answers.predicted, target=value)
    return found
