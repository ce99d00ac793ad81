"""What the rules look at: the experiment, its data set's card, and the shapes Keras computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kt_core import catalog
from kt_core.checks.structure import parents
from kt_core.data import Card, card
from kt_core.experiment import Component, Experiment, Node
from kt_core.normalize import normalize
from kt_core.problems import ProblemError

PASSING = ("Flatten", "Reshape", "Dropout", "Permute", "Identity")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class View:
    """One experiment as the rules see it: `given` as written, `experiment` normalized."""

    given: Experiment
    shapes: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def experiment(self) -> Experiment:
        """The normalized experiment: components with class names, plain numbers as floats."""
        return normalize(self.given)

    @cached_property
    def card(self) -> Card | None:
        """The data set's card, or None when there is no such set."""
        try:
            return card(self.experiment.data.kind) if self.experiment.data else None
        except ProblemError:
            return None

    @cached_property
    def classes(self) -> int:
        """Number of classes; 0 for values (regression) and for unknown data."""
        return len(self.card.classes) if self.card and self.card.task == "classification" else 0

    @property
    def whole(self) -> str:
        """ "pixels" or "input" where labels are as large as the example, else nothing."""
        labels = self.experiment.data.labels if self.experiment.data else ""
        return labels if labels in ("pixels", "input") else ""

    @property
    def one_hot(self) -> bool:
        """Whether class labels are one-hot rows instead of class numbers."""
        return bool(self.experiment.data and self.experiment.data.labels == "one_hot")

    @property
    def binary(self) -> bool:
        """Whether the labels are one column of 0 and 1."""
        return self.classes == 2 and not self.one_hot and not self.whole

    @cached_property
    def output_names(self) -> tuple[str, ...]:
        """Names of the output nodes, the last node when none are named."""
        network = self.experiment.network
        return self.experiment.outputs or ((network[-1].name,) if network else ())

    @cached_property
    def losses(self) -> dict[str, Component]:
        """Output name -> loss component."""
        loss = self.experiment.loss
        if isinstance(loss, dict):
            return {name: one for name, one in loss.items() if isinstance(one, Component)}
        if isinstance(loss, Component):
            return dict.fromkeys(self.output_names, loss)
        return {}

    def index(self, name: str) -> int:
        """Position of the node in the document as given, for a patch."""
        return next(i for i, node in enumerate(self.given.network) if node.name == name)

    def layer(self, name: str) -> Node | None:
        """The node that owns the layer called at `name` (itself unless it shares one)."""
        node = self.experiment.node(name)
        return self.experiment.node(node.shares) if node and node.shares else node

    def deciding(self, name: str) -> Node | None:
        """The layer that gives output `name` its values: Flatten, Dropout and the like skipped."""
        node = self.experiment.node(name)
        while node and (node.kind in PASSING or not node.enabled):
            before = parents(node, self.experiment.network)
            node = self.experiment.node(before[0]) if before else None
        return self.layer(node.name) if node else None

    def activation(self, name: str) -> str:
        """Name of the activation that output `name` leaves, or `unknown`."""
        node = self.deciding(name)
        if node is None or node.kind is None:
            return UNKNOWN
        if node.kind == "Softmax":
            return "softmax"
        if node.kind in ("ReLU", "LeakyReLU", "ELU", "PReLU"):
            return "relu"
        entry = catalog.find("layer", node.kind)
        if entry is None or entry.param("activation") is None:
            return UNKNOWN
        value = self.param("layer", node, "activation")
        return "linear" if value is None else value if isinstance(value, str) else UNKNOWN

    def param(self, family: Any, component: Component | Node, name: str) -> Any:
        """The value of a parameter: as given, else Keras' default."""
        if name in component.params:
            return component.params[name]
        entry = catalog.find(family, component.kind or "")
        found = entry.param(name) if entry else None
        return found.default if found else None
