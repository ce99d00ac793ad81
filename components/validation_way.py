"""How validation is held out: by chance, by whole groups, or the latest."""

import streamlit as st

from components import session
from components.own_data_parting import group_words
from kt_core.data import Card
from kt_core.texts import text

PARAMS = ("data", "validation", "params")
KEY = "data.validation.way"
RANDOM = ("random", "")
Way = tuple[str, str]


def validation_way(facts: Card) -> None:
    """Draws the choice where the set knows of groups or times, or has columns."""
    if not facts.group_names and not facts.timing:
        return
    options: list[Way] = [RANDOM, *(("group", name) for name in facts.group_names)]
    options += [("time", facts.timing)] if facts.timing else []
    now = _now()
    st.session_state[KEY] = now if now in options else RANDOM
    st.selectbox(
        text("own_parting.validation"),
        options,
        key=KEY,
        format_func=lambda way: _words(facts, way),
        help=text("own_parting.validation_help"),
        on_change=_save,
    )


def _now() -> Way:
    params = session.value(PARAMS, {}) or {}
    if params.get("groups"):
        return ("group", params["groups"])
    return ("time", params["time"]) if params.get("time") else RANDOM


def _words(facts: Card, way: Way) -> str:
    name = group_words(facts, way[1])
    return text(f"own_parting.validation_ways.{way[0]}", name=name)


def _save() -> None:
    kind, name = st.session_state[KEY]
    told = {} if kind == "random" else {"groups" if kind == "group" else "time": name}
    fraction = session.value((*PARAMS, "fraction"), 0.2)
    value = {"kind": "holdout", "params": {"fraction": fraction, **told}}
    session.put(("data", "validation"), value)
