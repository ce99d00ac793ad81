"""Ways along the arrows of a network."""

from collections.abc import Mapping
from typing import Any

from kt_core.graph.spelling import explicit, sources


def path(holder: Mapping[str, Any], first: str, last: str) -> list[str]:
    """Names on a shortest way from `first` to `last` along the arrows; empty if there is none."""
    reads = {node["name"]: list(sources(node)) for node in explicit(holder)["network"]}
    known, waiting = {last: ""}, [last]
    while waiting:
        name = waiting.pop(0)
        if name == first:
            return _followed(known, name)
        for source in reads.get(name, []):
            if source not in known:
                known[source] = name
                waiting.append(source)
    return []


def ancestors(holder: Mapping[str, Any], names: set[str]) -> set[str]:
    """The nodes of `names` and all that they depend on."""
    reads = {node["name"]: list(sources(node)) for node in holder["network"]}
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += reads.get(name, [])
    return found


def _followed(known: Mapping[str, str], name: str) -> list[str]:
    found = [name]
    while known[name]:
        name = known[name]
        found.append(name)
    return found
