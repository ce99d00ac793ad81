"""What a run that goes on waits for: its place in the queue, or room on the disk."""

import shutil

import streamlit as st

from components import session
from components.problem_list import sentences
from kt_core import client
from kt_core.home import home
from kt_core.memory import readable
from kt_core.problems import Problem
from kt_core.runs import AT_WORK, LIVE, Run
from kt_core.runs.queue import Place
from kt_core.texts import text

EVERY = 2.0  # seconds
LITTLE = 20_000_000  # bytes left on the disk


def run_standing(run: Run) -> None:
    """Draws it while the run goes on, and keeps it up to date."""
    if run.state in LIVE:
        _standing(run.id, run.state == "queued")


@st.fragment(run_every=EVERY)
def _standing(run_id: str, queued: bool) -> None:
    """The page is drawn again when the run has got its turn: its buttons are other ones then."""
    run = session.store().run(run_id)
    if run is None or (run.state == "queued") is not queued:
        st.rerun()
    if place := session.store().place_of(run_id) if queued else None:
        st.info(" ".join(_words(place)), icon=":material/hourglass_top:")
    if run.state == "paused" and run.why:
        sentences([Problem.from_json(run.why)], key="paused", with_place=False)
    elif run.state in AT_WORK and (free := shutil.disk_usage(home()).free) < LITTLE:
        st.warning(text("queue.disk_nearly_full", free=free // 10**6), icon=":material/save:")


def _words(place: Place) -> list[str]:
    """Where the run stands, why it waits, and what it will need."""
    found = [text("queue.next")]
    if place.position > 1:
        numbers = {"position": place.position, "waiting": place.waiting}
        found = [text("queue.position", **numbers)]
        if place.ahead_of_mine:
            found.append(text("queue.behind_own", mine=place.ahead_of_mine))
        found.append(text("queue.turns"))
    return [*found, _reason(place), *_need(place.run)]


def _reason(place: Place) -> str:
    slots = _slots()
    memory = place.run.memory or {}
    if slots is None:
        return text("queue.reason.engine")
    if place.at_work >= slots or place.position > 1:
        return text("queue.reason.slot", at_work=place.at_work, slots=slots)
    if "free" in memory:
        amounts = {key: readable(memory[key]) for key in ("need", "free")}
        return text("queue.reason.memory", **amounts)
    return text("queue.reason.soon")


def _need(run: Run) -> list[str]:
    memory = run.memory or {}
    known = "need" in memory and "free" not in memory
    return [text("queue.needs", need=readable(memory["need"]))] if known else []


@st.cache_data(ttl=EVERY, max_entries=1, show_spinner=False)
def _slots() -> int | None:
    """How many runs train at once, or None while the engine is away. One question for everybody."""
    try:
        return int(client.info()["slots"])
    except client.EngineAway:
        return None
