"""A cross-validation as a person sees it: one chart of all folds, figures, what to do next."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components import session
from components.escape import esc
from components.fold_chart import fold_chart
from components.fold_words import fold_words, params_shown
from components.problem_list import sentences
from components.run_view import tables_of
from kt_core import client, cross_validation
from kt_core.cross_validation import Figure
from kt_core.goals import kind_of
from kt_core.problems import Problem
from kt_core.runs import LIVE, Group, Run
from kt_core.runs.tables import group_lines
from kt_core.texts import text

EVERY = 2.0  # seconds
FIGURES = "%.4g"


def group_view(group: Group) -> None:
    """Draws the chart of all folds, mean and spread, a table, each fold's own page, and the end."""
    runs = session.store().members(group.id)
    st.markdown(f"**{text('folds.title')}** :gray[{params_shown(group.params)}]")
    fold_chart(runs)
    if any(run.state in LIVE for run in runs):
        _live_figures(group.id)
    else:
        _figures(runs)
        _failures(runs)
    _notes(group)
    _folds(runs)
    store = session.store()
    tables_of(group.document, lambda what: group_lines(store, runs, what))
    if not any(run.state in LIVE for run in runs):
        _final(group, runs)


def way_back(run: Run) -> None:
    """Draws the way from a single fold back to all of them."""
    if run.group is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        back = {"icon": ":material/arrow_back:", "on_click": session.watch_group}
        st.button(text("folds.back"), key="folds.back", args=(run.group,), **back)
        st.caption(text("folds.one", fold=fold_words(run)), width="content")


@st.fragment(run_every=EVERY)
def _live_figures(group: str) -> None:
    """The page is drawn again when all folds have ended: its buttons are other ones then."""
    runs = session.store().members(group)
    if not any(run.state in LIVE for run in runs):
        st.rerun()
    _figures(runs)


def _figures(runs: Sequence[Run]) -> None:
    last = session.store().last_values(run.id for run in runs)
    values = [cross_validation.values(run, last.get(run.id)) for run in runs]
    figures = cross_validation.figures(values)
    done = sum(run.state == "finished" for run in runs)
    st.caption(text("folds.done", done=done, count=len(runs)))
    _cards([figure for figure in figures if figure.name.startswith("val_")])
    st.dataframe(
        _table(runs, figures),
        column_config={f.name: st.column_config.NumberColumn(format=FIGURES) for f in figures},
    )


def _cards(figures: Sequence[Figure]) -> None:
    known = [figure for figure in figures if figure.mean is not None]
    grid = st.grid(4, min_column_width=170, gap="small") if known else None
    for figure in known:
        assert grid is not None
        shown = {"mean": f"{figure.mean:.4g}", "deviation": f"{figure.deviation:.2g}"}
        value = text("folds.mean_and_spread", **shown)
        folds = sum(each is not None for each in figure.values)
        grid.metric(esc(figure.name), value, help=text("folds.card_help", n=folds), border=True)


def _table(runs: Sequence[Run], figures: Sequence[Figure]) -> pd.DataFrame:
    """A line for each fold, then mean and standard deviation."""
    names = [fold_words(run) for run in runs]
    waiting = _waiting(runs)
    words = [waiting.get(run.id) or text(f"training.states.{run.state}") for run in runs]
    epochs = [f"{run.epochs_done}/{run.epochs_planned or '?'}" for run in runs]
    columns = {text("folds.columns.state"): [*words, "", ""]}
    columns[text("folds.columns.epochs")] = [*epochs, "", ""]
    for figure in figures:
        columns[figure.name] = [*figure.values, figure.mean, figure.deviation]
    index = [*names, text("folds.columns.mean"), text("folds.columns.deviation")]
    return pd.DataFrame(columns, index=pd.Index(index, name=text("folds.columns.fold")))


def _waiting(runs: Sequence[Run]) -> dict[str, str]:
    """Where each fold that waits stands in the queue of everybody, in words."""
    if not any(run.state == "queued" for run in runs):
        return {}
    mine = {run.id for run in runs}
    return {
        place.run.id: text("folds.waits", position=place.position, waiting=place.waiting)
        for place in session.store().queue()
        if place.run.id in mine
    }


def _failures(runs: Sequence[Run]) -> None:
    """Why folds did not finish, each reason once."""
    reasons = {run.why["code"]: Problem.from_json(run.why) for run in runs if run.why}
    sentences(list(reasons.values()), key="folds.why", with_place=False)


def _notes(group: Group) -> None:
    """What the figures mean, and what they do not."""
    st.caption(text("folds.spread"))
    if group.params.get("repeats", 1) > 1:
        st.caption(text("folds.spread_repeats"))
    kinds = [kind_of(callback) for callback in group.document.get("callbacks", [])]
    if "EarlyStopping" in kinds:
        st.caption(text("folds.flattered"))


def _folds(runs: Sequence[Run]) -> None:
    """Each fold is a run like any other, with its own page."""
    names = {run.id: fold_words(run) for run in runs}
    st.pills(
        text("folds.open"),
        list(names),
        key="folds.open",
        format_func=lambda run: names[run],
        on_change=_open,
    )


def _open() -> None:
    if run := st.session_state["folds.open"]:
        session.watch(run)


def _final(group: Group, runs: Sequence[Run]) -> None:
    """The last step: the same experiment on all training rows."""
    found = cross_validation.final(dict(group.document), [])
    st.subheader(text("folds.final.title"), anchor=False)
    st.caption(text("folds.final.about"))
    if found.dropped:
        st.caption(text("folds.final.dropped", kinds=list(found.dropped)))
    if "EarlyStopping" in found.dropped:
        st.caption(text("folds.final.epochs"))
    finished = any(run.state == "finished" for run in runs)
    st.button(
        text("folds.final.button"),
        key="folds.final",
        icon=":material/model_training:",
        type="primary" if finished else "secondary",
        on_click=_train_final,
        args=(group.id,),
    )


def _train_final(group_id: str) -> None:
    store = session.store()
    group = store.group(group_id)
    assert group is not None
    runs = store.members(group_id)
    told = [run for run in runs if run.state == "finished"] or runs
    losses = [_losses(run.id) for run in told]
    document = cross_validation.final(dict(group.document), losses).document
    run = store.create_run(document, draft=group.draft, owner=session.person())
    client.submit(run)
    session.watch(run)


def _losses(run: str) -> list[float]:
    rows = session.store().epochs(run)
    return [row["values"]["val_loss"] for row in rows if "val_loss" in row["values"]]
