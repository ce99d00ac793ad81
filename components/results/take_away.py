"""What can be taken away from the results: a report of the whole run, numbers, figures."""

from collections.abc import Callable

import streamlit as st

from components import session
from components.figure_chart import FORMAT, FORMATS
from components.results.drawings import Drawing, drawings
from components.results.shown import Shown
from components.segments import segments
from kt_core.figure_table import figure_table
from kt_core.report import report, standalone
from kt_core.texts import text


def take_away(shown: Shown) -> None:
    """Draws the button behind which the downloads are; each file is made when it is asked for."""
    run, store = shown.run, session.store()
    name = run.id[:8]
    with st.popover(text("overall.take.title"), icon=":material/download:", key="results.take"):
        _file("report", f"report-{name}.html", lambda: report(run, store), mime="text/html")
        _file("numbers", f"figures-{name}.csv", lambda: figure_table(run.id), mime="text/csv")
        drawn = drawings(shown)
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


def _one(drawn: dict[str, Drawing], name: str) -> None:
    """One figure as a page of its own, and its numbers."""
    chosen = st.selectbox(
        text("overall.take.which"),
        list(drawn),
        format_func=lambda each: text(f"overall.take.figures.{each}"),
        key="results.take.which",
    )
    made = drawn[chosen]
    page = f"{chosen}-{name}.html"
    _file("figure", page, lambda: standalone(made.draw()), mime="text/html")
    _file("points", f"{chosen}-{name}.csv", made.csv, mime="text/csv")


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
