"""Starting weights: is the file there, and does what is said of nodes and layers exist?"""

from collections.abc import Iterable, Sequence

from kt_core import weights
from kt_core.experiment import Experiment, Weights
from kt_core.problems import Fix, Problem, ProblemError, nearest, pointer
from kt_core.starting import addresses

FORGET = Fix("forget_weights", ({"op": "remove", "path": "/weights"},))


def weights_problems(experiment: Experiment, nodes: Sequence[str]) -> Iterable[Problem]:
    """A file that is gone, and names of nodes or saved layers that do not exist.

    `nodes` are those that have weights, as `kt_core.starting.table` names them: what is said of
    others does no harm.
    """
    given = experiment.weights
    if given is None:
        return
    try:
        saved = weights.kept(given.file)
    except ProblemError as error:
        for found in error.problems:
            yield Problem(found.code, found.where, found.values, fix=FORGET)
        return
    yield from _renamed(given, _reach(layer.name for layer in saved), _reach(nodes))
    yield from _unknown_nodes(experiment, given)
    if not saved:
        yield Problem("weights_empty", ("weights", "file"), severity="warning", fix=FORGET)


def _renamed(given: Weights, names: set[str], nodes: set[str]) -> Iterable[Problem]:
    for node, layer in given.rename.items():
        if layer in names or node not in nodes:
            continue
        near = nearest(layer, names)
        values = {"node": node, "layer": layer, "nearest": near or "-"}
        fix = _take(pointer("weights", "rename", node), near)
        yield Problem("weights_no_layer", ("weights", "rename", node), values, fix=fix)


def _take(path: str, near: str | None) -> Fix:
    if near is None:
        return Fix("remove_rename", ({"op": "remove", "path": path},))
    patch = {"op": "replace", "path": path, "value": near}
    return Fix("use_value", (patch,), {"value": near})


def _unknown_nodes(experiment: Experiment, given: Weights) -> Iterable[Problem]:
    """Nodes that are gone: harmless, and perhaps a sign that something was renamed."""
    known = addresses(experiment)
    names, whole = set(known.shown.values()), [known.shown[one] for one in known.open]
    said: list[tuple[str, str, str | int]] = [("rename", node, node) for node in given.rename]
    said += [("skip", node, at) for at, node in enumerate(given.skip)]
    for key, node, place in said:
        if node in names or any(node.startswith(f"{one}/") for one in whole):
            continue
        patch = ({"op": "remove", "path": pointer("weights", key, place)},)
        fix = Fix("remove_name", patch, {"name": node})
        where = ("weights", key, place)
        yield Problem("weights_no_node", where, {"node": node}, severity="warning", fix=fix)


def _reach(names: Iterable[str]) -> set[str]:
    """The layers and the networks that hold them."""
    found: set[str] = set()
    for name in names:
        parts = name.split("/")
        found |= {"/".join(parts[:end]) for end in range(1, len(parts) + 1)}
    return found
