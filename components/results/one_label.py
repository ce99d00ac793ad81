"""One of several labels looked at by itself: a view of two classes, with it and without."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from components.results.shown import Shown
from kt_core.figures.label_tables import labels_over_epochs_figure
from kt_core.layer_maps import LayerMap
from kt_core.looking_back import Moment
from kt_core.several import f1_of_labels, one_of
from kt_core.texts import text

LINES = 12


def one_label(shown: Shown, *, key: str) -> tuple[Shown, int]:
    """Draws the choice of a label; the same run as if it told apart those with and without it,
    and the label's place."""
    names = shown.facts.labels
    at = st.selectbox(
        text("labels.which"),
        range(len(names)),
        format_func=lambda place: names[place],
        key=f"{key}.label",
        width=220,
    )
    two = (text("labels.without", name=names[at]), names[at])
    facts = replace(shown.facts, task="classification", classes=two, labels=())
    return replace(shown, facts=facts, result={**shown.result, "task": facts.task}), at


def label_map(found: LayerMap, at: int) -> LayerMap:
    """The map with what is true and answered of one label."""
    true, predicted, confidence = one_of(found.labels, found.predicted, at)
    return replace(found, labels=true, predicted=predicted, confidence=confidence)


def label_moment(found: Moment, at: int) -> Moment:
    """The moment with what is true and answered of one label."""
    true, predicted, confidence = one_of(found.true, found.predicted, at)
    return replace(found, true=true, predicted=predicted, confidence=confidence)


def labels_through_epochs(shown: Shown, found: Sequence[Moment], *, key: str) -> None:
    """Draws F1 of each label after each epoch, of the first labels where there are many."""
    st.subheader(text("labels.epochs.title"), anchor=False)
    f1 = [f1_of_labels(each.true, each.predicted)[:LINES] for each in found]
    st.plotly_chart(
        labels_over_epochs_figure(
            [each.epoch + 1 for each in found], f1, shown.facts.labels[:LINES]
        ),
        key=f"{key}.labels",
        config={"displayModeBar": False},
        alt=text("labels.epochs.alt"),
    )
