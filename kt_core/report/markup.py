"""HTML made of parts, so that text can't be taken for markup: only `Html` stays as it is."""

import base64
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

SCALE = 3


@dataclass(frozen=True, slots=True)
class Html:
    """Markup that was made here."""

    markup: str


def words(text: object) -> Html:
    """Text of anybody, as exactly that text."""
    return Html(html.escape(str(text)))


def image(png: bytes, *, alt: str) -> Html:
    """A PNG inside the page; `alt` says what it shows."""
    content = base64.b64encode(png).decode()
    return Html(f'<img src="data:image/png;base64,{content}" alt="{html.escape(alt)}">')


def joined(*parts: Html) -> Html:
    return Html("\n".join(part.markup for part in parts))


def element(name: str, *inside: Html, of: str = "") -> Html:
    """An element with its class (`of`)."""
    start = f'<{name} class="{of}">' if of else f"<{name}>"
    return Html(f"{start}{''.join(part.markup for part in inside)}</{name}>")


def section(title: str, *inside: Html) -> Html:
    return element("section", element("h2", words(title)), *inside)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: bool = True) -> Html:
    """A table whose first column holds names; with `numbers` the others are set to the right."""
    kind = "number" if numbers else ""
    head = [element("th", words(name), of=kind if at else "") for at, name in enumerate(heads)]
    lines = [
        element(
            "tr",
            *(element("td", words(cell), of=kind if at else "name") for at, cell in enumerate(row)),
        )
        for row in rows
    ]
    whole = element("table", element("thead", element("tr", *head)), element("tbody", *lines))
    return element("div", whole, of="scroll")


def facts(pairs: Iterable[tuple[str, object]]) -> Html:
    """Names and what is known under them."""
    inside = [
        part
        for name, value in pairs
        for part in (element("dt", words(name)), element("dd", words(value)))
    ]
    return element("dl", *inside)


def folded(title: str, content: str) -> Html:
    """Long text that is opened by a click."""
    return element(
        "details", element("summary", words(title)), element("pre", element("code", words(content)))
    )


def beside(*figures: Html) -> Html:
    """Figures side by side, where the page is wide enough."""
    return element("div", *figures, of="beside")


def figure(drawn: go.Figure, *, name: str) -> Html:
    """A Plotly figure; its button saves it as a picture under that name."""
    button = {"filename": name, "scale": SCALE, "format": "svg"}
    config = {"displaylogo": False, "responsive": True, "toImageButtonOptions": button}
    own = go.Figure(drawn).update_layout(paper_bgcolor="#FFFFFF")
    made = own.to_html(full_html=False, include_plotlyjs=False, config=config)
    return element("div", Html(made), of="figure")
