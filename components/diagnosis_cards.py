"""What a run's figures say, as at most three cards: seen, how sure, what else, what to try."""

import streamlit as st

from components import session
from components.escape import esc
from components.problem_list import MARKS
from components.remedy_outcome import tried
from kt_core import client
from kt_core.diagnosis import Finding, diagnosed
from kt_core.diagnosis import wording as words
from kt_core.diagnosis.rules import RULES
from kt_core.diagnosis.trying import outcomes, try_remedy
from kt_core.runs import LIVE, Run
from kt_core.texts import text

EVERY = 3.0  # seconds; what is shown only changes at the end of an epoch
LONGEST = 600
DATA = ("validation_leak", "labels_at_chance", "validation_better", "class_imbalance")
"""Findings that are best followed up by looking at the data."""


def diagnosis_cards(run: Run) -> None:
    """Draws the cards; while the run goes on they are looked at again by themselves."""
    if _moves(run):
        _live(run.id)
    else:
        _drawn(run)


def _moves(run: Run) -> bool:
    """Whether something new may come by itself: an epoch, or what a remedy has done."""
    return run.state in LIVE or any(one.waiting for one in outcomes(session.store(), run))


@st.fragment(run_every=EVERY)
def _live(run_id: str) -> None:
    run = session.store().run(run_id)
    if run is None:
        return
    _drawn(run)
    if not _moves(run):
        st.rerun()


def _drawn(run: Run) -> None:
    if not run.epochs_done:
        return
    found = _findings(run.id, run.attempt, run.epochs_done, run.state)
    with st.container(key="diagnosis", gap="small"):
        st.subheader(text("diagnosis.header"), anchor=False)
        for finding in found:
            _card(run, finding)
        st.caption(_checked(found, run))
        tried(run)


@st.cache_data(max_entries=200, show_spinner=False)
def _findings(run_id: str, _attempt: int, _epochs: int, _state: str) -> list[Finding]:
    """The findings of a run, remembered until its next epoch or state."""
    run = session.store().run(run_id)
    return diagnosed(run, session.store()) if run else []


def _checked(found: list[Finding], run: Run) -> str:
    if found:
        return text("diagnosis.checked", n=len(RULES), epochs=run.epochs_done)
    if run.epochs_done == 1:
        return text("diagnosis.fine_one")
    return text("diagnosis.fine", n=len(RULES), epochs=run.epochs_done)


def _card(run: Run, finding: Finding) -> None:
    sure = text(f"diagnosis.confidence.{finding.confidence}")
    with st.container(border=True, key=f"diagnosis.{finding.code}", gap="small"):
        st.markdown(
            f"{MARKS[finding.severity]} **{esc(words.title(finding))}** :gray-badge[{esc(sure)}]",
            help=text(f"diagnosis.confidence_help.{finding.confidence}"),
        )
        st.markdown(esc(words.because(finding), longest=LONGEST))
        _actions(run, finding)
        with st.expander(text("diagnosis.more")):
            _more(finding)


def _actions(run: Run, finding: Finding) -> None:
    with st.container(horizontal=True):
        if finding.remedy:
            label = text("diagnosis.try", what=words.remedy_words(finding.remedy))
            st.button(
                esc(label, longest=LONGEST),
                key=f"diagnosis.try.{finding.code}",
                icon=":material/science:",
                help=text("diagnosis.try_help"),
                on_click=_try,
                args=(run, finding),
            )
        if finding.code in DATA and st.button(
            text("diagnosis.look"), key=f"diagnosis.look.{finding.code}", icon=":material/search:"
        ):
            session.go("data")


def _more(finding: Finding) -> None:
    st.markdown(f"**{text('diagnosis.why')}**  \n{esc(words.why(finding), longest=LONGEST)}")
    lines = "\n".join(f"- {esc(each, longest=LONGEST)}" for each in words.otherwise(finding))
    st.markdown(f"**{text('diagnosis.otherwise')}**\n{lines}")
    links = [words.sources()[name] for name in finding.sources]
    shown = "\n".join(
        f"- [{esc(link['title'], longest=LONGEST)}]({link['address']})"
        if link["address"]
        else f"- {esc(link['title'], longest=LONGEST)}"
        for link in links
    )
    st.markdown(f"**{text('diagnosis.sources')}**\n{shown}")


def _try(run: Run, finding: Finding) -> None:
    """Queues the fork; the page stays with the first run."""
    fork = try_remedy(session.store(), run, finding, owner=session.person())
    if fork:
        client.submit(fork)
        session.watch(run.id)
