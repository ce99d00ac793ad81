"""Numbers of a layer as pictures, heat maps or bars, whatever their shape asks for."""

import numpy as np
import streamlit as st

from kt_core.figures import maps as drawing
from kt_core.texts import text

PER_PAGE = 32
BARS = 512
SIDE = 200  # rows and columns of a heat map


def values(given: np.ndarray, key: str) -> None:
    """Draws one value a unit as bars, steps of time as a heat map, channels as pictures."""
    if given.ndim == 4:
        given = np.moveaxis(given, 0, -2).reshape(*given.shape[1:3], -1)
    if given.ndim == 3:
        _tiles(given, key)
    elif given.ndim == 2:
        heat(given, key, text("why.layers.time_axis"), text("why.layers.unit_axis"))
    else:
        bars(np.ravel(given), key)


def _tiles(values: np.ndarray, key: str) -> None:
    signed = bool((values < 0).any())
    most = drawing.extent(values)
    channels = paged(values.shape[-1], key)
    pictures = [drawing.tile(values[..., at], most, signed=signed) for at in channels]
    low, high = (f"{each:.3g}" for each in ((-most if signed else 0.0), most))
    dark, bright = ("blue", "orange") if signed else ("black", "white")
    ends = {"dark": text(f"why.layers.{dark}"), "bright": text(f"why.layers.{bright}")}
    st.caption(text("why.layers.scale", low=low, high=high, **ends))
    sheet(pictures, [str(at) for at in channels])


def sheet(pictures: list[bytes], captions: list[str]) -> None:
    """Draws small pictures side by side with a word below each."""
    with st.container(horizontal=True, gap="small"):
        for picture, words in zip(pictures, captions, strict=True):
            st.image(
                picture,
                caption=words,
                output_format="PNG",
                alt=text("why.layers.channel", number=words),
            )


def paged(count: int, key: str) -> range:
    """Draws the choice of a page where there are several, and says what is on it."""
    pages, page = -(-count // PER_PAGE), 0
    if pages > 1:
        page = st.pagination(pages, max_visible_pages=5, key=f"{key}.page") - 1
    return range(page * PER_PAGE, min((page + 1) * PER_PAGE, count))


def heat(values: np.ndarray, key: str, down: str, across: str) -> None:
    """Draws a matrix, its first rows and columns where it is large."""
    figure = drawing.heat_figure(values[:SIDE, :SIDE], down=down, across=across)
    st.plotly_chart(figure, key=f"{key}.heat", config={"displayModeBar": False})


def bars(values: np.ndarray, key: str) -> None:
    """Draws one bar a unit, the first ones where there are many."""
    figure = drawing.units_figure(values[:BARS], title=text("why.layers.unit_axis"))
    st.plotly_chart(figure, key=f"{key}.bars", config={"displayModeBar": False})
