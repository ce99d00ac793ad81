"""The layers of a network whose results can be looked at, from the document alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kt_core.experiment import Experiment, parse
from kt_core.normalize import normalize
from kt_core.wiring import wire

PASSING = ("Dropout", "Activation", "Flatten", "Reshape", "Identity")


@dataclass(frozen=True, slots=True)
class InnerLayer:
    """A node that leads to an output: its name and the kind of its layer."""

    name: str
    kind: str


def inner_layers(document: Mapping[str, Any] | Experiment) -> tuple[InnerLayer, ...]:
    """All but the Inputs, in the order in which they are computed; shared ones at each call."""
    given = document if isinstance(document, Experiment) else parse(document)
    whole = normalize(given)
    calls = wire(whole.network, whole.outputs).pruned().calls
    return tuple(InnerLayer(call.node.name, call.owner.kind or "") for call in calls)


def last_hidden(layers: tuple[InnerLayer, ...]) -> int:
    """The place of the last layer before the answers that computes something of its own."""
    for place in range(len(layers) - 2, -1, -1):
        if not any(word in layers[place].kind for word in PASSING):
            return place
    return 0
