"""The networks to go into when layers are measured before training: engine and script follow it."""

from collections.abc import Sequence
from typing import Any

from kt_core.adapted import is_adapted
from kt_core.experiment import Node
from kt_core.wiring import NETWORK, Call, wire


def adapts(network: Sequence[Node], outputs: Sequence[str] | None) -> bool:
    """Whether anything in the network, or inside it, is measured."""
    owners = [call.owner for call in _calls(network, outputs)]
    return any(is_adapted(each) or _adapts_inside(each) for each in owners)


def networks_to_adapt(network: Sequence[Node], outputs: Sequence[str] | None) -> dict[str, Any]:
    """The networks inside that hold a layer to be measured: Keras' name -> those inside it."""
    names = wire(network, outputs).names
    owners = [call.owner for call in _calls(network, outputs)]
    return {
        names[each.name]: networks_to_adapt(each.network or (), each.outputs)
        for each in owners
        if _adapts_inside(each)
    }


def _adapts_inside(owner: Node) -> bool:
    return owner.kind == NETWORK and adapts(owner.network or (), owner.outputs)


def _calls(network: Sequence[Node], outputs: Sequence[str] | None) -> tuple[Call, ...]:
    return wire(network, outputs).pruned().calls
