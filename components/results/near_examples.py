"""The training examples most like the one that is open, to see what the model could go by."""

import numpy as np
import pandas as pd
import streamlit as st

from components.escape import esc
from components.label_words import joined
from components.problem_list import sentences
from components.results.shown import Shown
from kt_core.data import x_test
from kt_core.data.pictures import enlarged, grey
from kt_core.nearest import Neighbour, nearest
from kt_core.problems import ProblemError
from kt_core.texts import text

SIDE, WIDTH = 84, 110  # pixels; a long name does not make a picture wider
LONGEST = 24


def near_examples(shown: Shown, row: int) -> None:
    """Draws the nearest rows that the model learned from, with class and distance."""
    st.markdown(f"**{text('gallery.near.title')}**", help=text("gallery.near.help"))
    try:
        with st.spinner(text("gallery.near.searching"), show_time=False):
            found = nearest(shown.run.document, row)
    except ProblemError as error:
        sentences(error.problems, key="gallery.near", with_place=False)
        return
    if shown.facts.modality == "image":
        _pictures(shown, found)
    else:
        _lines(shown, row, found)
    if found and found[0].distance == 0:
        st.caption(text("gallery.near.same"))


def _pictures(shown: Shown, found: tuple[Neighbour, ...]) -> None:
    facts = shown.facts
    with st.container(horizontal=True, gap="small", key="gallery.near"):
        for one in found:
            image = enlarged(grey(one.example, largest=facts.largest or 255), side=SIDE)
            name = esc(_label(shown, one), longest=LONGEST)
            words = text("gallery.near.one", name=name, distance=f"{one.distance:.3g}")
            alt = text("gallery.near.alt", name=_label(shown, one), row=one.row)
            st.image(image, caption=words, output_format="PNG", alt=alt, width=WIDTH)


def _lines(shown: Shown, row: int, found: tuple[Neighbour, ...]) -> None:
    """The example itself in the first line, its neighbours below."""
    facts = shown.facts
    rows = np.stack([x_test(facts.kind)[row], *(one.example for one in found)])
    table = pd.DataFrame(rows, columns=list(facts.columns))
    names = [text("gallery.near.itself"), *(_label(shown, one) for one in found)]
    table.insert(0, text("gallery.near.which"), names)
    table.insert(1, text("gallery.near.distance"), [None, *(one.distance for one in found)])
    figures = {name: st.column_config.NumberColumn(format="%.4g") for name in table.columns[1:]}
    st.dataframe(table, hide_index=True, column_config=figures, placeholder="")


def _label(shown: Shown, one: Neighbour) -> str:
    if shown.facts.classes:
        return shown.facts.classes[int(one.label)]
    if shown.facts.labels:
        return joined(shown.facts.labels, np.asarray(one.label) > 0)
    return f"{float(np.ravel(one.label)[0]):,.4g}"
