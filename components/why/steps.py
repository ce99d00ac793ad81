"""The way through the network, layer by layer, and how one value of a layer comes about."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.escape import esc
from components.why.asked import Asked
from components.why.sums import arithmetic
from kt_core.explanations import Found
from kt_core.texts import shape_text, text

AXES = {1: ("unit",), 2: ("time", "unit"), 3: ("row", "column", "channel")}
LAYER = 60  # characters


def draw(asked: Asked, about: Found) -> None:
    """Draws all layers as a table, and the arithmetic of a value of the chosen one."""
    layers = about.said["layers"]
    st.caption(text("why.steps.about"))
    chosen = _table(asked, layers)
    layer = layers[chosen]
    st.subheader(text("why.steps.value_at", layer=esc(layer["path"], longest=LAYER)), anchor=False)
    first = asked.answer("value", layer=layer["path"], at=None)
    if first is None:
        return
    at = _place(asked, layer, first.said["at"])
    found = first
    if at != first.said["at"]:
        found = asked.answer("value", layer=layer["path"], at=at)
    if found is not None:
        arithmetic(found, key=f"{asked.key}.{layer['path']}")


def _table(asked: Asked, layers: Sequence[Mapping[str, Any]]) -> int:
    rows = [
        {
            text("why.steps.number"): number,
            text("why.steps.layer"): one["path"],
            text("why.steps.kind"): one["kind"],
            text("why.steps.in"): ", ".join(shape_text(shape) for shape in one["inputs"]),
            text("why.steps.out"): shape_text(one["shape"]),
            text("why.steps.params"): one["params"],
        }
        for number, one in enumerate(layers, start=1)
    ]
    last = len(layers) - 1
    chosen = st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key=f"{asked.key}.steps",
        on_select="rerun",
        selection_mode="single-row",
        selection_default={"selection": {"rows": [last]}},
    )
    picked = chosen["selection"]["rows"]
    return picked[0] if picked and picked[0] <= last else last


def _place(asked: Asked, layer: Mapping[str, Any], largest: list[int]) -> list[int]:
    """Draws the choice of one value of the layer's output; begins with the largest one.

    A recurrent layer that hands on its last state only has a step to choose as well.
    """
    shape, at = layer["shape"], []
    names = AXES.get(len(shape), ())
    if layer["steps"] is not None:
        shape, names = [layer["steps"], *shape], ("time", *(names or ("axis",) * len(shape)))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for number, size in enumerate(shape):
            label = f"why.steps.{names[number]}" if names else "why.steps.axis"
            at.append(
                int(
                    st.number_input(
                        text(label, number=number + 1),
                        min_value=0,
                        max_value=size - 1,
                        value=largest[number],
                        key=f"{asked.key}.{layer['path']}.at.{number}",
                        width=140,
                    )
                )
            )
    st.caption(text("why.steps.largest"))
    return at
