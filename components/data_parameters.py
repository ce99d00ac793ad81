"""The form of a generated data set: how many examples, how much noise, drawn from which seed."""

import streamlit as st

from components import session
from components.problem_list import sentences
from kt_core.data import Parameter, parameters_of
from kt_core.data.parameters import parameter_problems
from kt_core.experiment import Data
from kt_core.texts import text

WIDTH = 150  # pixels


def data_parameters(data: Data) -> None:
    """Draws a field for each parameter that the chosen set has, and what is wrong with them."""
    known = parameters_of(data.kind)
    if not known:
        return
    problems = list(parameter_problems(data.kind, known, data.params))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for each in known:
            _field(each)
    if problems:
        sentences(problems, key="data.params", with_place=False)


def _field(one: Parameter) -> None:
    given = session.value(("data", "params", one.name), one.default)
    key = f"data.params.{one.name}"
    st.session_state[key] = one.value(given if one.allows(given) else one.default)
    st.number_input(
        text(f"data.parameters.{one.name}"),
        min_value=one.value(one.least),
        max_value=one.value(one.most),
        step=one.value(one.step),
        format="%d" if one.whole else "%.6g",
        key=key,
        help=text(f"data.parameters.{one.name}_help"),
        width=WIDTH,
        on_change=_save,
        args=(one,),
    )


def _save(one: Parameter) -> None:
    where, new = ("data", "params", one.name), st.session_state[f"data.params.{one.name}"]
    session.drop(where) if new == one.default else session.put(where, new)
