"""Questions about one example, asked of the engine once and then read from the disk."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components import checking
from components.problem_list import sentences
from kt_core import client, explanations, uploads
from kt_core.explanations import Found
from kt_core.problems import Problem, ProblemError
from kt_core.texts import text

TIMEOUT = 300.0  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is explained: a `model` (`{"run"}` or `{"path"}`) and an example.

    `example` as the engine's job `explain` takes it; `picture` are the bytes of one's own picture.
    `key` begins the widgets' keys, `title` names the example for downloads. `kind` is the data
    set's name, "" where test examples cannot be shown.
    """

    model: Mapping[str, str]
    example: Mapping[str, Any]
    key: str
    kind: str = ""
    title: str = "example"
    output: int = 0
    known: Mapping[str, Any] = field(default_factory=dict)
    picture: bytes | None = None

    def answer(self, what: str, **more: Any) -> Found | None:
        """The answer; None, and a word about why, without one."""
        question = {"what": what, "example": dict(self.example), "output": self.output, **more}
        if self.known:
            question["known"] = dict(self.known)
        question = json.loads(json.dumps(question))
        found = explanations.find(self.model, question)
        return found or self._computed(question)

    def _computed(self, question: Mapping[str, Any]) -> Found | None:
        try:
            if client.state() != "ready":
                raise client.EngineAway("not ready")  # asking would wait until it is
            with st.spinner(text("why.looking")):
                self._ask(question)
        except ProblemError as error:
            sentences(error.problems, key=f"{self.key}.{question['what']}", with_place=False)
            return None
        except client.EngineAway:
            checking.wait_for_engine()
            return None
        found = explanations.find(self.model, question)
        if found is None:
            sentences([Problem("why_gone")], key=f"{self.key}.gone", with_place=False)
        return found

    def _ask(self, question: Mapping[str, Any]) -> None:
        with ExitStack() as stack:
            image = None
            if self.picture is not None:
                image = str(stack.enter_context(uploads.kept([self.picture]))[0])
            client.ask(
                "explain",
                timeout=TIMEOUT,
                model=dict(self.model),
                question=dict(question),
                image=image,
            )
