"""What the network is to reach: loss and metrics, for all outputs alike or for each its own."""

import json
from collections.abc import Callable

import streamlit as st

from components import checking, session
from components.entry_help import about
from components.escape import esc
from components.fields import key_of
from components.kind_select import FILTER, first_of, kind_select, titles
from kt_core import fitting, goals
from kt_core.catalog import Family, entries
from kt_core.experiment import parse
from kt_core.graph.outputs import outputs_of
from kt_core.places import Place
from kt_core.problems import Where
from kt_core.texts import text

LOSS_WIDTH, NULLABLE, METRICS_WIDTH = 240, 275, 272  # pixels; a choice of none has a cross


def common_goals() -> None:
    """Draws loss and metrics for all outputs alike; nothing when each output has its own."""
    if goals.is_divided(session.document()):
        return
    _loss(Place(("loss",), "loss"), label="loss")
    _metrics(("metrics",), label="metrics")


def output_goals() -> None:
    """Draws loss and metrics of each output, and the switch between common and own ones."""
    document = session.document()
    if goals.is_divided(document):
        for name in goals.outputs(document):
            with st.container(horizontal=True, vertical_alignment="top"):
                place = Place(("loss", name), "loss")
                _loss(place, label=f"{esc(name, longest=30)} · loss", nullable=True)
                _metrics(("metrics", name), label=f"{esc(name, longest=30)} · metrics")
        _switch("goals.join", goals.joined)
    elif len(outputs_of(document)) > 1:
        _switch("goals.divide", goals.divided)


def _switch(name: str, change: Callable[[goals.Document], goals.Document]) -> None:
    st.button(
        text(f"training.{name}"),
        key=name,
        icon=":material/call_split:" if name == "goals.divide" else ":material/call_merge:",
        help=text(f"training.{name}_help"),
        on_click=session.edit,
        args=(change,),
    )


def _loss(place: Place, *, label: str, nullable: bool = False) -> None:
    entry = place.entry(session.document())
    kind_select(
        place,
        label=label,
        help=about(entry) if entry else text("training.loss_help"),
        kinds=_offered("loss"),
        nullable=nullable,
        width=NULLABLE if nullable else LOSS_WIDTH,
    )


def _metrics(where: Where, *, label: str) -> None:
    key, names = key_of(where), goals.metric_kinds(session.document(), where)
    st.session_state[key] = names
    st.multiselect(
        label,
        list(dict.fromkeys([*names, *_offered("metric")])),
        key=key,
        format_func=titles("metric", chosen=names, width=METRICS_WIDTH),
        filter_mode=FILTER,
        select_all=False,
        help=text("training.metrics_help"),
        placeholder=text("training.no_metrics"),
        on_change=lambda: session.edit(
            lambda now: goals.with_metrics(now, where, st.session_state[key])
        ),
        wrap=True,
        width=METRICS_WIDTH,
    )


def _offered(family: Family) -> list[str]:
    """All kinds; a first course's that fit the labels come first, then others that fit."""
    losses, metrics = _fitting()
    fit = losses if family == "loss" else metrics
    fitting = [entry for entry in entries(family) if entry.is_own or entry.kind in fit]
    ranked = sorted(fitting, key=lambda entry: entry.level == "expert")
    return first_of([entry.kind for entry in ranked], family)


def _fitting() -> tuple[list[str], list[str]]:
    shapes = {name: node["output_shape"] for name, node in checking.answer().nodes.items()}
    return _fitting_for(json.dumps(session.document()), json.dumps(shapes))


@st.cache_data(max_entries=200, show_spinner=False)
def _fitting_for(document: str, shapes: str) -> tuple[list[str], list[str]]:
    experiment = parse(document)
    known = json.loads(shapes)
    return fitting.fitting_losses(experiment), fitting.fitting_metrics(experiment, known)
