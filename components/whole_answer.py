"""What a model answers that is as large as the example: classes of pixels, or the example again."""

import base64
import io
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from PIL import Image

from components.contact_sheet import percent
from components.escape import esc
from kt_core.data.pictures import swatch
from kt_core.texts import text

SIDE = 224  # pixels of a picture
Line = Mapping[str, Any]


def drawn(line: Line) -> None:
    """Draws what the model gets beside its answer, and how much there is of each class."""
    st.header(in_short(line), anchor=False)
    if "pixels" in line:
        _beside(line, line["pixels"]["picture"], text("predict.whole.pixels"))
        _classes(line["pixels"]["classes"])
        return
    given = line["given_back"]
    if "picture" in given:
        _beside(line, given["picture"], text("predict.whole.given_back"))
        st.caption(text("predict.whole.given_about"))
    else:
        names = {key: text(f"predict.whole.columns.{key}") for key in ("column", "given", "value")}
        st.dataframe(pd.DataFrame(given["values"]), hide_index=True, column_config=names)


def in_short(line: Line) -> str:
    """The answer in a few words."""
    if "given_back" in line:
        return text("predict.whole.error", value=f"{line['given_back']['mse']:.3g}")
    found = [one for one in line["pixels"]["classes"] if one["number"]]
    if not found:
        return text("predict.whole.nothing")
    ink = sum(one["share"] for one in found)
    share = percent(found[0]["share"] / ink)
    return text("predict.whole.most", name=esc(found[0]["class"]), percent=share)


def enlarged(encoded: str, side: int) -> Image.Image:
    """A PNG (base64) with pixels that stay visible, at most about `side` pixels large."""
    picture = Image.open(io.BytesIO(base64.b64decode(encoded)), formats=("PNG",))
    zoom = max(1, side // max(picture.size))
    size = (picture.width * zoom, picture.height * zoom)
    return picture.resize(size, Image.Resampling.NEAREST)


def _beside(line: Line, answer: str, words: str) -> None:
    """Draws the last step's picture and the answer's, at the same size."""
    seen = [step["picture"] for step in line["steps"] if "picture" in step][-1:]
    with st.container(horizontal=True, gap="small", key="predict.whole"):
        for picture in seen:
            given = text("predict.whole.given")
            st.image(enlarged(picture, SIDE), caption=given, alt=given)
        st.image(enlarged(answer, SIDE), caption=words, alt=words)


def _classes(found: list[Mapping[str, Any]]) -> None:
    for one in found:
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            st.image(swatch(one["number"]), width=18, alt="")
            st.markdown(
                text("predict.whole.share", name=esc(one["class"]), percent=percent(one["share"])),
                width="content",
            )
