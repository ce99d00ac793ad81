"""Layers from inside: their values for an example, what they have learned, what drives a unit."""

import streamlit as st

from components.why import insides, pictures, weights
from components.why.asked import Asked
from components.why.driving import driven
from kt_core.explanations import Found
from kt_core.texts import shape_text, text


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
    pictures.values(found.arrays["values"], key)
    if "over_time" in found.arrays:
        st.caption(text("why.layers.over_time"))
        pictures.values(found.arrays["over_time"], f"{key}.time")
    insides.draw(found, key)
    st.subheader(text("why.layers.weights"), anchor=False)
    weights.draw(found, key)
    driven(asked, about, path)


def _first_of_interest(about: Found) -> int:
    """The first layer that is a convolution or has something to learn."""
    layers = about.said["layers"]
    return next((at for at, one in enumerate(layers) if one["conv"] or one["params"]), 0)


def _shape(shape: list[int]) -> str:
    return shape_text(shape) or "1"
