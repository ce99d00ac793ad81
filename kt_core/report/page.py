"""The page around the sections: one style, Plotly once, and nothing from anywhere else."""

import time
from pathlib import Path
from string import Template

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from kt_core.report import sections
from kt_core.report.markup import Html, element, figure, joined, words
from kt_core.runs import Run, Store
from kt_core.texts import text

HERE = Path(__file__).parent


def report(run: Run, store: Store) -> str:
    """The report as HTML: results, history, network, data, document and script.

    What is not there (a run without results, a data set that is gone) is left out or said. Text
    of people is escaped, and the page's own policy lets no browser ask another host.
    """
    title = run.name or text("report.untitled")
    return _page(title, _head(run, title), *(make(run, store) for make in sections.ALL))


def standalone(drawn: go.Figure) -> str:
    """One figure as an HTML file of its own."""
    return _page(text("report.figure"), figure(drawn, name="figure"))


def _page(title: str, *parts: Html) -> str:
    page = Template((HERE / "page.html").read_text("utf-8"))
    return page.substitute(
        title=words(title).markup,
        style=(HERE / "style.css").read_text("utf-8"),
        plotly=get_plotlyjs(),
        body=joined(*parts).markup,
    )


def _head(run: Run, title: str) -> Html:
    ended = run.finished or run.created
    when = time.strftime("%Y-%m-%d %H:%M", time.localtime(ended))
    facts = text("report.facts", run=run.id, state=run.state, when=when, epochs=run.epochs_done)
    return element("header", element("h1", words(title)), element("p", words(facts)))
