"""The list of layers as part of the document: its rows, and what each action changes."""

from collections.abc import Callable
from typing import Any

from components import checking, session
from components.layer_picker import open_picker
from components.network_list import network_list
from kt_core import edits, graph
from kt_core.texts import text


def network_editor() -> None:
    """Draws the list of layers; its buttons and keys edit the document."""
    nodes, answer, path = session.network()["network"], checking.answer(), session.level()
    built, found = answer.inside(path), _severities(answer, path)
    rows = [
        _row(node, nodes[at - 1] if at else None)
        | _facts(built.get(node["name"], {}), found.get(node["name"], []))
        for at, node in enumerate(nodes)
    ]
    network_list(
        rows, selected=session.selected(), key="layers", now=session.open_network, on_action=_act
    )


def _severities(answer: checking.Answer, path: edits.Path) -> dict[str, list[str]]:
    """How serious the problems of each node are, those inside it included, by name."""
    network = (*edits.inside(path), "network")
    found: dict[str, list[str]] = {}
    for problem in answer.at(*network):
        for name in problem.where[len(network) :][:1]:
            found.setdefault(str(name), []).append(problem.severity)
    return found


def _facts(built: dict[str, Any], severities: list[str]) -> dict[str, Any]:
    return {
        "shape": built.get("output_shape"),
        "params": built.get("params"),
        "errors": severities.count("error"),
        "warnings": severities.count("warning"),
    }


def _row(node: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "name": node["name"],
        "title": node["name"],
        "kind": node.get("kind") or text("network.shared", name=node.get("shares", "")),
        "enabled": node.get("enabled", True),
        "reads": _reads(node, before),
    }


def _reads(node: dict[str, Any], before: dict[str, Any] | None) -> list[str]:
    """Names of what the node reads, none when it is just the one above."""
    if node.get("inputs") in ([], {}):
        return [text("network.reads_no_layer")]
    refs = node.get("inputs") or []
    groups = refs.values() if isinstance(refs, dict) else [refs]
    flat = [ref for group in groups for ref in (group if isinstance(group, list) else [group])]
    read = [ref["node"] if isinstance(ref, dict) else ref for ref in flat]
    return [] if before and read == [before["name"]] else list(dict.fromkeys(read))


def _act(action: str, values: dict[str, Any]) -> None:
    ACTIONS[action](**values)


def _add_after(name: str | None = None) -> None:
    session.select(name)
    open_picker()


def _move(name: str, by: int) -> None:
    def change(document: dict[str, Any]) -> dict[str, Any]:
        to = edits.names(document).index(name) + by
        return graph.move_node(document, name, to)

    session.select(name)
    session.edit_network(change)


def _move_to(name: str, before: str | None = None) -> None:
    def change(network: dict[str, Any]) -> dict[str, Any]:
        others = [other for other in edits.names(network) if other != name]
        to = len(others) if before is None else others.index(before)
        return graph.move_node(network, name, to)

    session.select(name)
    session.edit_network(change)


def _duplicate(name: str) -> None:
    copy = ""

    def change(document: dict[str, Any]) -> dict[str, Any]:
        nonlocal copy
        changed, copy = graph.add_copy(document, name)
        return changed

    if session.edit_network(change):
        session.select(copy)


def _toggle(name: str) -> None:
    enabled = session.value((*session.node_where(name), "enabled"), True)
    session.edit_network(lambda document: edits.enable_node(document, name, not enabled))


def _remove(name: str) -> None:
    names = edits.names(session.network())
    at = names.index(name)
    if session.edit_network(lambda document: graph.remove_node(document, name)):
        session.select((names[at + 1 :] or names[:at][-1:] or [None])[0])


ACTIONS: dict[str, Callable[..., None]] = {
    "select": session.select,
    "up": lambda name: _move(name, -1),
    "down": lambda name: _move(name, 1),
    "move": _move_to,
    "duplicate": _duplicate,
    "toggle": _toggle,
    "remove": _remove,
    "add_after": _add_after,
}
