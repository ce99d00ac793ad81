"""What stands in place of a data set that is not on this machine yet."""

from dataclasses import replace

import streamlit as st

from components import checking
from components.problem_list import sentences
from kt_core import client
from kt_core.data import Card, available
from kt_core.data.sets import missing
from kt_core.problems import ProblemError
from kt_core.texts import text

TIMEOUT = 60.0  # seconds for writing a set that came with a package
DOWNLOAD = 3600.0


def obtained(facts: Card) -> bool:
    """Whether the set is there; draws how to get it when it is not."""
    if available(facts.kind):
        return True
    if client.state() != "ready":
        st.caption(text("data.missing.engine"))
        checking.wait_for_engine()
    elif facts.offline:
        _fetch(facts, text("data.missing.writing", title=facts.title), TIMEOUT)
    else:
        _offer_download(facts)
    return False


def _offer_download(facts: Card) -> None:
    values = {"title": facts.title, "megabytes": round(facts.size_bytes / 1e6)}
    place = st.container()
    label = text("data.missing.download", **values)
    if st.button(label, key="download", icon=":material/download:", type="primary"):
        with place:
            _fetch(facts, text("data.missing.downloading", **values), DOWNLOAD)
    else:
        with place:
            sentences([replace(missing(facts), severity="info")], key="missing", with_place=False)


def _fetch(facts: Card, words: str, timeout: float) -> None:
    """Has the engine write the set, then draws the page anew; says so when that fails."""
    try:
        with st.spinner(words):
            client.ask("fetch", timeout=timeout, kind=facts.kind)
    except client.EngineAway:
        st.caption(text("data.missing.engine"))
    except ProblemError as error:
        sentences(error.problems, key="missing", with_place=False)
    else:
        st.rerun()
