"""The arithmetic of one value in words and numbers, as the engine worked it out by hand."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from kt_core.explanations import Found
from kt_core.figures import maps as drawing
from kt_core.texts import text

RECURRENT = ("LSTM", "GRU", "RNN", "Bidirectional")
Said = Mapping[str, Any]


def arithmetic(found: Found, *, key: str) -> None:
    """Draws how the value comes about, step by step, and what Keras computed."""
    said = found.said
    if said["form"] == "none":
        st.caption(text(f"why.steps.{_group(said['kind'])}"))
        st.markdown(f"**{number(said['keras'])}**")
        return
    if "step" in said:
        st.caption(text("why.steps.at_time", step=said["step"]))
    if said["form"] == "patch":
        _patch(found, key)
    else:
        _form(said)
    if "terms" in said:
        _terms(said)
    if "bias" in said:
        _bias(said)
    if "activation" in said:
        _activation(said)
    words = {"value": number(said["value"]), "keras": number(said["keras"])}
    st.markdown(text("why.steps.result", **words))


def number(value: float) -> str:
    """Six significant digits, with a true minus sign."""
    return f"{value:.6g}".replace("-", "\u2212")


def _group(kind: str) -> str:
    if any(word in kind for word in RECURRENT):
        return "recurrent"
    return "attention" if "Attention" in kind else "other"


def _form(said: Said) -> None:
    """One line that says what is computed; numbers in it are those of this value."""
    form = said["form"]
    if form == "copied" and said["inputs"] > 1:
        form = "copied_of"
    if form == "standardized" and said["invert"]:
        form = "standardized_back"
    words = {key: _words(value) for key, value in said.items() if not isinstance(value, Mapping)}
    st.markdown(text(f"why.steps.forms.{form}", **words))
    if "most" in said:
        st.markdown(text("why.steps.forms.most", **words))


def _words(value: Any) -> str:
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value if not isinstance(each, Mapping))
    return str(value)


def _patch(found: Found, key: str) -> None:
    """Patch, kernel and products as matrices; of one input channel where there are several."""
    said, channels = found.said, found.said["channels"]
    places = " × ".join(f"{each[0]}…{each[-1]}" for each in said["places"])
    st.markdown(text("why.steps.patch_about", places=places, padded=said["padded"]))
    at = 0
    if found.arrays["patch"].ndim > 2 and len(channels) > 1:
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
                drawing.numbers_figure(_matrix(found.arrays[name], at)),
                key=f"{key}.{name}",
                config={"displayModeBar": False},
                alt=text(f"why.steps.{name}"),
            )
    words = {"count": said["count"], "total": number(said["total"])}
    st.markdown(text("why.steps.patch_sum", **words))


def _matrix(values: np.ndarray, channel: int) -> np.ndarray:
    """(steps, channels) as it is; (rows, columns, channels) and more: one channel of it."""
    if values.ndim == 2:
        return values
    plane = values[..., channel]
    return plane if plane.ndim == 2 else plane.reshape(plane.shape[0], -1)


def _terms(said: Said) -> None:
    rows = [
        {
            text("why.steps.terms.at"): _words(one["at"]),
            **{
                text(f"why.steps.terms.{name}"): one[name]
                for name in ("x", "weight", "product")
                if name in one
            },
        }
        for one in said["terms"]
    ]
    table = pd.DataFrame(rows)
    shown = {name: st.column_config.NumberColumn(format="%.6g") for name in table.columns[1:]}
    st.dataframe(table, hide_index=True, column_config=shown)
    if said["others"] and said["form"] == "dot":
        st.markdown(text("why.steps.rest", others=said["others"], rest=number(said["rest"])))


def _bias(said: Said) -> None:
    if said["bias"] is None:
        st.markdown(text("why.steps.no_bias"))
    else:
        before = said["total"] + said["bias"]
        words = {"bias": number(said["bias"]), "before": number(before)}
        st.markdown(text("why.steps.bias", **words))


def _activation(said: Said) -> None:
    if "powers" not in said:
        names = ("before", "value")
        words = {name: number(said[name]) for name in names}
        st.markdown(text("why.steps.activation", activation=said["activation"], **words))
        return
    names = ("before", "highest", "power", "powers")
    words = {name: number(said[name]) for name in names}
    st.markdown(text("why.steps.softmax", units=said["units"], **words))
