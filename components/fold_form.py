"""Asking for a cross-validation of the experiment as it is."""

import json
from dataclasses import replace
from typing import Any

import streamlit as st

from components import session
from components.problem_list import sentences
from kt_core import client, cross_validation
from kt_core.data import available, card
from kt_core.experiment import FORMAT, VERSION
from kt_core.problems import Problem, ProblemError
from kt_core.texts import text

KEYS = {name: f"folds.{name}" for name in ("folds", "repeats", "stratified", "together")}
ROWS, IDENTICAL = "rows", "identical"  # of the choice what stays together; else it is a column
COLUMN = "column "


def fold_form(hindrance: str | None, *, leads: bool = False) -> None:
    """Draws the button that opens the form; `hindrance`: why nothing can be trained. When it
    `leads`, the training page is opened once the folds wait."""
    with st.popover(text("folds.button"), icon=":material/splitscreen:", help=text("folds.help")):
        st.caption(text("folds.about"))
        params = _params()
        problems = _problems(params)
        sentences([replace(each, fix=None) for each in problems], key="folds", with_place=False)
        errors = any(each.severity == "error" for each in problems)
        count = 0 if errors else params["folds"] * params.get("repeats", 1)
        if hindrance:
            st.caption(hindrance)
        begun = st.button(
            text("folds.start", count=count) if count else text("folds.start_none"),
            key="folds.start",
            type="primary",
            icon=":material/play_arrow:",
            disabled=hindrance is not None or errors,
            on_click=session.press_to_begin,
            args=(_start, params),
        )
    if begun and leads:
        session.go("training")


def _params() -> dict[str, Any]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        folds = st.number_input(
            text("folds.folds"), 1, 100, 5, key=KEYS["folds"], help=text("folds.folds_help")
        )
        repeats = st.number_input(
            text("folds.repeats_label"), 1, 50, key=KEYS["repeats"], help=text("folds.repeats_help")
        )
    found: dict[str, Any] = {"folds": int(folds)}
    if repeats > 1:
        found["repeats"] = int(repeats)
    return found | _stratified() | _together()


def _stratified() -> dict[str, Any]:
    """Only classes can be dealt in equal shares; for numbers the switch can't be used."""
    classes = _classes()
    key = KEYS["stratified"]
    even = st.toggle(
        text("folds.stratified"),
        value=classes,
        key=f"{key}.{session.value(('data', 'kind'), '')}",
        disabled=not classes,
        help=text("folds.stratified_help" if classes else "folds.stratified_values"),
    )
    return {"stratified": False} if classes and not even else {}


def _together() -> dict[str, Any]:
    options = [ROWS, IDENTICAL, *(COLUMN + name for name in _names())]
    held = COLUMN + str(session.value(("data", "validation", "params", "groups")))
    chosen = st.selectbox(
        text("folds.together"),
        options,
        index=options.index(held) if held in options else 0,
        key=f"{KEYS['together']}.{session.value(('data', 'kind'), '')}",
        format_func=_option,
        help=text("folds.together_help"),
    )
    if chosen == IDENTICAL:
        return {"identical": True}
    return {} if chosen in (ROWS, None) else {"groups": chosen.removeprefix(COLUMN)}


def _option(option: str) -> str:
    if option in (ROWS, IDENTICAL):
        return text(f"folds.options.{option}")
    return text("folds.options.column", column=option.removeprefix(COLUMN))


def _classes() -> bool:
    try:
        return bool(card(session.dataset()).classes)
    except ProblemError:
        return False


def _names() -> tuple[str, ...]:
    """What rows can be kept together by."""
    try:
        return card(session.dataset()).group_names
    except ProblemError:
        return ()


def _problems(params: dict[str, Any]) -> list[Problem]:
    """Of the data part alone, since nothing else is judged here: asked for once."""
    document = {"data": session.value(("data",)), "seed": session.value(("seed",), 0)}
    given = json.dumps([document, params], sort_keys=True)
    return _known(given, _is_here(session.dataset()))


@st.cache_data(max_entries=200, show_spinner=False)
def _known(given: str, data_is_here: bool) -> list[Problem]:  # noqa: ARG001  a download changes it
    document, params = json.loads(given)
    whole = {"format": FORMAT, "version": VERSION, "network": [], **document}
    try:
        return cross_validation.problems(whole, params)
    except ProblemError as error:
        return list(error.problems)


def _is_here(kind: str) -> bool:
    try:
        return available(kind)
    except ProblemError:
        return False


def _start(params: dict[str, Any]) -> None:
    """Queues a run for each fold of the document as it is; the engine takes them."""
    document, store = session.document(), session.store()
    members = cross_validation.members(document, params)
    named = {"draft": session.draft_id(), "owner": session.person()}
    group = store.create_group(document, members, params=params, **named)
    client.submit(store.members(group)[0].id)
    session.watch_group(group)
