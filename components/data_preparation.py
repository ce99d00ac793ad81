"""The form for split, scaling and labels."""

import streamlit as st

from components import session
from components.fold_form import fold_form
from components.fold_words import params_shown
from components.problem_list import sentences
from components.run_controls import hindrance
from components.segments import segments
from components.validation_way import validation_way
from kt_core.data import Card
from kt_core.data.choice import label_kinds
from kt_core.problems import Problem
from kt_core.texts import text

SCALINGS = ("none", "unit", "standard")
KEYS = {name: f"data.{name}" for name in ("scaling", "labels")}
FRACTION = "data.validation.fraction"


def preparation(facts: Card, problems: list[Problem]) -> None:
    """Draws the form; each change is saved at once, and its problems stand below it."""
    st.subheader(text("data.preparation.title"), anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _fraction(facts)
        if not _is_fold():
            fold_form(hindrance(), leads=True)
    if session.value(("data", "validation"), {}) is not None and not _is_fold():
        validation_way(facts)
    _choice("scaling", SCALINGS, "none")
    scaling = session.value(("data", "scaling"), "none")
    about = text(f"data.preparation.about.{facts.modality}.{scaling}", largest=facts.largest)
    only = "" if scaling == "none" else " " + text("data.preparation.only_training")
    st.caption(about + only)
    _choice("labels", label_kinds(facts), "integer", help=text("data.preparation.labels_help"))
    labels = session.value(("data", "labels"), "integer")
    if labels in label_kinds(facts):
        task = "labels" if facts.labels else "classes" if facts.classes else "values"
        st.caption(text(f"data.preparation.labels_about.{task}.{labels}"))
    if problems:
        sentences(problems, key="data", with_place=False)


def _is_fold() -> bool:
    return session.value(("data", "validation", "kind")) == "fold"


def _fraction(facts: Card) -> None:
    if _is_fold():
        _fold()
        return
    st.session_state[FRACTION] = _percent()
    help_key = "fraction_help" if facts.classes else "fraction_help_values"
    st.number_input(
        text("data.preparation.fraction"),
        min_value=0.0,
        max_value=99.0,
        step=5.0,
        format="%.6g",
        key=FRACTION,
        help=text(f"data.preparation.{help_key}", seed=session.value(("seed",), 0)),
        on_change=_save_fraction,
    )


def _fold() -> None:
    """A document of a cross-validation says which fold; a share takes its place by one click."""
    params = session.value(("data", "validation", "params"), {})
    numbers = {"fold": params.get("fold", 0), "repeat": params.get("repeat", 0)}
    shown = {name: value + 1 for name, value in numbers.items() if isinstance(value, int)}
    words = text("data.preparation.fold", **shown, what=params_shown(params))
    st.caption(words)
    st.button(
        text("data.preparation.no_fold"),
        key="data.no_fold",
        icon=":material/undo:",
        on_click=lambda: session.drop(("data", "validation")),
    )


def _percent() -> float:
    """What the document says, in percent; 0 for no validation and for what is no fraction."""
    if session.value(("data", "validation"), {}) is None:
        return 0.0
    fraction = session.value(("data", "validation", "params", "fraction"), 0.2)
    sound = isinstance(fraction, (int, float)) and 0 <= fraction <= 0.99
    return round(fraction * 100, 6) if sound else 0.0


def _save_fraction() -> None:
    fraction = round(st.session_state[FRACTION] / 100, 8)
    ways = session.value(("data", "validation", "params"), {}) or {}
    kept = {name: ways[name] for name in ("groups", "time") if name in ways}
    holdout = {"kind": "holdout", "params": {"fraction": fraction, **kept}}
    session.put(("data", "validation"), holdout if fraction else None)


def _choice(name: str, options: tuple[str, ...], default: str, help: str | None = None) -> None:
    value = session.value(("data", name), default)
    st.session_state[KEYS[name]] = value if value in options else default
    segments(
        text(f"data.preparation.{name}"),
        options,
        key=KEYS[name],
        words=lambda option: f"`{option}`",
        help=help,
        on_change=_save_choice,
        args=(name,),
    )


def _save_choice(name: str) -> None:
    session.put(("data", name), st.session_state[KEYS[name]])
