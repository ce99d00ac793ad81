"""How the network came to its answers: what it said after each epoch whose weights were kept."""

from typing import Any

import streamlit as st

from components import session
from components.results.asked_back import looked_back
from components.results.inside_through_time import inside
from components.results.moment import moment
from components.results.one_label import label_moment, labels_through_epochs, one_label
from components.results.part_choice import part_choice, parts_of
from components.results.shown import Shown
from components.results.through_epochs import THROUGH
from kt_core import looking_back, snapshots, whole_moments
from kt_core.runs import folder
from kt_core.texts import text
from kt_core.whole_moments import WholeMoment

STEP = 1.0
"""Seconds from one epoch to the next while they are played."""


def fits(shown: Shown) -> bool:
    """Whether answers of this task can be compared epoch by epoch."""
    return shown.task in THROUGH or shown.task == "multi_label"


def draw(shown: Shown) -> None:
    """Draws the slider over the epochs with what belongs to one, then what runs through all."""
    if not snapshots.files(folder(shown.run.id)):
        _nothing()
        return
    key = f"time.{shown.key}"
    part = part_choice(parts_of(shown), key=key)
    about = st.empty()
    if not looked_back(shown, part):
        return
    found = _moments(shown, part)
    if not found:
        about.caption(text("through_time.gone"))
        return
    about.caption(_about(shown, found[0], part))
    if shown.facts.labels and shown.task == "multi_label":
        labels_through_epochs(shown, found, key=f"{key}.{part}")
        shown, at = one_label(shown, key=key)
        found, key = [label_moment(each, at) for each in found], f"{key}.{at}"
    playing = bool(st.session_state.get(f"{key}.playing")) and len(found) > 1
    st.fragment(_through, run_every=STEP if playing else None)(shown, found, part, key)
    THROUGH[shown.task](shown, found, key=f"{key}.{part}")


def _moments(shown: Shown, part: str) -> list[Any]:
    whole = shown.task in ("pixels", "input")
    read = whole_moments.moments if whole else looking_back.moments
    return read(shown.run.id, part=part, output=shown.output)


def _about(shown: Shown, first: Any, part: str) -> str:
    """Which examples are asked, and what is missing of them and of the epochs."""
    said = [text(f"through_time.part_about.{part}", n=f"{len(first.rows):,}")]
    if isinstance(first, WholeMoment) and len(first.rows) < first.of:
        said.append(text("through_time.drawn", of=f"{first.of:,}"))
    if isinstance(first, WholeMoment) and len(first.kept) < len(first.rows):
        said.append(text("through_time.kept", n=f"{len(first.kept):,}"))
    if lost := snapshots.damaged(folder(shown.run.id)):
        epochs = ", ".join(str(epoch + 1) for epoch in lost)
        said.append(text("through_time.damaged", epochs=epochs))
    return " ".join(said)


def _nothing() -> None:
    st.caption(text("through_time.nothing"))
    if st.button(text("through_time.to_training"), key="time.to_training"):
        session.go("training")


def _through(shown: Shown, found: list[Any], part: str, key: str) -> None:
    """Draws what belongs to the epoch that the slider stands on."""
    place = _slider(found, key) if len(found) > 1 else 0
    if len(found) == 1:
        st.caption(text("through_time.one"))
    moment(shown, found, place, part=part, key=key)
    inside(shown, found, place, part=part, key=key)


def _slider(found: list[Any], key: str) -> int:
    """Draws the slider and the button that plays; the place of the chosen moment."""
    name, last = f"{key}.epoch", len(found) - 1
    place = min(st.session_state.get(name, last), last)
    if playing := bool(st.session_state.get(f"{key}.playing")):
        place = _played(place, last, key)
    st.session_state[name] = place
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _play_button(playing=playing, at_end=place == last, key=key)
        return st.select_slider(
            text("through_time.epoch"),
            range(len(found)),
            key=name,
            format_func=lambda at: str(found[at].epoch + 1),
            on_change=lambda: st.session_state.update({f"{key}.playing": False}),
        )


def _played(place: int, last: int, key: str) -> int:
    """The next moment; at the last one playing ends."""
    if st.session_state.pop(f"{key}.begins", False):
        return 0
    if place >= last:
        st.session_state[f"{key}.playing"] = False
        st.rerun()
    return place + 1


def _play_button(*, playing: bool, at_end: bool, key: str) -> None:
    words = "stop" if playing else "play"
    icon = ":material/pause:" if playing else ":material/play_arrow:"
    if st.button(text(f"through_time.{words}"), icon=icon, key=f"{key}.play"):
        st.session_state[f"{key}.playing"] = not playing
        st.session_state[f"{key}.begins"] = at_end and not playing
        st.rerun()
