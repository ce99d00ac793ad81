"""The data sets to choose from, as cards."""

import streamlit as st

from components import session
from components.data_pictures import preview_strip
from components.escape import esc
from components.own_data import adding
from kt_core.data import Card, available, cards
from kt_core.data.choice import choose
from kt_core.data.own import own_cards
from kt_core.texts import shape_text, text

GROUPS = ("image", "table", "generated", "download")
COLUMNS = 4
WIDTH = 150  # pixels a card needs at least
PREVIEW = 8


def gallery() -> None:
    """Draws all cards in their groups; a click on one chooses its set."""
    chosen = session.value(("data", "kind"))
    for group in GROUPS:
        st.caption(text(f"data.groups.{group}"))
        grid = st.grid(COLUMNS, min_column_width=WIDTH, gap="small", border=True)
        for facts in cards():
            if _group(facts) == group:
                with grid.cell(), st.container(gap="xsmall"):
                    _card(facts, facts.kind == chosen)
    _own(chosen)


def _own(chosen: str | None) -> None:
    """The sets that this person has brought, and the way to more."""
    own = own_cards(session.person())
    st.caption(text("own_data.group"))
    if own:
        grid = st.grid(COLUMNS, min_column_width=WIDTH, gap="small", border=True)
        for facts in own:
            with grid.cell(), st.container(gap="xsmall"):
                _card(facts, facts.kind == chosen)
    else:
        st.caption(text("own_data.none"))
    adding()


def _group(facts: Card) -> str:
    if facts.origin == "generated":
        return facts.origin
    return facts.modality if facts.offline else "download"


def _card(facts: Card, chosen: bool) -> None:
    st.button(
        esc(facts.title),
        key=f"data.kind.{facts.kind}",
        type="primary" if chosen else "secondary",
        width="stretch",
        on_click=_choose,
        args=(facts.kind,),
    )
    if facts.modality == "image" and available(facts.kind):
        alt = text("data.examples.alt", name=facts.title)
        strip = preview_strip(facts.kind, count=PREVIEW)
        st.image(strip, width="stretch", alt=alt, output_format="PNG")
    st.caption(f"{_facts(facts)}  \n{_examples(facts)}")


def _choose(kind: str) -> None:
    session.edit(lambda document: choose(document, kind))


def _facts(facts: Card) -> str:
    kind = "images" if facts.modality == "image" else "table"
    kind = f"{kind}_labels" if facts.labels else kind if facts.classes else "values"
    shape, columns, classes = shape_text(facts.shape), len(facts.columns), len(facts.names)
    line = text(f"data.card.{kind}", shape=shape, columns=columns, classes=classes)
    if facts.offline:
        return line
    place = "downloaded" if available(facts.kind) else "download"
    return text(f"data.card.{place}", facts=line, megabytes=round(facts.size_bytes / 1e6))


def _examples(facts: Card) -> str:
    count = f"{facts.train + facts.test:,}"
    return text("data.card.examples", examples=count, licence=esc(facts.licence))
