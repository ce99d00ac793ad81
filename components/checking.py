"""What the engine says about the current document: shapes, parameter counts, problems."""

import json
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components import session
from kt_core import client, keeper
from kt_core.problems import Problem, ProblemError

TIMEOUT = 5.0  # seconds


@dataclass(frozen=True)
class Answer:
    """The engine's answer; `problems` is None as long as there is none (see `state`)."""

    state: str  # "away", "warming" or "ready"
    problems: tuple[Problem, ...] | None = None
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    total_params: int = 0
    trainable_params: int = 0

    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the experiment from being trained."""
        return tuple(p for p in self.problems or () if p.severity == "error")

    def at(self, *where: str | int) -> list[Problem]:
        """The problems made at `where` or below it."""
        return [p for p in self.problems or () if p.where[: len(where)] == where]


def answer() -> Answer:
    """The engine's answer about the current document; asked once per document."""
    state = client.state()
    if state != "ready":
        if state == "away":
            keeper.wake()
        return Answer(state)
    try:
        return _ask(json.dumps(session.document(), sort_keys=True))
    except client.EngineAway:
        keeper.wake()
        return Answer("away")


@st.fragment(run_every=1.0)
def wait_for_engine() -> None:
    """Draws the page again as soon as the engine can answer."""
    if client.state() == "ready":
        st.rerun()


@st.cache_data(max_entries=500, show_spinner=False)
def _ask(document: str) -> Answer:
    try:
        found = client.ask("check", timeout=TIMEOUT, document=json.loads(document))
    except ProblemError as error:
        return Answer("ready", error.problems)
    return Answer(
        "ready",
        tuple(Problem.from_json(problem) for problem in found["problems"]),
        {node["name"]: node for node in found["nodes"]},
        found["total_params"] or 0,
        found["trainable_params"] or 0,
    )
