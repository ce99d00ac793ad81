"""The one typed object in `st.session_state`: what a tab knows beyond the store and the URL."""

import math
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from kt_core import edits
from kt_core.gallery import Choice
from kt_core.problems import Problem, Where
from kt_core.rate_search import Search
from kt_core.runs import Draft
from kt_core.trial import Upload

VIEWS = ("list", "graph")  # how a network is shown
_KEY = "kt"


@dataclass
class State:
    """All that one tab of a browser knows beyond the store and the URL."""

    draft_id: str = ""
    draft: Draft | None = None
    run_id: str | None = None
    group_id: str | None = None
    level: edits.Path = ()
    nodes: dict[edits.Path, str | None] = field(default_factory=dict)
    view: str = VIEWS[0]
    expert: bool = False
    refused: list[Problem] = field(default_factory=list)
    beside: dict[Where, Problem] = field(default_factory=dict)
    unreadable: dict[Where, Problem] = field(default_factory=dict)
    checked: tuple[dict[str, Any], Any] | None = None
    drawn: dict[str, Any] | None = None
    upload: Upload | None = None
    rate_search: Search | None = None
    data_upload: Upload | None = None
    results_view: str = ""
    example: int | None = None
    gallery: tuple[str, Choice] | None = None
    pressed: float = -math.inf
    pressed_on: str = ""


def tab() -> State:
    """The state of this tab, made when it is first asked for."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = State()
    return st.session_state[_KEY]
