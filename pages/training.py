"""Choose how the model learns, train it, and watch it learn."""

import streamlit as st

from components import checking, session, shell
from components.problem_list import sentences
from components.run_choice import run_choice
from components.run_view import run_view
from components.training_form import training_chips, training_form
from kt_core import client
from kt_core.runs import LIVE
from kt_core.texts import text


def train() -> None:
    """Queues a run of the document as it is; the engine takes it."""
    run = session.store().create_run(session.document(), draft=session.draft_id())
    client.submit(run)
    session.watch(run)


def stop(run: str) -> None:
    """Asks the run to stop after the batch it is in."""
    session.store().wish(run, "stop")


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


shell.title("training")
training_form()
run = session.run()
with st.container(horizontal=True, vertical_alignment="center"):
    if run and run.state in LIVE:
        st.button(
            text("training.stop"),
            key="stop",
            icon=":material/stop:",
            help=text("training.stop_help"),
            on_click=stop,
            args=(run.id,),
            disabled=run.wish == "stop",
        )
    else:
        reason = hindrance()
        st.button(
            text("training.train"),
            key="train",
            type="primary",
            icon=":material/play_arrow:",
            on_click=train,
            disabled=reason is not None,
        )
        if reason:
            st.caption(reason, width="content")
    training_chips()
elsewhere = ("network", "outputs", "data")
blocking = [p for p in checking.answer().errors() if p.where[:1] and p.where[0] in elsewhere]
sentences(blocking, key="training.blocking")

if run_choice("training.run"):
    run_view(run)
else:
    st.caption(text("training.none"))
shell.next_step("results")
