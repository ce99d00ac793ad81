"""Edits for going on from a trained model: take it over, freeze, give it a new head, start afresh.

Values in, a new document out, as in `edits`; `rows` are those of the check's `weights` table.
"""

import copy
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kt_core import catalog, edits
from kt_core.data import Card
from kt_core.edits import Document
from kt_core.problems import Problem, ProblemError
from kt_core.starting_edits import taking

ADDED = ("Activation", "Softmax")  # what may stand between the head and the output
OPTIONAL = ("loss", "optimizer", "metrics", "callbacks", "fit")
SCALINGS = ("none", "unit")
Row = Mapping[str, Any]


def taken_over(
    current: Document, begun: Document, *, preparation: Mapping[str, Any] | None, fits: bool
) -> Document:
    """The opened model as the experiment. `begun` is its document with `weights`.

    The current data set stays where it `fits` the model's input or the file names none, scaled as
    in the model's own training where that is known; what the file does not say about training
    stays too.
    """
    found = copy.deepcopy(dict(begun))
    if "data" in current and (fits or "data" not in found):
        found["data"] = copy.deepcopy(current["data"])
        scaling = (preparation or {}).get("scaling")
        if scaling in SCALINGS:
            found["data"]["scaling"] = scaling
    for key in OPTIONAL:
        if key in current and key not in found:
            found[key] = copy.deepcopy(current[key])
    return found


def forgotten(document: Document) -> Document:
    """The document with random weights at the beginning."""
    return edits.drop(document, ("weights",))


def frozen(document: Document, rows: Iterable[Row]) -> Document:
    """The document in which layers that begin with saved numbers keep them while training."""
    return _with_trainable(document, _whole(rows), False)


def thawed(document: Document) -> Document:
    """The document in which every layer learns."""
    nodes = document.get("network", [])
    return _with_trainable(document, [node["name"] for node in nodes], True)


def with_new_head(document: Document, card: Card, rows: Sequence[Row]) -> Document:
    """The document whose last Dense is a fresh one for the data set's classes, or its value; all
    else that begins with saved numbers is frozen.

    Raises ProblemError when the network does not end in one Dense layer.
    """
    _check_labels(document)
    changed, name = _with_free_head(document)
    node = edits.get(changed, ("network", name))
    node["params"] = _head_of(card)
    if "weights" in changed:
        changed = taking(changed, name, None)
    one_hot = (document.get("data") or {}).get("labels") == "one_hot"
    changed["loss"] = {"kind": _loss_of(card, one_hot=one_hot), "params": {}}
    changed["metrics"] = ["accuracy"] if card.names else ["mean_absolute_error"]
    return frozen(changed, [row for row in rows if row["node"].split("/")[0] != name])


def _head_of(card: Card) -> dict[str, Any]:
    """Parameters of the Dense that answers for the set."""
    if card.labels:
        return {"units": len(card.labels), "activation": "sigmoid"}
    if card.classes:
        return {"units": len(card.classes), "activation": "softmax"}
    return {"units": 1}


def _loss_of(card: Card, *, one_hot: bool) -> str:
    if card.labels:
        return "BinaryCrossentropy"
    if not card.classes:
        return "MeanSquaredError"
    return "CategoricalCrossentropy" if one_hot else "SparseCategoricalCrossentropy"


def _with_free_head(document: Document) -> tuple[Document, str]:
    """The document whose output is a Dense without parameters under a name of its own."""
    outputs = document.get("outputs") or edits.names(document)[-1:]
    if len(outputs) != 1:
        raise ProblemError(Problem("head_not_one", ("outputs",), {"count": len(outputs)}))
    changed, name = _without_activation(document, outputs[0])
    node = edits.get(changed, ("network", name)) or {}
    free = edits.free_name(document, "Head")
    if node.get("kind") == "Dense":
        changed = edits.rename_node(changed, name, free)
        kept = edits.get(changed, ("network", free))
        kept.pop("trainable", None)
    elif catalog.find("application", node.get("kind") or ""):
        _take_top_off(node)
        added = {"name": free, "kind": "Dense", "inputs": [name]}
        changed["network"].insert(edits.names(changed).index(name) + 1, added)
    else:
        raise _not_dense(name, node)
    changed["outputs"] = [free]
    return changed, free


def _without_activation(document: Document, name: str) -> tuple[Document, str]:
    """The document without activations between the last layer and the output, and that layer."""
    changed = copy.deepcopy(document)
    while (edits.get(changed, ("network", name)) or {}).get("kind") in ADDED:
        nodes, at = changed["network"], edits.names(changed).index(name)
        inputs = nodes[at].get("inputs", [nodes[at - 1]["name"] if at else None])
        before = inputs[0] if isinstance(inputs, list) and len(inputs) == 1 else None
        if not isinstance(before, str) or _is_read(changed, name):
            raise _not_dense(name, nodes[at])
        del nodes[at]
        name = before
    return changed, name


def _is_read(document: Document, name: str) -> bool:
    """Whether any node reads or shares the one called `name`."""
    nodes = document["network"]
    for before, node in zip([None, *nodes], nodes, strict=False):
        if node.get("shares") == name:
            return True
        if node.get("kind") == "Input":
            continue
        inputs = node.get("inputs", [before["name"] if before else None])
        groups = inputs.values() if isinstance(inputs, dict) else [inputs]
        flat = [ref for group in groups for ref in (group if isinstance(group, list) else [group])]
        if any((ref["node"] if isinstance(ref, dict) else ref) == name for ref in flat):
            return True
    return False


def _take_top_off(node: Document) -> None:
    """An architecture brings its own head: it is built without, and averaged over its places."""
    given = node.get("params", {})
    own = ("classes", "classifier_activation")
    kept = {key: value for key, value in given.items() if key not in own}
    node["params"] = {**kept, "include_top": False, "pooling": "avg"}


def _not_dense(name: str, node: Mapping[str, Any]) -> ProblemError:
    values = {"node": name, "kind": node.get("kind") or "?"}
    return ProblemError(Problem("head_not_dense", ("network", name), values))


def _check_labels(document: Document) -> None:
    labels = (document.get("data") or {}).get("labels", "integer")
    if labels not in ("integer", "one_hot"):
        raise ProblemError(Problem("head_for_other_labels", ("data", "labels"), {"labels": labels}))


def _whole(rows: Iterable[Row]) -> list[str]:
    """Names of the nodes of which everything was loaded."""
    loaded: dict[str, bool] = {}
    for row in rows:
        name = row["node"].split("/")[0]
        loaded[name] = loaded.get(name, True) and row["loaded"]
    return [name for name, fully in loaded.items() if fully]


def _with_trainable(document: Document, names: Iterable[str], trainable: bool) -> Document:
    changed, wanted = copy.deepcopy(document), set(names)
    for node in changed["network"]:
        if node["name"] not in wanted or node.get("shares") or node.get("kind") == "Input":
            continue
        if trainable:
            node.pop("trainable", None)
        else:
            node["trainable"] = False
    return changed
