"""Edits of what is said about starting weights: which saved layer a node begins with.

Apart from `edits`, which follows a renamed node here, and `fine_tuning`, which builds on both.
"""

import copy
from typing import Any

Document = dict[str, Any]


def taking(document: Document, node: str, saved: str | None) -> Document:
    """The document whose `node` begins with the numbers of the layer `saved`, None: afresh."""
    changed = copy.deepcopy(document)
    given = changed["weights"]
    rename = {key: value for key, value in given.get("rename", {}).items() if key != node}
    skip = [name for name in given.get("skip", ()) if name != node]
    if saved is None:
        skip.append(node)
    elif saved != node:
        rename[node] = saved
    given |= {"rename": rename, "skip": skip}
    changed["weights"] = {key: value for key, value in given.items() if value or key == "file"}
    return changed


def weights_follow(document: Document, name: str, new: str) -> Document:
    """The document in which the node that was `name` is `new`, and still begins with the numbers
    that it began with."""
    if "weights" not in document:
        return document
    changed = copy.deepcopy(document)
    given = changed["weights"]
    rename = {_moved(key, name, new): saved for key, saved in given.get("rename", {}).items()}
    skip = [_moved(key, name, new) for key in given.get("skip", ())]
    if new not in skip:
        rename.setdefault(new, name)
    rename = {key: saved for key, saved in rename.items() if key != saved}
    given |= {"rename": rename, "skip": skip}
    changed["weights"] = {key: value for key, value in given.items() if value or key == "file"}
    return changed


def _moved(key: str, name: str, new: str) -> str:
    """A path with one node's name changed."""
    return new + key[len(name) :] if key == name or key.startswith(f"{name}/") else key
