"""What came of the remedies that were tried on a run: beside it, compared on the same rows."""

import jsonpatch
import streamlit as st

from components import session
from components.escape import esc
from kt_core import client
from kt_core.diagnosis import diagnosed
from kt_core.diagnosis import wording as words
from kt_core.diagnosis.remedies import changed
from kt_core.diagnosis.trying import Outcome, outcomes, remedy_of, repeat
from kt_core.problems import Problem
from kt_core.runs import Run
from kt_core.texts import text

LONGEST = 600
MARKS = {
    "helped": ":green[:material/check_circle:]",
    "hurt": ":orange[:material/trending_down:]",
    "cannot_tell": ":gray[:material/help:]",
    "other_rows": ":gray[:material/help:]",
}


def tried(run: Run) -> None:
    """Draws a card for each remedy that was tried on the run."""
    for outcome in outcomes(session.store(), run):
        with st.container(border=True, key=f"tried.{outcome.fork.id}", gap="small"):
            _one(run, outcome)


def _one(run: Run, outcome: Outcome) -> None:
    fork = outcome.fork
    what = esc(words.remedy_words(remedy_of(fork)), longest=LONGEST)
    st.markdown(f"**{text('diagnosis.tried', what=what)}**")
    found = outcome.comparison
    if found is None:
        st.caption(esc(words.standing(outcome), longest=LONGEST))
    else:
        mark = MARKS["cannot_tell" if outcome.is_uneven else found.verdict]
        st.markdown(f"{mark} {esc(words.verdict(found), longest=LONGEST)}")
        for remark in words.remarks(outcome):
            st.caption(esc(remark, longest=LONGEST))
        st.caption(_card_gone(fork, outcome))
    if outcome.waiting and found is not None:
        st.caption(text("diagnosis.outcome.repeating", n=outcome.waiting))
    with st.container(horizontal=True):
        _buttons(run, outcome)


def _card_gone(fork: Run, outcome: Outcome) -> str:
    """Whether the fork still shows the card for which the remedy was tried."""
    whole = session.store().run(fork.id)
    codes = {one.code for one in diagnosed(whole, session.store())} if whole else set()
    still = outcome.remedy.get("finding") in codes
    return text(f"diagnosis.outcome.{'still' if still else 'gone'}")


def _buttons(run: Run, outcome: Outcome) -> None:
    fork = outcome.fork
    st.button(
        text("diagnosis.open_fork"),
        key=f"tried.open.{fork.id}",
        icon=":material/arrow_forward:",
        on_click=session.watch,
        args=(fork.id,),
    )
    compared = outcome.comparison is not None and outcome.comparison.verdict != "other_rows"
    if compared and not outcome.repeats:
        st.button(
            text("diagnosis.repeat"),
            key=f"tried.repeat.{fork.id}",
            icon=":material/repeat:",
            help=text("diagnosis.repeat_help"),
            on_click=_repeat,
            args=(run.id, fork.id),
        )
    if outcome.comparison is not None:
        st.button(
            text("diagnosis.take"),
            key=f"tried.take.{fork.id}",
            icon=":material/check:",
            on_click=_take,
            args=(fork,),
        )


def _repeat(run_id: str, fork_id: str) -> None:
    store = session.store()
    run, fork = store.run(run_id), store.run(fork_id)
    if run and fork:
        for queued in repeat(store, run, fork, owner=session.person()):
            client.submit(queued)
        session.watch(run_id)


def _take(fork: Run) -> None:
    """Makes the change in the experiment itself."""
    try:
        session.edit(lambda document: changed(document, remedy_of(fork)))
    except jsonpatch.JsonPatchException:
        session.refuse(Problem("remedy_outdated", severity="warning"))
