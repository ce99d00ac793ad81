"""The arithmetic of one value in words and numbers, as the engine worked it out by hand."""

from collections.abc import Callable, Mapping

import numpy as np
import streamlit as st

from components.why import attention, patch, recurrent
from components.why.terms import Said, alone, bias, in_formula, number, terms, words
from kt_core.explanations import Found
from kt_core.texts import text

PARTS = ("at", "x", "weight", "product")


def arithmetic(found: Found, *, key: str) -> None:
    """Draws how the value comes about, step by step, and what Keras computed."""
    said = found.said
    if said["form"] == "none":
        st.caption(text(f"why.steps.reasons.{said['reason']}"))
        if "keras" in said:
            st.markdown(f"**{number(said['keras'])}**")
        return
    _told(said, found.arrays, key)
    given = {"value": number(said["value"]), "keras": number(said["keras"])}
    st.markdown(text("why.steps.result", **given))


def _told(said: Said, arrays: Mapping[str, np.ndarray], key: str) -> None:
    if "step" in said:
        st.caption(text("why.steps.at_time", step=said["step"]))
    if "last_of" in said:
        st.caption(text("why.steps.last_of", count=said["last_of"], kind=said["last"]))
    drawn = DRAWN.get(said["form"])
    if drawn is not None:
        drawn(said, arrays, key)
    else:
        _form(said)
        if "terms" in said:
            terms(said, {name: text(f"why.steps.terms.{name}") for name in PARTS})
    if "bias" in said and said["form"] in BIASED:
        bias(said)
    if "cap" in said:
        given = {name: number(said[name]) for name in ("before", "cap")}
        st.markdown(text("why.steps.cap", **given))
    if "activation" in said:
        _activation(said)


def _form(said: Said) -> None:
    """One line that says what is computed; numbers in it are those of this value."""
    form = said["form"]
    if form == "copied" and said["inputs"] > 1:
        form = "copied_of"
    if form == "standardized" and said["invert"]:
        form = "standardized_back"
    if form == "normalized" and "group" in said:
        st.caption(text("why.steps.forms.group", first=said["group"][0], last=said["group"][1]))
    given = {key: words(value) for key, value in said.items() if not isinstance(value, Mapping)}
    st.markdown(text(f"why.steps.forms.{form}", **given))
    if "most" in said:
        st.markdown(text("why.steps.forms.most", **given))


def _both_ways(said: Said, arrays: Mapping[str, np.ndarray], key: str) -> None:
    """Bidirectional: each half that the value is made of, and how they are merged."""
    sign = " \\cdot " if said["merge"] == "mul" else " + "
    values = sign.join(in_formula(half["value"]) for half in said["halves"])
    value = alone(said["value"])
    st.markdown(text(f"inside.merge.{said['merge']}", values=values, value=value))
    for half in said["halves"]:
        st.subheader(text(f"inside.half.{half['half']}"), anchor=False)
        own = f"{half['half']}."
        part = {
            name.removeprefix(own): array for name, array in arrays.items() if name.startswith(own)
        }
        _told(half, part, f"{key}.{half['half']}")


def _activation(said: Said) -> None:
    if "powers" not in said:
        given = {name: number(said[name]) for name in ("before", "value")}
        st.markdown(text("why.steps.activation", activation=said["activation"], **given))
        return
    names = ("before", "highest", "power", "powers")
    given = {name: number(said[name]) for name in names}
    st.markdown(text("why.steps.softmax", units=said["units"], **given))


BIASED = ("dot", "patch")

DRAWN: Mapping[str, Callable[[Said, Mapping[str, np.ndarray], str], None]] = {
    "patch": patch.draw,
    "recurrent": recurrent.draw,
    "both_ways": _both_ways,
    "attention": attention.draw,
    "heads": attention.draw,
}
