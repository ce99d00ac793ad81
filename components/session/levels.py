"""Which network of the document is open, and which of its nodes."""

from typing import Any

from components.session.drafts import Change, document, draft_id, edit
from components.session.state import tab
from kt_core import edits
from kt_core.problems import Where


def level() -> edits.Path:
    """Which network is open: the names of the nodes that hold it, () for the whole one.

    As much of the level that was opened as still exists.
    """
    state = tab()
    while state.level:
        try:
            edits.holder(document(), state.level)
            break
        except KeyError:
            state.level = state.level[:-1]
    return state.level


def open_level(path: edits.Path) -> None:
    """Opens the network inside the nodes named by `path`."""
    tab().level = tuple(path)


def network() -> dict[str, Any]:
    """What holds the open network: the document, or the node with a network of its own."""
    return edits.holder(document(), level())


def open_network() -> tuple[str, list[str]]:
    """A text that is another one for each network of each draft, and its nodes' names."""
    return "/".join((draft_id(), *level())), edits.names(network())


def node_where(name: str) -> Where:
    """Where the node of the open network stands in the document."""
    return (*edits.inside(level()), "network", name)


def edit_network(change: Change) -> bool:
    """Like `edit`, for a change of what holds the open network."""
    path = level()
    return edit(lambda document: edits.within(document, path, change))


def selected() -> str | None:
    """The name of the open network's node whose form is open, if that node still exists."""
    names, nodes, path = edits.names(network()), tab().nodes, level()
    if nodes.get(path) not in names:
        nodes[path] = names[min(1, len(names) - 1)] if names else None
    return nodes[path]


def select(name: str | None) -> None:
    """Opens the form of that node of the open network."""
    tab().nodes[level()] = name


def show(where: Where) -> None:
    """Opens the network and the node's form that `where` leads to, if it leads into a network."""
    if where[:1] not in (("network",), ("outputs",)):
        return
    path = edits.nodes_on(where)
    inside = where[-1:] in (("network",), ("outputs",))
    open_level(path if inside else path[:-1])
    if path and not inside:
        select(path[-1])
