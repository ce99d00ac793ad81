"""What the person decides about a trial: what a file can't tell, and how pictures fit in."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.picture_choice import Given
from components.problem_list import sentences
from components.segments import segments
from kt_core.class_names import CLASSES_BYTES, class_names
from kt_core.images import FRAMES, OF_COLOURS, ORDERS, SCALINGS
from kt_core.problems import ProblemError
from kt_core.texts import text
from kt_core.trial import Trial, guessed_scaling

FRAME, FRAMED_FOR = "predict.frame", "predict.framed_for"
SWITCHES = ("invert", "contrast")
WIDTH = 420  # pixels of a field
MEGABYTE = 1_000_000
CORRECTIONS: dict[str, tuple[str, Any]] = {
    "looks_inverted": ("invert", None),
    "looks_flat": ("contrast", True),
    "little_ink": ("frame", "centre"),
    "other_aspect": ("frame", "crop"),
}
"""Note about a picture -> which choice mends it, and its value (None: the other one)."""


def told(tried: Trial) -> tuple[dict[str, Any], dict[str, Any]]:
    """Draws the questions that only a person can answer: what the engine must be told of the model
    (`scaling`, `classes`), and how it is to be read (`output`, `order`)."""
    known: dict[str, Any] = {}
    reading: dict[str, Any] = {}
    names = tried.output_names
    if len(names) > 1:
        reading["output"] = st.selectbox(
            text("predict.output"), names, key="predict.output", width=WIDTH
        )
    if tried.model.get("run") or tried.preparation is not None:
        return known, reading
    if tried.target:
        known["scaling"] = _scaling(tried)
        if tried.target.channels == 3:
            reading["order"] = _order(known["scaling"])
    count = tried.output_sizes.get(reading.get("output", ""), tried.outputs)
    if tried.classes is None and count:
        known["classes"] = _classes(max(count, 2))
    return known, reading


def _order(scaling: str) -> str:
    usual = "bgr" if scaling == "caffe" else "rgb"
    return segments(
        text("predict.order"),
        ORDERS,
        words=lambda order: text(f"predict.orders.{order}"),
        default=usual,
        help=text("predict.order_help"),
        key=f"predict.order.{usual}",
    )


def choices(given: Given) -> dict[str, Any]:
    """Draws how pictures are brought into the model's frame; returns the choice."""
    if st.session_state.get(FRAMED_FOR) != given.frame:
        st.session_state[FRAMED_FOR] = st.session_state[FRAME] = given.frame
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        frame = segments(
            text("predict.frame"),
            FRAMES,
            words=lambda frame: text(f"predict.frames.{frame}"),
            help=text("predict.frame_help"),
            key=FRAME,
        )
        switched = {
            name: st.toggle(
                text(f"predict.{name}"), key=f"predict.{name}", help=text(f"predict.{name}_help")
            )
            for name in SWITCHES
        }
    return {"frame": frame, **switched}


def corrections(notes: Sequence[str]) -> None:
    """Draws the warnings about a picture that differs from the training data, with the button
    that helps where there is one."""
    for note in notes:
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"predict.unlike.{note}"
        ):
            st.markdown(
                f":orange[:material/contrast:] {text(f'predict.unlike.{note}')}", width="stretch"
            )
            if note in CORRECTIONS:
                words = text(f"predict.mend.{note}")
                st.button(words, key=f"predict.mend.{note}", on_click=_mend, args=(note,))


def _mend(note: str) -> None:
    what, value = CORRECTIONS[note]
    key = f"predict.{what}"
    st.session_state[key] = not st.session_state.get(key, False) if value is None else value


def _scaling(tried: Trial) -> str:
    coloured = tried.target is not None and tried.target.channels == 3
    offered = [name for name in SCALINGS if coloured or name not in OF_COLOURS]
    usual = guessed_scaling(tried.document)
    return st.selectbox(
        text("predict.scaling"),
        offered,
        index=offered.index(usual),
        format_func=lambda scaling: text(f"predict.scalings.{scaling}"),
        help=text("predict.scaling_help"),
        key=f"predict.scaling.{tried.model['path']}",
        width=WIDTH,
    )


def _classes(count: int) -> list[str] | None:
    """The names of the classes, typed, pasted or from a file; None while there are none."""
    with st.expander(text("predict.classes", count=count)):
        typed = st.text_area(
            text("predict.classes_typed"),
            placeholder=text("predict.classes_example"),
            max_chars=CLASSES_BYTES // 10,
            key="predict.classes",
        )
        file = st.file_uploader(
            text("predict.classes_file"),
            type=["json", "txt"],
            key="predict.classes_file",
            max_upload_size=CLASSES_BYTES // MEGABYTE,
        )
        try:
            found = class_names(file.getvalue() if file else typed or "")
        except ProblemError as error:
            sentences(error.problems, key="predict.classes_refused", with_place=False)
            return None
        if found and len(found) != count:
            st.caption(text("predict.classes_count", found=len(found), count=count))
            return None
    return found
