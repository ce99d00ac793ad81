"""The list of layers in the browser: one row each, buttons and keys for what can be done to it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from components.browser import component
from kt_core.texts import section, shape_text

ACTIONS = ("select", "up", "down", "duplicate", "toggle", "remove", "add_after")
Action = Callable[[str, str | None], None]
Move = Callable[[str, int], None]

_mount = component("network_list", height=400)


def network_list(
    rows: Sequence[Mapping[str, Any]],
    *,
    selected: str | None,
    key: str,
    on_action: Action,
    on_move: Move,
    with_add: bool = True,
) -> None:
    """Draws the rows in place and calls `on_action(action, name)` for what a person does, and
    `on_move(name, to)` when a row is dropped where the row with the index `to` is.

    A row holds `name`, `title`, `kind`, `shape` (text, a shape with its batch axis, or None),
    `params`, and if they differ from nothing `errors`, `warnings` (counts), `enabled`, `level`
    (depth of nesting) and `reads` (titles, when it does not read the row above). `name` is None
    for `add_after` in an empty list; `with_add=False` leaves that button to the page.
    Both are called before the script runs again.
    """
    labels = section("network_list")
    data = {
        "rows": [{**row, "shape": _shape(row.get("shape"))} for row in rows],
        "selected": selected,
        "with_add": with_add,
        "labels": labels,
        "missing": labels["missing"],
    }
    names = {row["name"] for row in rows}
    _mount(key=key, data=data, on_action_change=lambda: _told(key, names, on_action, on_move))


def _told(key: str, names: set[str], on_action: Action, on_move: Move) -> None:
    """Passes on what came from the browser, if it can have come from this list."""
    told = st.session_state[key].get("action") or {}
    action, name, to = told.get("action"), told.get("name"), told.get("to")
    if action == "move" and name in names and type(to) is int and 0 <= to < len(names):
        on_move(name, to)
    elif action in ACTIONS and (name in names or (name is None and action == "add_after")):
        on_action(action, name)


def _shape(shape: Any) -> str | None:
    if shape is None or isinstance(shape, str):
        return shape
    if any(isinstance(part, (list, tuple)) for part in shape):
        return ", ".join(shape_text(part[1:]) for part in shape)
    return shape_text(shape[1:])
