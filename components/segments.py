"""A choice between a few things side by side, readable in both themes."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st


def segments(
    label: str, options: Sequence[Any], *, key: str, words: Callable[[Any], str], **more: Any
) -> Any:
    """Draws `st.segmented_control`, of which one is always chosen; `words` are Markdown.

    Streamlit writes the chosen one in the accent colour, which has to be dark enough for white
    text on buttons and so is too dark on a dark page: it gets the theme's own text colour for that.
    """
    chosen = st.session_state.get(key, more.get("default"))
    return st.segmented_control(
        label,
        options,
        key=key,
        format_func=lambda one: f":blue[{words(one)}]" if one == chosen else words(one),
        required=True,
        **more,
    )
