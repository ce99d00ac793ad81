"""The form that divides a table's columns among the Inputs of the network."""

import streamlit as st

from components import checking, session
from components.escape import esc
from components.fields import key_of
from components.problem_list import sentences
from kt_core import division
from kt_core.data import Card, card
from kt_core.problems import Problem, ProblemError
from kt_core.texts import text

MOST = 6  # columns that are named in a sentence


def input_columns(facts: Card, problems: list[Problem]) -> None:
    """Draws the choice of columns for each Input, what no Input reads, and what is wrong."""
    names, columns = division.inputs_of(session.document()), facts.columns
    st.subheader(text("data.inputs.title"), anchor=False)
    st.caption(text("data.inputs.about" if names else "data.inputs.none"))
    for name in names:
        columns_choice(name, columns)
    _unread(division.unread(session.document(), columns) if names else [])
    if found := _problems(problems):
        sentences(found, key="data.inputs")
    with st.container(horizontal=True):
        if len(names) > 1:
            _button("dealt", columns)
        if session.value(division.INPUTS):
            _button("undivided", columns)


def columns_of_one(name: str) -> None:
    """Draws the choice for the Input whose form is open, where there is something to divide."""
    columns = _columns()
    divided = session.value(division.INPUTS) or len(division.inputs_of(session.document())) > 1
    if columns and divided and not session.level():
        columns_choice(name, columns, label=text("data.inputs.columns_here"))


def _columns() -> tuple[str, ...]:
    """The columns of the chosen set, none when it is no table or not known."""
    try:
        return card(session.dataset()).columns
    except ProblemError:
        return ()


def columns_choice(name: str, columns: tuple[str, ...], *, label: str = "") -> None:
    """Draws the choice of the columns that the Input called `name` gets."""
    key = key_of((*division.INPUTS, name))
    own = division.columns_of(session.document(), name)
    st.session_state[key] = [column for column in own or [] if column in columns]
    st.multiselect(
        label or text("data.inputs.columns", name=esc(name, longest=40)),
        columns,
        key=key,
        placeholder=text("data.inputs.all", n=len(columns)),
        help=text("data.inputs.help"),
        wrap=True,
        on_change=lambda: session.edit(
            lambda document: division.with_columns(
                document, name, st.session_state[key], columns=columns
            )
        ),
    )


def _unread(names: list[str]) -> None:
    if names:
        shown = ", ".join(esc(name, longest=30) for name in names[:MOST])
        more = text("data.inputs.more", n=len(names) - MOST) if len(names) > MOST else ""
        key = "data.inputs.unread" if len(names) > 1 else "data.inputs.unread_one"
        st.caption(text(key, n=len(names), names=shown + more))


def _problems(own: list[Problem]) -> list[Problem]:
    """What is wrong with the division by itself, and what the engine says of it and of shapes."""
    inputs = division.inputs_of(session.document())
    answer = checking.answer()
    shapes = [p for name in inputs for p in answer.at("network", name, "params", "shape")]
    told = {(problem.code, problem.where) for problem in own}
    also = [p for p in answer.at(*division.INPUTS) if (p.code, p.where) not in told]
    return [*own, *also, *shapes]


def _button(name: str, columns: tuple[str, ...]) -> None:
    change = getattr(division, name)
    st.button(
        text(f"data.inputs.{name}"),
        key=f"data.inputs.{name}",
        help=text(f"data.inputs.{name}_help"),
        on_click=session.edit,
        args=(lambda document: change(document, columns),),
    )
