"""What an answer rests on: maps over a picture, or bars for the columns of a row."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from components.escape import code, esc
from components.why.asked import Asked
from kt_core.explanations import Found
from kt_core.figures import maps as drawing
from kt_core.texts import text

MAPS = ("occlusion", "gradcam", "integrated", "smooth")
ROWS = ("occlusion", "integrated")
SIGNED = ("occlusion", "integrated")
NAME = 60  # characters
BARS = 40
MINUS = "\u2212"


def names(about: Found) -> list[str]:
    """What each of the model's numbers stands for, as plain text."""
    said = about.said
    if not said["classes"]:
        return [text("why.output", number=number) for number in range(len(said["numbers"]))]
    first = [text("why.background")] if said["by_pixel"] else []
    return [*first, *said["classes"]]


def draw(asked: Asked, about: Found) -> None:
    """Draws which answer is explained, and everything that speaks for and against it."""
    if not about.said["explainable"]:
        st.caption(text("why.maps.gives_back"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        target = _target(asked, about)
        layer = _layer(asked, about)
    found = asked.answer("maps", target=target, layer=layer)
    if found is None:
        return
    name = esc(names(about)[target], longest=NAME)
    words = [text(f"why.maps.quantity.{found.said['quantity']}", name=name)]
    words += [text("why.maps.by_pixel", name=name)] if about.said["by_pixel"] else []
    st.caption(" ".join([*words, text("why.maps.colours")]))
    if about.said["modality"] == "image":
        _pictures(asked, about, found)
    else:
        _rows(asked, about, found)
    shown = {key: found.arrays[key] for key in MAPS if key in found.arrays}
    st.download_button(
        text("why.maps.download"),
        drawing.numbers_csv(shown),
        file_name=f"why-{asked.title}.csv",
        mime="text/csv",
        key=f"{asked.key}.csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _target(asked: Asked, about: Found) -> int:
    called, numbers = names(about), about.said["numbers"]
    best = int(np.argmax(numbers))
    if len(numbers) == 1:
        return 0
    return st.selectbox(
        text("why.maps.target"),
        range(len(numbers)),
        index=best,
        format_func=lambda at: f"{called[at][:NAME]} ({numbers[at]:.3g})",
        key=f"{asked.key}.target",
        width=320,
    )


def _layer(asked: Asked, about: Found) -> str | None:
    paths = [one["path"] for one in about.said["layers"] if one["conv"]]
    if not paths:
        return None
    return st.selectbox(
        text("why.maps.layer"),
        paths,
        index=len(paths) - 1,
        key=f"{asked.key}.conv",
        width=240,
    )


def _pictures(asked: Asked, about: Found, found: Found) -> None:
    picture = about.arrays["picture"]
    for column, name in zip(st.columns(len(MAPS), gap="medium"), MAPS, strict=True):
        with column:
            title = text(f"why.maps.{name}.title")
            st.subheader(title, anchor=False)
            if reason := found.said["missing"].get(name):
                st.caption(text(f"why.maps.missing.{reason}"))
                continue
            values = found.arrays[name]
            over = text("why.maps.over", title=title)
            st.image(drawing.overlay(picture, values), alt=over, output_format="PNG")
            st.plotly_chart(
                drawing.map_figure(values, signed=name in SIGNED),
                key=f"{asked.key}.map.{name}",
                config={"displayModeBar": False},
                alt=text("why.maps.alone", title=title),
            )
            _words("maps", name)
            if name == "integrated":
                _sum(found)
            if name == "gradcam":
                st.caption(code(found.said["conv"]))


def _words(area: str, name: str) -> None:
    for part in ("about", "can", "cannot"):
        st.caption(text(f"why.{area}.{name}.{part}"))


def _sum(found: Found) -> None:
    said = {key: found.said[key] for key in ("sum", "score", "ground_score")}
    difference = said["score"] - said["ground_score"]
    several = {**said, "difference": difference}
    numbers = {key: f"{value:.4g}".replace("-", MINUS) for key, value in several.items()}
    st.caption(text("why.maps.sum", **numbers))


def _rows(asked: Asked, about: Found, found: Found) -> None:
    columns = columns_of(about, len(found.arrays["occlusion"]))
    st.caption(text("why.columns.median" if found.said["median"] else "why.columns.no_median"))
    for place, name in zip(st.columns(len(ROWS), gap="large"), ROWS, strict=True):
        with place:
            st.subheader(text(f"why.columns.{name}.title"), anchor=False)
            if reason := found.said["missing"].get(name):
                st.caption(text(f"why.maps.missing.{reason}"))
                continue
            _bars(asked, columns, found.arrays[name], name)
            _words("columns", name)
            if name == "integrated":
                _sum(found)
    table = {
        text("why.columns.column"): columns,
        text("why.columns.here"): np.ravel(about.arrays["picture"]),
        **{
            text(f"why.columns.{name}.title"): found.arrays[name]
            for name in ROWS
            if name in found.arrays
        },
    }
    st.dataframe(pd.DataFrame(table), hide_index=True)


def _bars(asked: Asked, columns: Sequence[str], values: np.ndarray, name: str) -> None:
    """The columns with the largest shares, in the order of the table."""
    most = np.sort(np.argsort(-np.abs(values), kind="stable")[:BARS])
    figure = drawing.bars_figure(
        [columns[at] for at in most], values[most], title=text("why.columns.share")
    )
    st.plotly_chart(figure, key=f"{asked.key}.bars.{name}", config={"displayModeBar": False})


def columns_of(about: Found, count: int) -> list[str]:
    """Names of the columns of a row, numbered where nobody knows them."""
    known = about.said["columns"]
    return list(known) if len(known) == count else [str(number) for number in range(1, count + 1)]
