"""The network as a graph in the browser: layers and connections, and what a person does there."""

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from components.browser import component
from kt_core.texts import section, shape_text

ACTIONS: dict[str, tuple[str, ...]] = {
    "select": ("name",),
    "open": ("name",),
    "add": ("name",),
    "insert": ("target", "slot"),
    "branch": ("name",),
    "connect": ("source", "target", "output", "argument", "joined"),
    "disconnect": ("target", "slot"),
    "skip": ("names",),
    "join": ("names", "kind"),
    "output": ("name",),
    "duplicate": ("name",),
    "toggle": ("name",),
    "remove": ("names",),
    "move": ("places",),
    "tidy": (),
}
"""What the browser can tell, and with what."""

Action = Callable[[str, dict[str, Any]], None]

_mount = component("graph_view", height=560)


def graph_view(
    drawn: Mapping[str, Any],
    *,
    selected: str | None,
    network: str,
    key: str,
    on_action: Action,
) -> None:
    """Draws `kt_core.graph.drawing(...)`; calls `on_action(action, values)` for what is done.

    `network` names the network shown: what part of it was seen is kept apart for each. Zoom and
    place survive every rerun. `on_action` is called before the script runs again, with the
    values that `ACTIONS` lists and that name nodes of this drawing.
    """
    labels = section("graph_view")
    data = {
        "nodes": [_node(node) for node in drawn["nodes"]],
        "edges": [_edge(edge) for edge in drawn["edges"]],
        "layout": drawn["layout"],
        "selected": selected,
        "key": network,
        "labels": labels,
        "missing": labels["missing"],
    }
    names = {node["name"] for node in drawn["nodes"]}
    _mount(key=key, data=data, on_action_change=lambda: _told(key, names, on_action))


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    shapes = [shape_text(shape) for shape in node["shapes"]]
    return {**node, "title": node["name"], "shapes": shapes, "shape": ", ".join(shapes)}


def _edge(edge: Mapping[str, Any]) -> dict[str, Any]:
    shape = None if edge["shape"] is None else shape_text(edge["shape"])
    return {**edge, "id": f"{edge['target']}\n{edge['slot']}", "shape": shape}


def _told(key: str, names: set[str], on_action: Action) -> None:
    """Passes on what came from the browser, if it can have come from this drawing."""
    told = st.session_state[key].get("action") or {}
    action = told.get("action")
    if action not in ACTIONS:
        return
    values = {name: told[name] for name in ACTIONS[action] if told.get(name) is not None}
    if _named(values) <= names:
        on_action(action, values)


def _named(values: Mapping[str, Any]) -> set[str]:
    """The names of nodes among the values."""
    single = {values[key] for key in ("name", "source", "target") if key in values}
    return single | set(values.get("names", ())) | set(values.get("places", ()))
