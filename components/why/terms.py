"""Numbers and the terms of a sum, as every kind of arithmetic shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from kt_core.texts import text

Said = Mapping[str, Any]


def number(value: float) -> str:
    """Six significant digits, with a true minus sign."""
    return f"{value:.6g}".replace("-", "\u2212")


def in_formula(value: float) -> str:
    """Four significant digits for TeX, as one of several: what is negative in brackets."""
    return f"({alone(value)})" if value < 0 else alone(value)


def alone(value: float) -> str:
    """Four significant digits for TeX."""
    shown = f"{value:.4g}"
    if "e" in shown:
        digits, power = shown.split("e")
        shown = f"{digits} \\cdot 10^{{{int(power)}}}"
    return shown


def in_text(name: str) -> str:
    """The name of a function for TeX's text."""
    return name.replace("_", "\\_")


def words(value: Any) -> str:
    """A value of an answer, as text."""
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return ", ".join(words(each) for each in value if not isinstance(each, Mapping))
    return str(value)


def terms(said: Said, titles: Mapping[str, str]) -> None:
    """Draws the largest terms as a table, and what the others sum up to.

    `titles`: which part of a term stands in which column, in order.
    """
    rows = [
        {title: one[part] for part, title in titles.items() if part in one} for one in said["terms"]
    ]
    table = pd.DataFrame(rows)
    plain = {title for part, title in titles.items() if part in ("at", "from")}
    for title in plain & set(table.columns):
        table[title] = [words(each) for each in table[title]]
    numbers = {
        name: st.column_config.NumberColumn(format="%.6g")
        for name in table.columns
        if name not in plain
    }
    st.dataframe(table, hide_index=True, column_config=numbers)
    if said["others"] and any("product" in one for one in said["terms"]):
        st.markdown(text("why.steps.rest", others=said["others"], rest=number(said["rest"])))


def columns(names: Sequence[str], area: str) -> dict[str, str]:
    """Titles of the parts of a term from one section of the texts."""
    return {name: text(f"{area}.{name}") for name in names}


def bias(said: Said) -> None:
    """Draws what the bias makes of the sum."""
    if said["bias"] is None:
        st.markdown(text("why.steps.no_bias"))
    else:
        before = said["total"] + said["bias"]
        given = {"bias": number(said["bias"]), "before": number(before)}
        st.markdown(text("why.steps.bias", **given))
