"""What was found while a set of one's own was made, beside its card."""

import streamlit as st

from components import session
from components.escape import esc
from components.own_alike import own_alike
from components.own_card import own_card
from components.own_data_options import left_out
from components.own_data_parting import parted
from kt_core.data import Card
from kt_core.data.own import remove
from kt_core.data.own.shelf import report
from kt_core.data.sizes import in_memory, streams
from kt_core.memory import readable
from kt_core.room import ceilings
from kt_core.texts import text

COUNTS = ("lost", "ragged", "dropped", "repeated")
NAMES = 5


def own_report(facts: Card) -> None:
    """Draws how the set was made, and the button that takes it away."""
    if facts.origin != "own":
        return
    if streams(facts):
        told = {"memory": readable(in_memory(facts)), "most": readable(ceilings().each)}
        st.caption(text("own_data.streamed", **told))
    found = report(facts.kind)
    with st.expander(text("own_data.report.title")):
        known = parted(facts)
        lines = [*([known] if known else []), *_lines(facts, found)]
        st.markdown("  \n".join(lines) or text("own_data.report.clean"))
        left_out(found.get("left_out", ()))
        if session.person() in facts.owners:
            st.button(
                text("own_data.remove"),
                key="own.remove",
                icon=":material/delete:",
                help=text("own_data.remove_help"),
                on_click=remove,
                args=(facts.kind, session.person()),
            )
    own_alike(facts)
    own_card(facts)


def _lines(facts: Card, found: dict) -> list[str]:
    lines = []
    for name in COUNTS:
        if count := found.get(name):
            key = "lost_rows" if name == "lost" and facts.columns else name
            lines.append(text(f"own_data.report.{key}", n=f"{count:,}"))
    if groups := found.get("groups"):
        counts = {name: f"{groups[name]:,}" for name in ("train", "test", "shared")}
        lines.append(text("own_parting.groups", **counts))
    if across := found.get("repeated_across"):
        lines.append(text("own_data.report.across", n=f"{across:,}"))
    if torn := found.get("contradicting"):
        names = ", ".join(esc(name) for name in torn[0])
        lines.append(text("own_data.report.contradicting", names=names))
    for each in found.get("many", ()):
        counts = {name: f"{each[name]:,}" for name in ("kept", "different", "other")}
        lines.append(text("own_data.report.many", name=esc(each["name"]), **counts))
    if left := found.get("many_left"):
        names = ", ".join(esc(name) for name in left[:NAMES])
        lines.append(text("own_data.report.many_left", names=names))
    if leaks := found.get("leaks"):
        names = ", ".join(esc(name) for name in leaks[:NAMES])
        lines.append(text("own_data.report.leaks", names=names))
    return lines
