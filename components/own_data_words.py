"""Columns with many different words: how many of the most frequent are kept, or none at all."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components.escape import esc
from kt_core.data.own.columns import MANY_WORDS
from kt_core.data.own.encoding import USUAL
from kt_core.texts import text
from kt_core.trial import Upload

NAMED = 12


def many_words(found: Mapping[str, Any]) -> dict[str, int]:
    """How many different words each such column has."""
    return {each["name"]: each["different"] for each in found["columns"] if each["kind"] == "many"}


def words_to_keep(held: Upload, many: Mapping[str, int], inputs: Sequence[str]) -> dict[str, Any]:
    """Draws a slider for each such column among the inputs, and says which are left out; `most` of
    the options, where there is something to say."""
    if left := [name for name in many if name not in inputs]:
        names = ", ".join(esc(name) for name in left[:NAMED])
        st.caption(text("own_data.many_left", names=names))
    chosen = {name: _slider(held, name, many[name]) for name in inputs if name in many}
    return {"most": chosen} if chosen else {}


def _slider(held: Upload, name: str, different: int) -> int:
    return st.slider(
        text("own_data.most", name=esc(name), different=f"{different:,}"),
        min_value=1,
        max_value=MANY_WORDS,
        value=USUAL,
        key=f"own.most.{held.file_id}.{name}",
        help=text("own_data.most_help"),
    )
