"""The network as a graph in the browser: layers and connections, and what a person does there."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from components import told
from components.browser import component
from kt_core.texts import section, shape_text

ACTIONS: dict[str, tuple[str, ...]] = {
    "select": ("name",),
    "open": ("name",),
    "add": ("name?",),
    "insert": ("target", "slot", "source?"),
    "branch": ("name",),
    "connect": ("source", "target", "output?", "argument?", "joined?"),
    "disconnect": ("target", "slot", "source?"),
    "skip": ("names",),
    "join": ("names", "kind"),
    "output": ("name",),
    "duplicate": ("name",),
    "toggle": ("name",),
    "remove": ("names",),
    "move": ("places",),
    "tidy": (),
}
"""What the browser can tell, and with what; what may be missing has a question mark."""

_mount = component("graph_view", height=560)


def graph_view(
    drawn: Mapping[str, Any],
    *,
    selected: str | None,
    now: told.Now,
    key: str,
    on_action: told.Action,
) -> None:
    """Draws `kt_core.graph.drawing(...)`; calls `on_action(action, values)` for what is done.

    `now()` tells the network shown: what part of it was seen is kept apart for each. Zoom and
    place survive every rerun. `on_action` is called before the script runs again, once for each
    action and in order, with the values that `ACTIONS` lists, names being of `now()`.
    """
    labels = section("graph_view")
    data = {
        "nodes": [_node(node) for node in drawn["nodes"]],
        "edges": [_edge(edge) for edge in drawn["edges"]],
        "layout": drawn["layout"],
        "selected": selected,
        "network": now()[0],
        "answered": told.answered(key),
        "labels": labels,
        "missing": labels["missing"],
    }
    take_up = partial(told.take_up, key, ACTIONS, now=now, do=on_action)
    _mount(key=key, data=data, on_told_change=take_up)


def _node(node: Mapping[str, Any]) -> dict[str, Any]:
    shapes = [shape_text(shape) for shape in node["shapes"]]
    return {**node, "title": node["name"], "shapes": shapes, "shape": ", ".join(shapes)}


def _edge(edge: Mapping[str, Any]) -> dict[str, Any]:
    shape = None if edge["shape"] is None else shape_text(edge["shape"])
    return {**edge, "id": f"{edge['target']}\n{edge['slot']}", "shape": shape}
