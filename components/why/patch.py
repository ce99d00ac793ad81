"""A convolution's patch, kernel and products as small matrices."""

from collections.abc import Mapping

import numpy as np
import streamlit as st

from components.why.terms import Said, number
from kt_core.figures import maps as drawing
from kt_core.texts import text


def draw(said: Said, arrays: Mapping[str, np.ndarray], key: str) -> None:
    """Patch, kernel and products as matrices; of one input channel where there are several."""
    channels = said["channels"]
    places = " × ".join(f"{each[0]}…{each[-1]}" for each in said["places"])
    st.markdown(text("why.steps.patch_about", places=places, padded=said["padded"]))
    at = 0
    if arrays["patch"].ndim > 2 and len(channels) > 1:
        at = st.selectbox(
            text("why.steps.patch_channel"),
            range(len(channels)),
            format_func=lambda place: str(channels[place]),
            key=f"{key}.patch",
            width=160,
        )
    names = ("patch", "kernel", "products")
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column:
            st.caption(text(f"why.steps.{name}"))
            st.plotly_chart(
                drawing.numbers_figure(_matrix(arrays[name], at)),
                key=f"{key}.{name}",
                config={"displayModeBar": False},
                alt=text(f"why.steps.{name}"),
            )
    given = {"count": said["count"], "total": number(said["total"])}
    st.markdown(text("why.steps.patch_sum", **given))


def _matrix(values: np.ndarray, channel: int) -> np.ndarray:
    """(steps, channels) as it is; (rows, columns, channels) and more: one channel of it."""
    if values.ndim == 2:
        return values
    plane = values[..., channel]
    return plane if plane.ndim == 2 else plane.reshape(plane.shape[0], -1)
