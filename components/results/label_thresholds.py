"""From which probability on a label is given: one threshold for all labels, or one for each."""

import streamlit as st

from components.label_cuts import kept_key
from components.results.shown import Shown
from components.segments import segments
from kt_core.several import USUAL
from kt_core.texts import text

WAYS = ("all", "each")
STEP = 0.01
WIDTH = 420  # pixels


def label_thresholds(shown: Shown) -> list[float]:
    """Draws the choice; the threshold of each label."""
    names, key = shown.facts.labels, kept_key(shown.run.id, shown.output)
    kept = st.session_state.setdefault(key, [USUAL] * len(names))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        way = segments(
            text("labels.thresholds.way"),
            WAYS,
            words=lambda one: text(f"labels.thresholds.{one}"),
            default=WAYS[0],
            key=f"{key}.way",
            label_visibility="collapsed",
        )
        if way == "all":
            kept = [_slider(f"{key}.all", kept[0])] * len(names)
        else:
            at = st.selectbox(
                text("labels.which"),
                range(len(names)),
                format_func=lambda place: names[place],
                key=f"{key}.which",
                width=220,
            )
            chosen = _slider(f"{key}.{at}", kept[at])
            kept = [*kept[:at], chosen, *kept[at + 1 :]]
    st.session_state[key] = kept
    return kept


def _slider(key: str, value: float) -> float:
    first = {} if key in st.session_state else {"value": value}
    return st.slider(
        text("labels.thresholds.slider"),
        0.0,
        1.0,
        step=STEP,
        **first,
        key=key,
        help=text("labels.thresholds.help"),
        width=WIDTH,
    )
