"""How the model learns: optimizer, loss, metrics, epochs, callbacks, as parts of the document."""

import json
from typing import Any

import streamlit as st

from components import checking, session
from components.entry_help import about
from components.escape import code, esc
from components.fields import Field, key_of, plain_field
from components.forms import (
    changed_params,
    expert_switch,
    kind_select,
    params_form,
    schedule_choice,
    shown_params,
)
from components.own_parts import chip
from components.problem_list import sentences
from kt_core import edits, fitting, notation
from kt_core.catalog import Param, entries, included
from kt_core.experiment import parse
from kt_core.places import Place, begun
from kt_core.problems import Where
from kt_core.texts import text

CALLBACKS = ("EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint")
NUMBERS = {("fit", "epochs"): (1, 10), ("fit", "batch_size"): (1, 32), ("seed",): (0, 0)}
WIDTH = 125  # pixels


def training_form() -> None:
    """Draws what is chosen for every training, and what few change folded below."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _optimizer()
        _losses()
        _metrics()
        _whole_number(("fit", "epochs"))
        _whole_number(("fit", "batch_size"))
    for part in ("optimizer", "loss", "metrics", "fit", "callbacks", "seed"):
        if found := checking.answer().at(part):
            sentences(found, key=f"training.{part}")
    with st.expander(text("training.advanced"), icon=":material/tune:", key="advanced"):
        _advanced()


def _optimizer() -> None:
    place, rate = optimizer_place(), _learning_rate()
    help = _gloss(place) or text("training.optimizer_help")
    kind_select(place, label="optimizer", help=help, width=145)
    if rate and place.inner(rate).component(session.document()) is None:
        plain_field(Field(place, rate, 118))


def optimizer_place() -> Place:
    """Where the optimizer stands."""
    return Place(("optimizer",), "optimizer")


def _learning_rate() -> Param | None:
    entry = optimizer_place().entry(session.document())
    return entry.param("learning_rate") if entry else None


def loss_places() -> list[Place]:
    """Where losses stand: one place, or one for each output that has its own loss."""
    loss = session.document().get("loss")
    if isinstance(loss, dict) and "kind" not in loss:
        return [Place(("loss", name), "loss") for name in loss]
    return [Place(("loss",), "loss")]


def metric_places() -> list[Place]:
    """Where metrics stand, one place each."""
    metrics = session.document().get("metrics", [])
    if isinstance(metrics, dict):
        return []
    return [Place(("metrics", index), "metric") for index in range(len(metrics))]


def callback_places() -> list[Place]:
    """Where callbacks stand, one place each."""
    count = len(session.document().get("callbacks", []))
    return [Place(("callbacks", index), "callback") for index in range(count)]


def _losses() -> None:
    offered = [*_fitting()[0], *included().kinds("loss")]
    every = [entry.kind for entry in entries("loss")]
    for place in loss_places():
        kind_select(
            place,
            label=esc(".".join(map(str, place.where))),
            help=_gloss(place) or text("training.loss_help"),
            kinds=every if session.expert() else offered,
            width=240,
        )


def _metrics() -> None:
    chosen = session.document().get("metrics", [])
    if isinstance(chosen, dict):
        return
    names = [_kind(metric) for metric in chosen]
    offered = [*_fitting()[1], *included().kinds("metric")]
    every = [entry.kind for entry in entries("metric")]
    options = list(dict.fromkeys([*names, *(every if session.expert() else offered)]))
    st.session_state["metrics"] = names
    st.multiselect(
        "metrics",
        options,
        key="metrics",
        help=text("training.metrics_help"),
        placeholder=text("training.no_metrics"),
        on_change=_choose_metrics,
        width=272,
    )


def _choose_metrics() -> None:
    wanted = st.session_state["metrics"]

    def change(document: dict[str, Any]) -> dict[str, Any]:
        present = {_kind(metric): metric for metric in document.get("metrics", [])}
        chosen = [present.get(kind) or begun("metric", kind) for kind in wanted]
        return edits.put(document, ("metrics",), chosen)

    session.edit(change)


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
        for place in (optimizer_place(), *loss_places(), *metric_places()):
            _section(place)
    with callbacks:
        st.markdown(f"**{text('training.callbacks')}**")
        _callbacks()


def _section(place: Place) -> None:
    component, entry = place.component(session.document()), place.entry(session.document())
    if component and entry and shown_params(place, entry):
        own = f" {chip(entry)}" if entry.is_own else ""
        st.markdown(f"{code(component['kind'])} :gray[{text(f'training.{place.family}')}]{own}")
        rate = _learning_rate() if place.family == "optimizer" else None
        if rate:
            schedule_choice(place, rate)
        params_form(place, without=("learning_rate",) if rate else ())


def _callbacks() -> None:
    present = [_kind(callback) for callback in session.document().get("callbacks", [])]
    others = [entry.kind for entry in entries("callback")] if session.expert() else present
    for kind in dict.fromkeys([*CALLBACKS, *included().kinds("callback"), *others]):
        _callback(kind, present.index(kind) if kind in present else None)


def _callback(kind: str, index: int | None) -> None:
    key, known = f"callbacks.{kind}", Place((), "callback", default=kind).entry({})
    st.session_state[key] = index is not None
    st.toggle(
        esc(kind),
        key=key,
        help=about(known) if known else None,
        on_change=_switch,
        args=(kind,),
    )
    if index is not None:
        with st.container(border=True):
            params_form(Place(("callbacks", index), "callback"))


def _switch(kind: str) -> None:
    on = st.session_state[f"callbacks.{kind}"]

    def change(document: dict[str, Any]) -> dict[str, Any]:
        kept = [each for each in document.get("callbacks", []) if _kind(each) != kind]
        return edits.put(document, ("callbacks",), [*kept, begun("callback", kind)] if on else kept)

    session.edit(change)


def training_chips() -> None:
    """Draws what differs from Keras' defaults in the folded part, as quiet badges."""
    places = [optimizer_place(), *loss_places(), *metric_places()]
    changed = [pair for place in places for pair in changed_params(place)]
    shown = [f"{name} {notation.written(_short(value))}" for name, value in changed]
    shown += [_kind(callback) for callback in session.document().get("callbacks", [])]
    if seed := session.document().get("seed", 0):
        shown.append(f"seed {seed}")
    if shown:
        st.markdown(" ".join(f":gray-badge[{esc(chip)}]" for chip in shown), width="content")


def _short(value: Any) -> Any:
    return value["kind"] if isinstance(value, dict) and "kind" in value else value


def _gloss(place: Place) -> str:
    entry = place.entry(session.document())
    return about(entry) if entry else ""


def _kind(component: Any) -> str:
    return component["kind"] if isinstance(component, dict) else str(component)


def _fitting() -> tuple[list[str], list[str]]:
    shapes = {name: node["output_shape"] for name, node in checking.answer().nodes.items()}
    return _fitting_for(json.dumps(session.document()), json.dumps(shapes))


@st.cache_data(max_entries=200, show_spinner=False)
def _fitting_for(document: str, shapes: str) -> tuple[list[str], list[str]]:
    experiment = parse(document)
    return fitting.fitting_losses(experiment), fitting.fitting_metrics(
        experiment, json.loads(shapes)
    )
