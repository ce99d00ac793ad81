"""Saying that a test example is labelled wrongly: a note beside the data, which stays as it is."""

import pandas as pd
import streamlit as st

from components import session
from components.marks import Marks, badges
from components.results.shown import Shown
from kt_core import marks
from kt_core.problems import ProblemError
from kt_core.texts import text


def marking(shown: Shown, row: int, found: Marks) -> None:
    """Draws what was said of the example, and the form to say it, or to take it back."""
    said = found.get(row, ())
    badges(shown.facts, said)
    if any(each.person == session.person() for each in said):
        st.button(
            text("gallery.unmark"),
            key="gallery.unmark",
            icon=":material/undo:",
            on_click=_unmark,
            args=(shown, row),
        )
        return
    with st.popover(text("gallery.mark"), icon=":material/flag:", key=f"gallery.marking.{row}"):
        _form(shown, row)


def _form(shown: Shown, row: int) -> None:
    st.caption(text("gallery.mark_about"))
    names = shown.facts.classes
    if names:
        st.selectbox(
            text("gallery.should_be"),
            range(len(names)),
            index=None,
            format_func=lambda at: names[at],
            placeholder=text("gallery.not_said"),
            key=f"gallery.label.{row}",
        )
    st.text_area(
        text("gallery.note"), max_chars=marks.LONGEST, height=90, key=f"gallery.note.{row}"
    )
    st.button(
        text("gallery.mark_button"),
        key="gallery.mark",
        type="primary",
        on_click=_mark,
        args=(shown, row),
    )


def _mark(shown: Shown, row: int) -> None:
    label = st.session_state.get(f"gallery.label.{row}")
    note = st.session_state.get(f"gallery.note.{row}") or ""
    said = {"person": session.person(), "label": label, "note": note}
    try:
        marks.mark(session.store(), shown.facts, row, **said)
    except ProblemError as error:
        session.refuse(*error.problems)


def _unmark(shown: Shown, row: int) -> None:
    marks.unmark(session.store(), shown.facts, row, person=session.person())


def marks_list(shown: Shown, found: Marks) -> None:
    """Draws all marks of the data set, to be opened one by one or taken away as CSV."""
    several = [each for row in sorted(found) for each in found[row]]
    if not several:
        return
    with st.expander(text("gallery.list", n=len(several)), icon=":material/flag:"):
        st.caption(text("gallery.list_about"))
        rows = marks.table(shown.facts, several, person=session.person())
        _table(rows)
        st.download_button(
            text("gallery.download"),
            data=lambda: marks.csv_text(rows),
            file_name="marks.csv",
            mime="text/csv",
            key="gallery.download",
            icon=":material/download:",
            on_click="ignore",
        )


def _table(rows: list[dict]) -> None:
    def opened() -> None:
        if picked := st.session_state["gallery.marks"]["selection"]["rows"]:
            session.set_example(rows[picked[0]]["row"])

    st.dataframe(
        pd.DataFrame(rows, columns=list(marks.COLUMNS)),
        hide_index=True,
        column_config={name: text(f"gallery.columns.{name}") for name in marks.COLUMNS},
        key="gallery.marks",
        on_select=opened,
        selection_mode="single-row",
        placeholder="–",
    )
