"""Layers from inside: their values for an example, what they have learned, what drives a unit."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components.escape import esc
from components.why.asked import Asked
from components.why.driving import driven
from kt_core.explanations import Found
from kt_core.figures import maps as drawing
from kt_core.texts import shape_text, text

PER_PAGE = 32
BARS = 512
SIDE = 200  # rows and columns of a heat map


def draw(asked: Asked, about: Found) -> None:
    """Draws the choice of a layer, and what is inside."""
    layers = {one["path"]: one for one in about.said["layers"]}
    path = st.selectbox(
        text("why.layers.layer"),
        list(layers),
        index=_first_of_interest(about),
        format_func=lambda name: f"{name}: {layers[name]['kind']}, {_shape(layers[name]['shape'])}",
        key=f"{asked.key}.layer",
    )
    found = asked.answer("layer", layer=path)
    if found is None:
        return
    said = found.said
    words = {"kind": said["kind"], "shape": _shape(said["shape"]), "params": f"{said['params']:,}"}
    st.caption(text("why.layers.shape", **words))
    st.subheader(text("why.layers.values"), anchor=False)
    key = f"{asked.key}.{path}"
    if list(found.arrays["values"].shape) != said["of"]:
        st.caption(text("why.layers.some", of=_shape(said["of"])))
    _values(found.arrays["values"], key)
    if "over_time" in found.arrays:
        st.caption(text("why.layers.over_time"))
        _values(found.arrays["over_time"], f"{key}.time")
    st.subheader(text("why.layers.weights"), anchor=False)
    _weights(found, key)
    driven(asked, about, path)


def _first_of_interest(about: Found) -> int:
    """The first layer that is a convolution or has something to learn."""
    layers = about.said["layers"]
    return next((at for at, one in enumerate(layers) if one["conv"] or one["params"]), 0)


def _shape(shape: list[int]) -> str:
    return shape_text(shape) or "1"


def _values(values: np.ndarray, key: str) -> None:
    """One value a unit as bars, steps of time as a heat map, channels as pictures."""
    if values.ndim == 4:
        values = np.moveaxis(values, 0, -2).reshape(*values.shape[1:3], -1)
    if values.ndim == 3:
        _tiles(values, key)
    elif values.ndim == 2:
        _heat(values, key, text("why.layers.time_axis"), text("why.layers.unit_axis"))
    else:
        _bars(np.ravel(values), key)


def _tiles(values: np.ndarray, key: str) -> None:
    signed = bool((values < 0).any())
    most = drawing.extent(values)
    page = _page(values.shape[-1], key)
    channels = range(page * PER_PAGE, min((page + 1) * PER_PAGE, values.shape[-1]))
    pictures = [drawing.tile(values[..., at], most, signed=signed) for at in channels]
    low, high = (f"{each:.3g}" for each in ((-most if signed else 0.0), most))
    dark, bright = ("blue", "orange") if signed else ("black", "white")
    ends = {"dark": text(f"why.layers.{dark}"), "bright": text(f"why.layers.{bright}")}
    st.caption(text("why.layers.scale", low=low, high=high, **ends))
    _sheet(pictures, [str(at) for at in channels])


def _sheet(pictures: list[bytes], captions: list[str]) -> None:
    with st.container(horizontal=True, gap="small"):
        for picture, words in zip(pictures, captions, strict=True):
            st.image(
                picture,
                caption=words,
                output_format="PNG",
                alt=text("why.layers.channel", number=words),
            )


def _page(count: int, key: str) -> int:
    pages = -(-count // PER_PAGE)
    if pages <= 1:
        return 0
    return st.pagination(pages, max_visible_pages=5, key=f"{key}.page") - 1


def _heat(values: np.ndarray, key: str, down: str, across: str) -> None:
    figure = drawing.heat_figure(values[:SIDE, :SIDE], down=down, across=across)
    st.plotly_chart(figure, key=f"{key}.heat", config={"displayModeBar": False})


def _bars(values: np.ndarray, key: str) -> None:
    figure = drawing.units_figure(values[:BARS], title=text("why.layers.unit_axis"))
    st.plotly_chart(figure, key=f"{key}.bars", config={"displayModeBar": False})


def _weights(found: Found, key: str) -> None:
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
            format_func=lambda at: f"{known[at]['name']}, {_shape(known[at]['shape'])}",
            key=f"{key}.weight",
            width=320,
        )
    array, key = found.arrays[f"weight_{number}"], f"{key}.weight.{number}"
    if array.ndim >= 3:
        _filters(array, key)
    elif array.ndim == 2:
        _heat(array, key, text("why.layers.row_axis"), text("why.layers.column_axis"))
    elif array.size > 1:
        _bars(array, key)
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
                esc(text("why.layers.input_channel")),
                min_value=0,
                max_value=channels - 1,
                key=f"{key}.channel",
                width=200,
            )
        kernel = kernel[:, :, at]
    most = drawing.extent(kernel)
    st.caption(text("why.layers.kernel", high=f"{most:.3g}"))
    page = _page(kernel.shape[-1], key)
    filters = range(page * PER_PAGE, min((page + 1) * PER_PAGE, kernel.shape[-1]))
    pictures = [drawing.tile(kernel[..., at], most, signed=True) for at in filters]
    _sheet(pictures, [str(at) for at in filters])
