"""What drives one unit: an input made for it, and the test examples it likes best."""

import numpy as np
import pandas as pd
import streamlit as st

from components.problem_list import sentences
from components.why.asked import Asked
from components.why.maps import columns_of
from kt_core.data import card, x_test
from kt_core.explanations import Found
from kt_core.figures import maps as drawing
from kt_core.problems import ProblemError
from kt_core.texts import text

SIDE = 96


def driven(asked: Asked, about: Found, path: str) -> None:
    """Draws, when it is asked for, what makes one unit of a layer as active as can be."""
    layer = next(one for one in about.said["layers"] if one["path"] == path)
    units = layer["shape"][-1] if layer["shape"] else 1
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        wanted = st.toggle(
            text("why.layers.drive"), key=f"{asked.key}.drive", help=text("why.layers.drive_help")
        )
        unit = 0
        if wanted and units > 1:
            unit = st.number_input(
                text("why.layers.unit"),
                min_value=0,
                max_value=units - 1,
                key=f"{asked.key}.{path}.unit",
                width=200,
            )
    if wanted:
        _made(asked, about, path, int(unit))
        if asked.kind:
            _favourites(asked, about, path, int(unit))


def _made(asked: Asked, about: Found, path: str, unit: int) -> None:
    found = asked.answer("unit", layer=path, unit=unit)
    if found is None:
        return
    st.subheader(text("why.layers.uphill"), anchor=False)
    numbers = {key: f"{found.said[key]:.4g}" for key in ("active", "here", "ground")}
    st.caption(text("why.layers.uphill_about", steps=found.said["steps"], **numbers))
    picture = found.arrays["picture"]
    if about.said["modality"] == "image":
        st.image(drawing.shown(picture), alt=text("why.layers.uphill"), output_format="PNG")
    else:
        _row(about, picture)


def _row(about: Found, values: np.ndarray) -> None:
    table = {
        text("why.layers.column"): columns_of(about, len(values)),
        text("why.layers.number"): values,
    }
    st.dataframe(pd.DataFrame(table), hide_index=True)


def _favourites(asked: Asked, about: Found, path: str, unit: int) -> None:
    found = asked.answer("favourites", layer=path)
    if found is None:
        return
    rows, means = found.arrays["rows"][unit], found.arrays["means"][unit]
    st.subheader(text("why.layers.favourites"), anchor=False)
    st.caption(text("why.layers.favourites_about", n=f"{found.said['examples']:,}"))
    try:
        examples = x_test(asked.kind)[rows]
    except ProblemError as error:  # the data set is not on this machine any more
        sentences(error.problems, key=f"{asked.key}.favourites", with_place=False)
        return
    if about.said["modality"] == "image":
        _examples(asked, examples, rows, means)
    else:
        table = pd.DataFrame(examples, columns=columns_of(about, examples.shape[1]))
        table.insert(0, text("why.layers.number"), means)
        st.dataframe(table, hide_index=True)


def _examples(asked: Asked, examples: np.ndarray, rows: np.ndarray, means: np.ndarray) -> None:
    largest = card(asked.kind).largest or 255
    with st.container(horizontal=True, gap="small"):
        for image, row, mean in zip(examples, rows, means, strict=True):
            pixels = np.clip(image.astype("float32") * (255 / largest), 0, 255).astype("uint8")
            words = text("why.layers.row", row=int(row), value=f"{mean:.4g}")
            st.image(drawing.shown(pixels, SIDE), caption=words, output_format="PNG")
