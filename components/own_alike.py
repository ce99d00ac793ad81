"""Near-equal pictures of a set of one's own, and dividing it anew so that they stay together."""

import streamlit as st

from components import asking, checking, session
from components.escape import esc
from components.problem_list import sentences
from kt_core import client
from kt_core.data import Card
from kt_core.data.choice import choose
from kt_core.data.own.pairs import Pair, Side, pairs, pictures
from kt_core.data.own.shelf import report
from kt_core.data.pictures import strip
from kt_core.problems import ProblemError
from kt_core.texts import text

PER_PAGE = 8
WIDTH = 220  # pixels a pair needs at least
LONGEST = 24


def own_alike(facts: Card) -> None:
    """Draws the pairs that were found, and what can be done about those across the parts."""
    found = report(facts.kind)
    if found.get("groups", {}).get("shared"):
        _divide(facts, "groups")
    near = found.get("alike")
    if not near or (not near["pairs"] and not near["gave_up"]):
        return
    if near["gave_up"]:
        st.caption(text("own_alike.gave_up"))
        return
    counts = {name: f"{near[name]:,}" for name in ("pairs", "across")}
    with st.expander(text("own_alike.title", **counts), icon=":material/compare:"):
        st.caption(text("own_alike.about"))
        if near["across"]:
            st.caption(text("own_alike.across"))
            _divide(facts, "alike")
        _pairs(facts, near["pairs"])


def _pairs(facts: Card, count: int) -> None:
    page = 0
    if count > PER_PAGE:
        many = -(-count // PER_PAGE)
        page = st.pagination(many, max_visible_pages=5, key=f"own.alike.page.{facts.kind}") - 1
    shown = pairs(facts, skip=page * PER_PAGE, count=PER_PAGE)
    grid = st.grid(4, min_column_width=WIDTH, gap="small", border=True)
    for pair, both in zip(shown, pictures(facts, shown), strict=True):
        with grid.cell(), st.container(gap="xsmall"):
            alt = text("own_alike.alt")
            st.image(strip(both), width="stretch", alt=alt, output_format="PNG")
            st.caption(_words(facts, pair))


def _words(facts: Card, pair: Pair) -> str:
    sides = {"one": _name(facts, pair.one), "other": _name(facts, pair.other)}
    parts = {"first": pair.one.part, "second": pair.other.part}
    told = {name: text(f"own_alike.parts.{part}") for name, part in parts.items()}
    return text("own_alike.pair", **sides, **told)


def _name(facts: Card, side: Side) -> str:
    return str(side.row) if side.label is None else esc(facts.classes[side.label], longest=LONGEST)


def _divide(facts: Card, together: str) -> None:
    """The button that makes a set of whole groups, and chooses it."""
    label = "together" if together == "alike" else "groups"
    wanted = st.button(
        text(f"own_alike.{label}"),
        key=f"own.divide.{together}.{facts.kind}",
        icon=":material/call_merge:",
        help=text(f"own_alike.{label}_help"),
    )
    if not wanted:
        return
    title = text("own_alike.divided", title=facts.title)
    try:
        kind = asking.divided_again(facts.kind, together, title, owner=session.person())
    except ProblemError as error:
        sentences(error.problems, key="own.undivided", with_place=False)
    except client.EngineAway:
        checking.wait_for_engine()
    else:
        session.edit(lambda document: choose(document, kind))
        st.rerun()
