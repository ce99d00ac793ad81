"""How the model learns: optimizer, loss, metrics, epochs, callbacks, as parts of the document."""

from typing import Any

import streamlit as st

from components import checking, session
from components.entry_help import about
from components.escape import code, esc
from components.fields import Field, key_of, plain_field
from components.forms import (
    changed_params,
    expert_switch,
    params_form,
    schedule_choice,
    shown_params,
)
from components.goals_form import common_goals, output_goals
from components.interval_form import interval, interval_form
from components.kind_select import FILTER, kind_select, titles
from components.own_parts import chip
from components.precision_form import precision_form
from components.problem_list import sentences
from components.rate_finder import rate_finder
from components.rate_table_form import rate_table_form
from components.schedule_curve import schedule_curve
from components.snapshots_form import snapshots_form
from components.threads_form import threads_form, threads_hint
from components.weighting_form import weighting_form
from kt_core import edits, goals, notation, rate_table
from kt_core.catalog import Param, entries, included
from kt_core.goals import kind_of
from kt_core.places import Place, begun
from kt_core.problems import Where
from kt_core.texts import text

CALLBACKS = ("EarlyStopping", "ReduceLROnPlateau", "LearningRateScheduler", "ModelCheckpoint")
NUMBERS = {("fit", "epochs"): (1, 10), ("fit", "batch_size"): (1, 32), ("seed",): (0, 0)}
WIDTH = 125  # pixels


def training_form() -> None:
    """Draws what is chosen for every training, and what few change folded below."""
    with st.container(horizontal=True, vertical_alignment="top"):
        _optimizer()
        common_goals()
        _whole_number(("fit", "epochs"))
        _whole_number(("fit", "batch_size"))
    output_goals()
    threads_hint()
    for part in ("optimizer", "loss", "metrics", "fit", "callbacks", "seed"):
        if found := checking.answer().at(part):
            sentences(found, key=f"training.{part}")
    with st.expander(text("training.advanced"), icon=":material/tune:", key="advanced"):
        _advanced()


def _optimizer() -> None:
    place, rate = optimizer_place(), _learning_rate()
    help = _gloss(place) or text("training.optimizer_help")
    kind_select(place, label="optimizer", help=help, width=158)
    if rate and place.inner(rate).component(session.document()) is None:
        plain_field(Field(place, rate, 118))


def optimizer_place() -> Place:
    """Where the optimizer stands."""
    return Place(("optimizer",), "optimizer")


def _learning_rate() -> Param | None:
    entry = optimizer_place().entry(session.document())
    return entry.param("learning_rate") if entry else None


def _places() -> list[Place]:
    document = session.document()
    return [optimizer_place(), *goals.loss_places(document), *goals.metric_places(document)]


def _whole_number(where: Where) -> None:
    least, usual = NUMBERS[where]
    key, value = key_of(where), session.value(where, usual)
    st.session_state[key] = value
    st.number_input(
        str(where[-1]),
        key=key,
        min_value=min(least, value),
        step=1,
        help=text(f"training.{where[-1]}_help"),
        on_change=lambda: session.put(where, st.session_state[key]),
        width=WIDTH,
    )


def _advanced() -> None:
    parts, callbacks = st.columns(2, gap="large")
    with parts:
        with st.container(horizontal=True, vertical_alignment="bottom"):
            _whole_number(("seed",))
            expert_switch("training.expert")
        for place in _places():
            _section(place)
        weighting_form()
        threads_form()
        if session.expert() or session.value(("fit", "precision")):
            precision_form()
    with callbacks:
        st.markdown(f"**{text('training.callbacks')}**")
        _callbacks()
        interval_form("layer_figures", usual=1)
        snapshots_form()


def _section(place: Place) -> None:
    component, entry = place.component(session.document()), place.entry(session.document())
    if component and entry and shown_params(place, entry):
        own = f" {chip(entry)}" if entry.is_own else ""
        st.markdown(f"{code(component['kind'])} :gray[{_title(place)}]{own}")
        rate = _learning_rate() if place.family == "optimizer" else None
        if rate:
            schedule_choice(place, rate)
            schedule_curve()
            rate_finder()
        params_form(place, without=("learning_rate",) if rate else ())


def _title(place: Place) -> str:
    """What the component is, and the output it is for."""
    names = [esc(part) for part in place.where[1:2] if isinstance(part, str)]
    return " · ".join([text(f"training.{place.family}"), *names])


def _callbacks() -> None:
    present = [kind_of(callback) for callback in session.document().get("callbacks", [])]
    shown = list(dict.fromkeys([*CALLBACKS, *included().kinds("callback"), *present]))
    for kind in shown:
        _callback(kind, present.index(kind) if kind in present else None)
    _another_callback([entry.kind for entry in entries("callback") if entry.kind not in shown])


def _another_callback(kinds: list[str]) -> None:
    """Draws the choice of a callback that is not shown yet; it is switched on at once."""
    key = "callbacks.another"
    st.session_state[key] = None
    st.selectbox(
        text("training.another_callback"),
        kinds,
        index=None,
        key=key,
        format_func=titles("callback", chosen=(), width=340),
        filter_mode=FILTER,
        placeholder=text("training.another_callback"),
        label_visibility="collapsed",
        on_change=lambda: _set(st.session_state[key], on=True),
    )


def _callback(kind: str, index: int | None) -> None:
    key, known = f"callbacks.{kind}", Place((), "callback", default=kind).entry({})
    st.session_state[key] = index is not None
    st.toggle(
        f"{esc(kind)} {chip(known)}" if known and known.is_own else esc(kind),
        key=key,
        help=about(known) if known else None,
        on_change=lambda: _set(kind, on=st.session_state[key]),
    )
    if index is not None:
        with st.container(border=True):
            _callback_form(kind, Place(("callbacks", index), "callback"))


def _callback_form(kind: str, place: Place) -> None:
    if kind == rate_table.KIND:
        rate_table_form(place.where)
        params_form(place, without=("schedule",))
    else:
        params_form(place)


def _set(kind: str, *, on: bool) -> None:
    def change(document: dict[str, Any]) -> dict[str, Any]:
        kept = [each for each in document.get("callbacks", []) if kind_of(each) != kind]
        return edits.put(document, ("callbacks",), [*kept, begun("callback", kind)] if on else kept)

    session.edit(change)


def training_chips() -> None:
    """Draws what differs from Keras' defaults in the folded part, as quiet badges."""
    changed = [pair for place in _places() for pair in changed_params(place)]
    shown = [f"{name} {notation.written(_short(value))}" for name, value in changed]
    shown += [kind_of(callback) for callback in session.document().get("callbacks", [])]
    if seed := session.document().get("seed", 0):
        shown.append(f"seed {seed}")
    if threads := session.value(("fit", "threads")):
        shown.append(f"threads {threads}")
    if every := interval("layer_figures"):
        words = "chip_each" if every == 1 else "chip"
        shown.append(text(f"layer_figures.{words}", every=every))
    if every := interval("snapshots"):
        shown.append(text("snapshots.chip_each" if every == 1 else "snapshots.chip", every=every))
    if shown:
        st.markdown(" ".join(f":gray-badge[{esc(chip)}]" for chip in shown), width="content")


def _short(value: Any) -> Any:
    if isinstance(value, float):
        return notation.number_format(value)[1]
    return value["kind"] if isinstance(value, dict) and "kind" in value else value


def _gloss(place: Place) -> str:
    entry = place.entry(session.document())
    return about(entry) if entry else ""
