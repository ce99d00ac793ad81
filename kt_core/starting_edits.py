"""Edits of what is said about starting weights: which saved layer a node begins with.

Apart from `edits`, which follows a renamed node here, and `fine_tuning`, which builds on both.
"""

import copy
from collections.abc import Collection, Mapping
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


def weights_follow(document: Document, moves: Mapping[str, str | None]) -> Document:
    """The document in which the nodes of `moves` have new addresses, each with what is in it, and
    still begin with the numbers that they began with; None for one that is gone.

    Addresses are those of `weights`: names, nodes inside networks `network/node`. Nothing else
    stands at a new address, so what was said of it is forgotten.
    """
    if "weights" not in document:
        return document
    changed = copy.deepcopy(document)
    given = changed["weights"]
    rename, skip = given.get("rename", {}), given.get("skip", ())
    stay = {new: source_of(rename, skip, old) for old, new in moves.items() if new is not None}
    kept = {key: _moved(key, moves) for key in (*rename, *skip)}
    rename = {new: saved for key, saved in rename.items() if (new := kept[key]) is not None}
    skip = [new for key in skip if (new := kept[key]) is not None]
    for new, saved in stay.items():
        if saved is None:
            skip += [] if source_of(rename, skip, new) is None else [new]
        elif source_of(rename, skip, new) != saved:
            rename[new] = saved
    given |= {"rename": _needed(rename, skip), "skip": skip}
    changed["weights"] = {key: value for key, value in given.items() if value or key == "file"}
    return changed


def source_of(rename: Mapping[str, str], skip: Collection[str], name: str) -> str | None:
    """The name of the saved layer for the node called `name`, None when it is to start afresh.

    What is said of a network holds for the layers in it.
    """
    holders = ["/".join(name.split("/")[:end]) for end in range(name.count("/") + 1, 0, -1)]
    if any(holder in skip for holder in holders):
        return None
    holder = next((one for one in holders if one in rename), None)
    if holder is None:
        return name
    return (rename[holder] + name[len(holder) :]).removeprefix("/")


def _moved(key: str, moves: Mapping[str, str | None]) -> str | None:
    """The address after the moves: that of the innermost moved node around it counts. None when
    nothing stands there any more."""
    old = max((each for each in moves if _is_in(key, each)), key=len, default=None)
    if old is None:
        return None if any(new and _is_in(key, new) for new in moves.values()) else key
    new = moves[old]
    return None if new is None else new + key[len(old) :]


def _is_in(address: str, holder: str) -> bool:
    return address == holder or address.startswith(f"{holder}/")


def _needed(rename: dict[str, str], skip: Collection[str]) -> dict[str, str]:
    """Without what goes without saying."""
    for key, saved in list(rename.items()):
        rest = {other: each for other, each in rename.items() if other != key}
        if source_of(rest, skip, key) == saved:
            rename = rest
    return rename
