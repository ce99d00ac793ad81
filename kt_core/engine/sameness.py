"""Whether two translated networks say the same, whatever their layers are called.

What we rebuild is translated again and compared with what was translated first: so nothing in a
file is silently left out.
"""

from collections.abc import Mapping
from typing import Any

from kt_core.engine.translate import Network
from kt_core.names import internal_names

APART = ("name", "network", "outputs")


def same(one: Network, other: Network) -> bool:
    """Whether both have the same layers with the same parameters, wired and masked alike.

    Masks are compared where both files record them: a Sequential's does not.
    """
    left, right = _internal(one), _internal(other)
    if one.masks is None or other.masks is None:
        masked = True
    else:
        masked = _renamed(one.masks, left) == _renamed(other.masks, right)
    inner, others = _inner(one, left), _inner(other, right)
    return (
        masked
        and _nodes(one, left) == _nodes(other, right)
        and [left[name] for name in one.outputs] == [right[name] for name in other.outputs]
        and inner.keys() == others.keys()
        and all(same(inner[name], others[name]) for name in inner)
    )


def _internal(network: Network) -> dict[str, str]:
    return internal_names(node["name"] for node in network.nodes)


def _inner(network: Network, names: Mapping[str, str]) -> dict[str, Network]:
    return {names[network.names[layer]]: inner for layer, inner in network.inner.items()}


def _nodes(network: Network, names: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    found, before = {}, None
    for node in network.nodes:
        inputs = node.get("inputs", [before])
        said = {key: value for key, value in node.items() if key not in APART}
        reads = None if node.get("kind") == "Input" else _references(inputs, names)
        shares = names.get(node.get("shares", ""))
        found[names[node["name"]]] = {**said, "inputs": reads, "shares": shares}
        before = node["name"]
    return found


def _references(inputs: Any, names: Mapping[str, str]) -> Any:
    if isinstance(inputs, str):
        return names[inputs]
    if isinstance(inputs, list):
        return [_references(each, names) for each in inputs]
    if "node" in inputs and "output" in inputs:
        return [names[inputs["node"]], inputs["output"]]
    return {key: _references(each, names) for key, each in inputs.items()}


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    """Masks with internal names: keys on the outside, {"node", "output"} on the inside."""
    return {names[node]: _renamed_mask(mask, names) for node, mask in value.items()}


def _renamed_mask(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_renamed_mask(item, names) for item in value]
    if isinstance(value, dict) and "node" in value:
        return [names[value["node"]], value["output"]]
    return value
