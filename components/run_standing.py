"""What a run that goes on waits for: its place in the queue, or room on the disk."""

import shutil
import time

import streamlit as st

from components import session
from components.problem_list import sentences
from kt_core import client
from kt_core.home import home
from kt_core.memory import readable
from kt_core.problems import Problem
from kt_core.runs import AT_WORK, LIVE, Run
from kt_core.runs.queue import Place
from kt_core.texts import render, text

EVERY = 2.0  # seconds
LITTLE = 20_000_000  # bytes left on the disk
PATIENCE = 1.5  # seconds in which nearly every wish is heard


def run_standing(run: Run) -> None:
    """Draws it while the run goes on, and keeps it up to date."""
    if run.state in LIVE:
        _standing(run.id, _drawn(run))


@st.fragment(run_every=EVERY)
def _standing(run_id: str, drawn: tuple[bool, str]) -> None:
    """The page is drawn again when its buttons must be others: the run has got its turn, or
    somebody else, or a full disk, has paused it or ends it."""
    run = session.store().run(run_id)
    if run is None or _drawn(run) != drawn:
        st.rerun()
    queued = run.state == "queued"
    if place := session.store().place_of(run_id) if queued else None:
        st.info(" ".join(_words(place)), icon=":material/hourglass_top:")
    if queued and run.why:
        what = render(Problem.from_json(run.why)).what
        st.warning(
            text("queue.goes_on", what=what, done=run.epochs_done), icon=":material/autorenew:"
        )
    if wish := _unheard(run):
        st.info(text(f"queue.unheard.{wish}"), icon=":material/hourglass_top:")
    if run.state == "paused" and run.why:
        sentences([Problem.from_json(run.why)], key="paused", with_place=False)
    elif run.state in AT_WORK and (free := shutil.disk_usage(home()).free) < LITTLE:
        st.warning(text("queue.disk_nearly_full", free=free // 10**6), icon=":material/save:")


def _drawn(run: Run) -> tuple[bool, str]:
    """What the buttons of a run that goes on depend on."""
    return run.state == "queued", run.wish


def _unheard(run: Run) -> str | None:
    """What the person wishes and the training is too busy to hear: batches can last long."""
    heard = {"stop": (), "pause": ("paused",)}.get(run.wish)
    if heard is None or run.state in heard or run.state not in AT_WORK:
        return None
    return run.wish if time.time() - (run.wished or 0.0) > PATIENCE else None


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
        taken = {"at_work": place.at_work, "slots": slots}
        return text("queue.reason.slot" if slots > 1 else "queue.reason.only_slot", **taken)
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
