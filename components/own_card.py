"""The card of a set of one's own, opened again: its words, and how its classes are called."""

import pandas as pd
import streamlit as st

from components import session
from components.problem_list import sentences
from kt_core.data import Card
from kt_core.data.own import WORDS
from kt_core.data.own.renaming import edit
from kt_core.problems import ProblemError
from kt_core.texts import text

LONG = ("about", "source")
LONGEST = 2_000  # characters


def own_card(facts: Card) -> None:
    """Draws the form for whoever has brought the set; nothing changes before Save."""
    if session.person() not in facts.owners:
        return
    with st.expander(text("own_card.title"), icon=":material/edit:"):
        st.caption(text("own_card.about"))
        with st.form(f"own.card.{facts.kind}", border=False):
            words = {name: _word(facts, name) for name in WORDS}
            classes = _classes(facts)
            saved = st.form_submit_button(text("own_card.save"), type="primary")
        if saved:
            _save(facts, words, classes)


def _word(facts: Card, name: str) -> str:
    said = dict(facts.words).get(name, "")
    draw = st.text_area if name in LONG else st.text_input
    return draw(
        text(f"own_card.words.{name}"),
        value=said,
        key=f"own.card.{name}.{facts.kind}",
        max_chars=LONGEST if name in LONG else 200,
        placeholder=text(f"own_data.unsaid.{name}"),
    )


def _classes(facts: Card) -> list[str]:
    """The names in a table, beside those of the file."""
    if not facts.classes:
        return []
    in_file, shown = text("own_card.in_file"), text("own_card.shown")
    table = pd.DataFrame({in_file: facts.file_classes, shown: facts.classes})
    st.caption(text("own_card.classes"))
    edited = st.data_editor(
        table,
        key=f"own.card.classes.{facts.kind}.{hash(facts.classes)}",
        hide_index=True,
        disabled=[in_file],
        width="stretch",
    )
    return [str(name or "") for name in edited[shown].tolist()]


def _save(facts: Card, words: dict[str, str], classes: list[str]) -> None:
    try:
        edit(facts, words, classes, owner=session.person())
    except ProblemError as error:
        sentences(error.problems, key="own.card.wrong", with_place=False)
    else:
        st.rerun()
