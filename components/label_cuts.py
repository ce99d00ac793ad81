"""From which probability on a label is given to something of one's own: as chosen where the results
of the run were looked at, or one threshold for all."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components.contact_sheet import percent
from components.escape import esc
from components.segments import segments
from kt_core.drawn_surfaces import learning_outputs
from kt_core.experiment import parse
from kt_core.label_answers import Cuts, cuts_at
from kt_core.several import USUAL
from kt_core.texts import text
from kt_core.trial import Trial

WAYS = ("kept", "all")
STEP = 0.01
WIDTH = 420  # pixels
SHOWN = 12  # labels whose thresholds are told


def kept_key(run: str, output: int) -> str:
    """Under which the results page keeps the threshold of each label for the person's session."""
    return f"labels.thresholds.{run}.{output}"


def label_cuts(tried: Trial, model: Mapping[str, Any]) -> Cuts | None:
    """Draws the choice; the threshold of each label, None for a model of single classes or values.

    `model` is what the engine says of the model with its answers.
    """
    names = model["labels"]
    if names is None:
        return None
    kept = _kept(tried, model["output"], len(names))
    way = WAYS[1]
    if kept:
        way = segments(
            text("predict.labels.ways"),
            WAYS,
            words=lambda one: text(f"predict.labels.{one}"),
            default=WAYS[0],
            key="predict.labels.way",
            label_visibility="collapsed",
        )
    if kept and way == "kept":
        cuts = cuts_at(names, kept)
        _told(cuts)
        return cuts
    return cuts_at(names, _slider())


def _kept(tried: Trial, output: str, count: int) -> Sequence[float] | None:
    """What was chosen on the results page, where it is another threshold than the usual one."""
    if "run" not in tried.model:
        return None
    names = learning_outputs(parse(dict(tried.document)))
    if output not in names:
        return None
    kept = st.session_state.get(kept_key(tried.model["run"], names.index(output)))
    return kept if kept and len(kept) == count and set(kept) != {USUAL} else None


def _told(cuts: Cuts) -> None:
    told = [
        text("predict.labels.kept_one", name=esc(name, longest=40), percent=percent(cut))
        for name, cut in list(cuts.items())[:SHOWN]
    ]
    more = text("predict.and_more", count=len(cuts) - SHOWN) if len(cuts) > SHOWN else ""
    st.caption(text("predict.labels.kept_about", thresholds=", ".join(told) + more))


def _slider() -> float:
    return st.slider(
        text("predict.labels.slider"),
        0.0,
        1.0,
        USUAL,
        step=STEP,
        key="predict.labels.cut",
        help=text("predict.labels.slider_help"),
        width=WIDTH,
    )
