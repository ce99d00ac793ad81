"""What the engine says about the current document: shapes, parameter counts, problems."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components import session
from kt_core import client, edits
from kt_core.data import available
from kt_core.dataset_names import dataset_of
from kt_core.problems import Problem, ProblemError
from kt_core.texts import text

TIMEOUT = 5.0  # seconds
LEAD = 0.03  # seconds; what it takes until a message is on its way to the browser by itself


@dataclass(frozen=True)
class Answer:
    """The engine's answer; `problems` is None as long as there is none (see `state`)."""

    state: str  # "away", "warming", "busy" (no answer in time) or "ready"
    problems: tuple[Problem, ...] | None = None
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    total_params: int = 0
    trainable_params: int = 0
    weights: dict[str, Any] | None = None

    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the experiment from being trained."""
        return tuple(p for p in self.problems or () if p.severity == "error")

    def at(self, *where: str | int) -> list[Problem]:
        """The problems made at `where` or below it."""
        return [p for p in self.problems or () if p.where[: len(where)] == where]

    def of_network(self, path: edits.Path) -> list[Problem]:
        """The problems of the network at `path` as a whole: not those of its nodes."""
        here = edits.inside(path)
        exact = [p for p in self.at(*here, "network") if len(p.where) == len(here) + 1]
        return [*exact, *self.at(*here, "outputs")]

    def inside(self, path: edits.Path) -> dict[str, dict[str, Any]]:
        """What is known of each node of the network at `path`, by name."""
        found = self.nodes
        for name in path:
            inner = found.get(name, {}).get("nodes", ())
            found = {node["name"]: node for node in inner}
        return found


def answer() -> Answer:
    """The engine's answer about the current document; asked once per document."""
    document = session.document()
    known = session.checked(document)
    if known is None:
        known = _answer(document)
        session.remember_check(document, known)
    return known


def show_first() -> None:
    """Lets what was drawn so far get ahead of the rest of the page, after an edit.

    The browser takes up all messages that lie ready at once, which takes it as long as the whole
    page needs; what comes a little earlier is painted by itself (docs/decisions/0024).
    """
    if session.changed_since_drawn():
        time.sleep(LEAD)


def _answer(document: dict[str, Any]) -> Answer:
    try:
        return _ask(json.dumps(document, sort_keys=True), _data_is_here(document))
    except ProblemError as error:
        return Answer("ready", error.problems)
    except client.EngineAway:
        state = client.state()
        return Answer("busy" if state == "ready" else state)


@st.fragment(run_every=1.0)
def wait_for_engine() -> None:
    """Says that the engine is starting, and draws the page again as soon as it can answer."""
    state = client.state()
    if state == "ready":
        st.rerun()
    st.caption(text(f"app.bar.engine_{state}"), width="content")


@st.cache_data(max_entries=500, show_spinner=False)
def _ask(document: str, data_is_here: bool) -> Answer:  # noqa: ARG001  the check looks for it too
    if client.state() != "ready":
        raise client.EngineAway("not ready")  # asking would wait until it is
    found = client.ask("check", timeout=TIMEOUT, document=json.loads(document))
    return Answer(
        "ready",
        tuple(Problem.from_json(problem) for problem in found["problems"]),
        {node["name"]: node for node in found["nodes"]},
        found["total_params"] or 0,
        found["trainable_params"] or 0,
        found.get("weights"),
    )


def _data_is_here(document: dict[str, Any]) -> bool:
    """Whether the data set is on this machine, which the check says and a download changes."""
    try:
        return available(dataset_of(document))
    except ProblemError:
        return False
