"""The buttons that start, hold, end and continue a training."""

import streamlit as st

from components import checking, session
from components.fold_form import fold_form
from components.group_controls import group_controls
from kt_core import client
from kt_core.runs import LIVE, Run
from kt_core.texts import text

MORE = 5  # epochs offered to go on for
BESIDE = {"stop": "go_on"}
"""Buttons that stand beside another, before and after it is pressed: no double click hits both."""


def run_controls() -> None:
    """Draws the buttons that fit the state of the experiment's run."""
    group, run = session.group(), session.run()
    if group and group_controls(group):
        return
    if run and run.state in LIVE:
        _while_it_runs(run)
        return
    resumes = run is not None and run.state != "finished" and not run.nothing_kept
    hopeless = run is not None and _would_fail_again(run)
    _train(first=hopeless or not resumes, anew=resumes)
    fold_form(hindrance())
    if group:
        return
    if run and run.state == "finished":
        _further(run)
    elif run and resumes:
        kind = "secondary" if hopeless else "primary"
        _button("resume", _resume, run.id, icon=":material/resume:", type=kind)


def _would_fail_again(run: Run) -> bool:
    """Whether what ended it lies in the run itself: a place in its document, or its size. Data
    that are gone can come back."""
    why = run.why or {}
    where = list(why.get("where") or ["data"])
    code = str(why.get("code", ""))
    of_itself = code.startswith("memory_") or code == "checkpoint_of_another_model"
    return run.state == "failed" and (of_itself or where[0] != "data")


def _while_it_runs(run: Run) -> None:
    """Train keeps its place, so that no second click meets another button there."""
    st.button(
        text("training.train"),
        key="train",
        icon=":material/play_arrow:",
        help=text("training.under_way"),
        disabled=True,
    )
    if run.state == "queued":
        _button("cancel", _stop, run.id, texts="queue", icon=":material/close:")
        return
    if run.wish == "pause":
        _button("go_on", _resume, run.id, icon=":material/play_arrow:", type="primary")
    else:
        _button("pause", _pause, run.id, icon=":material/pause:", disabled=run.wish == "stop")
    _button("stop", _stop, run.id, icon=":material/stop:", disabled=run.wish == "stop")


def _train(*, first: bool, anew: bool) -> None:
    """`first`: it is the obvious next step; `anew`: what is there could go on instead."""
    reason = hindrance()
    st.button(
        text("training.train_anew" if anew else "training.train"),
        key="train",
        type="primary" if first else "secondary",
        icon=":material/play_arrow:",
        on_click=session.press_to_begin,
        args=(_start,),
        disabled=reason is not None,
    )
    if reason:
        st.caption(reason, width="content")


def _further(run: Run) -> None:
    """A finished run goes on for more epochs, as if it had been planned so."""
    with st.popover(text("training.further"), icon=":material/more_time:"):
        st.caption(text("training.further_help"))
        more = st.number_input(
            text("training.further_epochs"), 1, 10_000, MORE, key=f"further.{run.id}"
        )
        total = run.epochs_done + int(more)
        words = text("training.further_go", more=int(more), total=total)
        go_on = {"on_click": session.press_to_begin, "args": (_resume, run.id, total)}
        st.button(words, key="further.go", type="primary", **go_on)


def hindrance() -> str | None:
    """Why training can't start, as a sentence, or None."""
    answer = checking.answer()
    if answer.problems is None:
        return text(f"app.bar.engine_{answer.state}")
    if errors := answer.errors():
        return text(
            "training.blocked_once" if len(errors) == 1 else "training.blocked", n=len(errors)
        )
    parts = ("data", "loss", "optimizer", "fit")
    missing = [part for part in parts if session.document().get(part) is None]
    return text("training.missing", parts=missing) if missing else None


def _button(name: str, do: object, run: str, *, texts: str = "training", **options: object) -> None:
    label, about = text(f"{texts}.{name}"), text(f"{texts}.{name}_help")
    press = {"on_click": session.press_to_end, "kwargs": {"beside": BESIDE.get(name)}}
    if do is _resume:
        press = {"on_click": session.press_to_begin, "kwargs": {"name": name}}
    st.button(label, key=name, help=about, args=(do, run), **press, **options)


def _start() -> None:
    """Queues a run of the document as it is, unless one is under way; the engine takes it."""
    if (run := session.run()) and run.state in LIVE:
        return
    owner, draft = session.person(), session.draft_id()
    run = session.store().create_run(session.document(), draft=draft, owner=owner)
    client.submit(run)
    session.watch(run)


def _resume(run: str, epochs: int | None = None) -> None:
    session.store().resume(run, epochs=epochs)
    client.submit(run)
    session.watch(run)


def _pause(run: str) -> None:
    session.store().wish(run, "pause")


def _stop(run: str) -> None:
    session.store().wish(run, "stop")
