"""What a layer has learned: filters and heads as pictures, matrices, lines."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.why.attention import choose
from components.why.pictures import bars, heat, paged, sheet
from kt_core.explanations import Found
from kt_core.figures import maps as drawing
from kt_core.texts import shape_text, text


def draw(found: Found, key: str) -> None:
    """Draws the chosen one of the layer's weights: filters as pictures, matrices, lines."""
    known: list[dict[str, Any]] = found.said["weights"]
    if not known:
        st.caption(text("why.layers.no_weights"))
        return
    number = 0
    if len(known) > 1:
        number = st.selectbox(
            text("why.layers.weight"),
            range(len(known)),
            format_func=lambda at: f"{known[at]['name']}, {shape_text(known[at]['shape']) or '1'}",
            key=f"{key}.weight",
            width=320,
        )
    array, key = found.arrays[f"weight_{number}"], f"{key}.weight.{number}"
    form = known[number]["form"]
    if form == "heads":
        array = array[choose(len(array), key)]
    if form == "pictures":
        st.caption(text("why.layers.as_picture"))
    if array.ndim >= 3:
        _filters(array, key)
    elif array.ndim == 2:
        heat(array, key, text("why.layers.row_axis"), text("why.layers.column_axis"))
    elif array.size > 1:
        bars(array, key)
    else:
        table = {text("why.layers.column"): [known[number]["name"]]}
        st.dataframe(
            pd.DataFrame({**table, text("why.layers.number"): np.ravel(array)}), hide_index=True
        )


def _filters(kernel: np.ndarray, key: str) -> None:
    """Filters (..., in, out) as pictures, of one input channel where they are planes."""
    if kernel.ndim == 5:
        kernel = kernel.reshape(-1, *kernel.shape[2:])
    if kernel.ndim == 4:
        channels, at = kernel.shape[2], 0
        if channels > 1:
            at = st.number_input(
                text("why.layers.input_channel"),
                min_value=0,
                max_value=channels - 1,
                key=f"{key}.channel",
                width=200,
            )
        kernel = kernel[:, :, at]
    most = drawing.extent(kernel)
    st.caption(text("why.layers.kernel", high=f"{most:.3g}"))
    filters = paged(kernel.shape[-1], key)
    pictures = [drawing.tile(kernel[..., at], most, signed=True) for at in filters]
    sheet(pictures, [str(at) for at in filters])
