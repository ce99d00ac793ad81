"""The graph as part of the document: what is drawn, and what each action changes."""

from collections.abc import Callable, Mapping
from typing import Any

from components import checking, session
from components.graph_view import graph_view
from components.layer_picker import open_picker
from kt_core import edits, graph
from kt_core.graph.outputs import outputs_of

Values = dict[str, Any]


def graph_editor() -> None:
    """Draws the open network as a graph; what is done there edits the document."""
    answer, level = checking.answer(), session.level()
    nodes = session.network()["network"]
    drawn = graph.drawing(
        session.network(),
        built=answer.inside(level),
        problems={node["name"]: _counts(node["name"]) for node in nodes},
    )
    graph_view(
        drawn,
        selected=session.selected(),
        now=session.open_network,
        key="graph",
        on_action=_act,
    )


def _counts(name: str) -> tuple[int, int]:
    problems = checking.answer().at(*session.node_where(name))
    found = [problem.severity for problem in problems]
    return found.count("error"), found.count("warning")


def _act(action: str, values: Values) -> None:
    ACTIONS[action](**values)


def _open(name: str) -> None:
    if "network" in edits.get(session.network(), ("network", name), {}):
        session.open_level((*session.level(), name))


def _add(name: str | None = None) -> None:
    if name:
        session.select(name)
    open_picker()


def _insert(target: str, slot: str, source: str | None = None) -> None:
    if now := _slot_now(target, slot, source=source):
        open_picker({"target": target, "slot": now})


def _slot_now(target: str, slot: str, *, source: str | None) -> str | None:
    """Where `target` reads `source` now: an action just before may have closed a gap."""
    edges = graph.drawing(session.network(), built={}, problems={})["edges"]
    slots = [e["slot"] for e in edges if e["target"] == target and source in (None, e["source"])]
    return slot if slot in slots else next(iter(slots), None)


def _branch(name: str) -> None:
    session.select(name)
    open_picker({"after": name})


def _connect(source: str, target: str, **how: Any) -> None:
    _edit(lambda network: graph.connect(network, source, target, **how), show=target)


def _disconnect(target: str, slot: str, source: str | None = None) -> None:
    if now := _slot_now(target, slot, source=source):
        _edit(lambda network: graph.disconnect(network, target, now), show=target)


def _skip(names: list[str]) -> None:
    ends = sorted(names, key=edits.names(session.network()).index)
    built = checking.answer().inside(session.level())
    shapes = {name: node.get("output_shape") for name, node in built.items()}
    _edit_new(lambda network: graph.residual(network, ends[0], ends[-1], shapes=shapes))


def _join(names: list[str], kind: str) -> None:
    _edit_new(lambda network: graph.join(network, names, kind))


def _output(name: str) -> None:
    wanted = name not in outputs_of(session.network())
    _edit(lambda network: graph.set_output(network, name, wanted), show=name)


def _duplicate(name: str) -> None:
    _edit_new(lambda network: graph.add_copy(network, name))


def _toggle(name: str) -> None:
    enabled = session.value((*session.node_where(name), "enabled"), True)
    _edit(lambda network: edits.enable_node(network, name, not enabled), show=name)


def _remove(names: list[str]) -> None:
    before = edits.names(session.network())
    left = [name for name in before if name not in names]
    above = [name for name in before[: before.index(names[0])] if name in left]

    def change(network: Values) -> Values:
        for name in names:
            network = graph.remove_node(network, name)
        return network

    _edit(change, show=next(iter([*above[-1:], *left]), None))


def _move(places: Mapping[str, tuple[int, int]]) -> None:
    def change(network: Values) -> Values:
        there = set(edits.names(network))
        return graph.arrange(network, {name: at for name, at in places.items() if name in there})

    session.edit_network(change)


def _tidy() -> None:
    session.edit_network(graph.tidy)


def _edit(change: Callable[[Values], Values], *, show: str | None) -> None:
    """Makes the change and opens the form of the node called `show`."""
    if session.edit_network(change):
        session.select(show)


def _edit_new(change: Callable[[Values], tuple[Values, str]]) -> None:
    """Makes a change that brings a new node, and opens that node's form."""
    new = ""

    def changed(network: Values) -> Values:
        nonlocal new
        network, new = change(network)
        return network

    if session.edit_network(changed):
        session.select(new)


ACTIONS: dict[str, Callable[..., None]] = {
    "select": session.select,
    "open": _open,
    "add": _add,
    "insert": _insert,
    "branch": _branch,
    "connect": _connect,
    "disconnect": _disconnect,
    "skip": _skip,
    "join": _join,
    "output": _output,
    "duplicate": _duplicate,
    "toggle": _toggle,
    "remove": _remove,
    "move": _move,
    "tidy": _tidy,
}
