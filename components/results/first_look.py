"""The test part is looked at on purpose: validation first, one button, and the count of looks."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components import session
from components.escape import code, esc
from kt_core import looks
from kt_core.data import Card
from kt_core.runs import Run
from kt_core.runs.looks import Looks
from kt_core.texts import text

Result = Mapping[str, Any]


def looked_at(run: Run, facts: Card, result: Result) -> bool:
    """Whether this person has asked for these figures; draws the question, or the count."""
    store, person = session.store(), session.person()
    seen = looks.has_looked(store, run, result["test"], person=person)
    found = looks.counted(store, run, person=person)
    if seen:
        _count(run, facts, result, found)
    else:
        _question(run, facts, result, found)
    return seen


def _question(run: Run, facts: Card, result: Result, found: Looks) -> None:
    """Validation figures, and the one button to the test part."""
    with st.container(border=True, key="results.first_look"):
        st.subheader(text("looks.title"), anchor=False)
        st.markdown(text("looks.about", title=esc(facts.title), n=f"{facts.test:,}"))
        _validation(run)
        if found.mine:
            st.caption(text("looks.before", n=found.mine, title=esc(facts.title)))
        st.button(
            text("looks.button"),
            key="results.look",
            type="primary",
            icon=":material/visibility:",
            on_click=_look,
            args=(run, result),
        )


def _look(run: Run, result: Result) -> None:
    looks.look(session.store(), run, result["test"], person=session.person())


def _validation(run: Run) -> None:
    values = looks.validation(session.store(), run)[run.id]
    if not values:
        st.caption(text("looks.no_validation"))
        return
    st.caption(text("looks.validation", epoch=run.epochs_done))
    with st.container(horizontal=True):
        for name, value in values.items():
            shown = f"{value:,.4g}" if isinstance(value, (int, float)) else str(value)
            st.metric(code(name), shown, border=True, width=240)


def _count(run: Run, facts: Card, result: Result, found: Looks) -> None:
    """How often this test part was looked at, and what that does."""
    key = "first" if found.mine == 1 else "several"
    with st.container(horizontal=True, vertical_alignment="center"):
        words = text(f"looks.count.{key}", n=found.mine, title=esc(facts.title))
        st.caption(words, width="content")
        with st.popover(text("looks.what"), type="tertiary", key="results.looks"):
            st.markdown(text("looks.why"))
            if words := _flattery(facts, result, found):
                st.markdown(words)
            st.caption(text("looks.everybody", n=found.all, people=found.people))
            _validation(run)


def _flattery(facts: Card, result: Result, found: Looks) -> str | None:
    """The estimate in words; None where it can't be made honestly: it is about accuracies."""
    accuracy = result.get("accuracy")
    if found.mine < 2 or not isinstance(accuracy, float):
        return None
    by = looks.flattery(found.mine, accuracy=accuracy, examples=facts.test)
    figures = {"accuracy": f"{accuracy:.1%}", "points": f"{100 * by:.2g}"}
    return text("looks.flattery", k=found.mine, n=f"{facts.test:,}", **figures)
