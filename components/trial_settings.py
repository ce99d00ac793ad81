"""What the person decides about a trial: what a file can't tell, and how pictures fit in."""

from typing import Any

import streamlit as st

from components.picture_choice import Given
from components.segments import segments
from kt_core.images import FRAMES
from kt_core.texts import text
from kt_core.trial import Trial, guessed_scaling

SCALINGS = ("unit", "signed", "none")
CLASSES_LENGTH = 20_000
INVERT = "predict.invert"


def known(tried: Trial) -> dict[str, Any]:
    """Draws the questions that only a person can answer; returns what the engine must be told."""
    found: dict[str, Any] = {}
    if tried.model.get("run"):
        return found
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        if tried.preparation is None and tried.takes == "image":
            found["scaling"] = _scaling(tried)
        if tried.classes is None and tried.outputs and tried.preparation is None:
            found["classes"] = _classes(max(tried.outputs, 2))
    return found


def choices(given: Given) -> dict[str, Any]:
    """Draws how pictures are brought into the model's frame; returns the choice."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        frame = segments(
            text("predict.frame"),
            FRAMES,
            words=lambda frame: text(f"predict.frames.{frame}"),
            default=given.frame,
            help=text("predict.frame_help"),
            key=f"predict.frame.{given.frame}",
        )
        invert = st.toggle(text("predict.invert"), key=INVERT, help=text("predict.invert_help"))
    return {"frame": frame, "invert": invert}


def invert_hint() -> None:
    """Draws the warning about a picture that looks like a negative, with the button that helps."""
    with st.container(horizontal=True, vertical_alignment="center", key="predict.negative"):
        st.markdown(
            f":orange[:material/contrast:] {text('predict.looks_inverted')}", width="stretch"
        )
        st.button(text("predict.invert_now"), key="predict.invert_now", on_click=_turn)


def _turn() -> None:
    st.session_state[INVERT] = not st.session_state.get(INVERT, False)


def _scaling(tried: Trial) -> str:
    return segments(
        text("predict.scaling"),
        SCALINGS,
        words=lambda scaling: text(f"predict.scalings.{scaling}"),
        default=guessed_scaling(tried.document),
        help=text("predict.scaling_help"),
        key=f"predict.scaling.{tried.model['path']}",
    )


def _classes(count: int) -> list[str] | None:
    typed = st.text_input(
        text("predict.classes", count=count),
        placeholder=text("predict.classes_example"),
        max_chars=CLASSES_LENGTH,
        key="predict.classes",
        width=420,
    )
    names = [name.strip() for name in (typed or "").split(",")]
    return names if any(names) else None
