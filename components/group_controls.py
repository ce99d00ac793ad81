"""The buttons that hold, end and continue all folds of a cross-validation at once."""

import streamlit as st

from components import session
from kt_core import client
from kt_core.runs import ENDED, LIVE, Group
from kt_core.texts import text


def group_controls(group: Group) -> bool:
    """Draws the buttons that fit; True while the folds go on, so that nothing else is begun."""
    runs = session.store().members(group.id)
    live = [run for run in runs if run.state in LIVE]
    stopping = all(run.wish == "stop" for run in live)
    if any(run.wish == "pause" for run in live):
        _button("go_on", _resume, group, icon=":material/play_arrow:", type="primary")
    elif live:
        _button("pause", _pause, group, icon=":material/pause:", disabled=stopping)
    if live:
        _button("stop", _stop, group, icon=":material/stop:", disabled=stopping)
    elif any(run.state in ENDED and run.state != "finished" for run in runs):
        _button("resume", _resume, group, icon=":material/resume:", type="primary")
    return bool(live)


def _button(name: str, do: object, group: Group, **options: object) -> None:
    label, about = text(f"folds.{name}"), text(f"folds.{name}_help")
    press = session.press_to_begin if do is _resume else session.press_to_end
    arguments = (do, group.id)
    st.button(label, key=f"group.{name}", help=about, on_click=press, args=arguments, **options)


def _resume(group: str) -> None:
    for run in session.store().resume_group(group):
        client.submit(run)
    session.watch_group(group)


def _pause(group: str) -> None:
    session.store().wish_group(group, "pause")


def _stop(group: str) -> None:
    session.store().wish_group(group, "stop")
