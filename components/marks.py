"""The badge of test examples that somebody believes to be labelled wrongly."""

from collections.abc import Mapping, Sequence

import streamlit as st

from components import session
from components.escape import esc
from kt_core import marks
from kt_core.data import Card
from kt_core.runs.marks import Mark
from kt_core.texts import text

Marks = Mapping[int, Sequence[Mark]]


def marked(facts: Card) -> Marks:
    """Row of `x_test` -> its marks, by everybody."""
    return marks.of(session.store(), facts)


def badge(found: Marks, row: int) -> str:
    """The badge's words as plain text, "" where nobody marked that row."""
    return text("gallery.badge") if found.get(int(row)) else ""


def caption(words: str, found: Marks, row: int) -> str:
    """A caption (Markdown) with the badge behind it where the row is marked."""
    badged = badge(found, row)
    return f"{words}  \n:orange-badge[{esc(badged)}]" if badged else words


def badges(facts: Card, found: Sequence[Mark]) -> None:
    """Draws what was said of one example: who marked it, the class it should be, the note."""
    for each in found:
        by = "mine" if each.person == session.person() else "other"
        words = text(f"gallery.marked.{by}")
        if each.label is not None:
            words = text(f"gallery.marked.{by}_as", name=esc(facts.classes[each.label], longest=40))
        st.markdown(f":orange-badge[:material/flag: {words}]")
        if each.note:
            st.caption(esc(each.note, longest=marks.LONGEST))
