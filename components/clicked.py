"""What a browser says was clicked in a chart: the `customdata` of its first mark."""

from typing import Any

import streamlit as st


def clicked(key: str) -> tuple[Any, ...]:
    """The `customdata` of the mark that was clicked in the chart with that key, () for none.

    It comes from outside: whoever reads it checks kind and range.
    """
    held = st.session_state.get(key) or {}
    points = (held.get("selection") or {}).get("points", [])
    told = points[0].get("customdata") if points else None
    if told is None:
        return ()
    return tuple(told) if isinstance(told, (list, tuple)) else (told,)


def place_of(told: tuple[Any, ...], count: int) -> int | None:
    """The first of `told` as a place among `count`, or None where it is none."""
    first = told[0] if told else None
    inside = isinstance(first, int) and not isinstance(first, bool) and 0 <= first < count
    return first if inside else None
