"""Mixed precision: the choice, and what it is worth on this machine."""

import streamlit as st

from components import checking, session
from components.problem_list import sentences
from kt_core import client
from kt_core.problems import ProblemError
from kt_core.texts import text

WHERE = ("fit", "precision")
POLICIES = ("mixed_float16", "mixed_bfloat16")
TIMEOUT = 120.0  # seconds
WIDTH = 190  # pixels


def precision_form() -> None:
    """Draws the choice and, where one is made, the button that measures it."""
    given = session.value(WHERE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.session_state["fit.precision"] = given
        st.selectbox(
            "precision",
            POLICIES,
            index=None,
            key="fit.precision",
            placeholder="float32",
            help=text("controls.precision.help"),
            on_change=_choose,
            width=WIDTH,
        )
        blocked = not checking.answer().nodes or bool(checking.answer().errors())
        label = text("controls.precision.measure")
        if given and st.button(label, key="fit.precision.measure", disabled=blocked):
            _measure(given)


def _choose() -> None:
    chosen = st.session_state["fit.precision"]
    session.put(WHERE, chosen) if chosen else session.drop(WHERE)


def _measure(policy: str) -> None:
    try:
        with st.spinner(text("controls.precision.measure")):
            found = client.ask("measure_precision", timeout=TIMEOUT, document=session.document())
    except ProblemError as error:
        sentences(error.problems, key="precision", with_place=False)
        return
    except client.EngineAway:
        checking.wait_for_engine()
        return
    plain, mixed = found["float32"], found[policy]
    times = max(plain, mixed) / min(plain, mixed)
    shown = {"plain": f"{1000 * plain:.3g}", "mixed": f"{1000 * mixed:.3g}"}
    which = "faster" if mixed < plain else "slower"
    st.caption(text(f"controls.precision.{which}", precision=policy, times=f"{times:.2g}", **shown))
