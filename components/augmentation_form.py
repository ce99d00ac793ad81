"""Augmentation: which layers change the training pictures at random, and what they make of them."""

import base64
import json
from typing import Any

import streamlit as st

from components import checking, session
from components.forms import params_form
from components.problem_list import sentences
from kt_core import client
from kt_core.catalog import entries
from kt_core.places import Place, begun
from kt_core.problems import ProblemError
from kt_core.texts import text

WHERE = ("data", "augmentation")
TIMEOUT = 60.0  # seconds
KEPT = 50


def augmentation_form() -> None:
    """Draws the choice of layers, their parameters, and pictures before and after."""
    given = [each["kind"] for each in session.value(WHERE, [])]
    with st.expander(text("controls.augmentation.title"), icon=":material/flip:", key="augment"):
        known = [entry.kind for entry in entries("layer") if entry.augmentation]
        st.session_state["data.augmentation"] = given
        st.multiselect(
            text("controls.augmentation.layers"),
            list(dict.fromkeys([*given, *known])),
            key="data.augmentation",
            help=text("controls.augmentation.help"),
            on_change=_choose,
        )
        for index, kind in enumerate(given):
            with st.container(border=True):
                st.markdown(f"`{kind}`")
                params_form(Place((*WHERE, index), "layer"))
                sentences(checking.answer().at(*WHERE, index), key=f"augmentation.{index}")
        if given:
            _preview()


def _choose() -> None:
    chosen, before = st.session_state["data.augmentation"], session.value(WHERE, [])
    kept = {each["kind"]: each for each in before}
    new = [kept.get(kind) or begun("layer", kind) for kind in chosen]
    session.put(WHERE, new) if new else session.drop(WHERE)


def _preview() -> None:
    if checking.answer().problems is None or checking.answer().errors():
        st.caption(text("controls.augmentation.blocked"))
        return
    try:
        strips = _strips(json.dumps(session.document(), sort_keys=True))
    except ProblemError as error:
        sentences(error.problems, key="augmented", with_place=False)
        return
    except client.EngineAway:
        checking.wait_for_engine()
        return
    original, *drawn = strips
    st.caption(text("controls.augmentation.original"))
    st.image(original)
    st.caption(text("controls.augmentation.drawn"))
    for each in drawn:
        st.image(each)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _strips(document: str) -> list[bytes]:
    asked: dict[str, Any] = json.loads(document)
    found = client.ask("augmented", timeout=TIMEOUT, document=asked)
    return [base64.b64decode(each) for each in found["strips"]]
