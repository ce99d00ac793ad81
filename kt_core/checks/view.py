"""What the rules look at: the experiment, its data set's card, and the shapes Keras computed."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from kt_core import catalog
from kt_core.checks.level import Level, levels
from kt_core.data import Card, Folds, Holdout, card, split_of
from kt_core.experiment import Component, Experiment, Node
from kt_core.normalize import normalize
from kt_core.problems import ProblemError
from kt_core.sites import Site

Labels = Literal["value", "binary", "integer", "one_hot", "multi_label", "pixels", "input"]
UNKNOWN = "unknown"
NORMALIZING = ("BatchNormalization", "LayerNormalization", "GroupNormalization", "RMSNormalization")
RECTIFYING = ("ReLU", "LeakyReLU", "ELU", "PReLU")


@dataclass(frozen=True)
class View:
    """One experiment as the rules see it: `given` as written, `experiment` normalized.

    `shapes` maps names of nodes to output shapes, those inside nested networks by the path of
    names; `counts` maps the same names to numbers of parameters.
    """

    given: Experiment
    shapes: Mapping[Any, Any] = field(default_factory=dict)
    counts: Mapping[Any, int] = field(default_factory=dict)

    @cached_property
    def experiment(self) -> Experiment:
        """The normalized experiment: components with class names, plain numbers as floats."""
        return normalize(self.given)

    @cached_property
    def root(self) -> Site:
        """The document's own place."""
        return Site((), (), self.given.to_json())

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """The network, and those inside its nodes."""
        if not self.experiment.network:
            return ()
        found = self.experiment.network, self.experiment.outputs
        return tuple(levels(*found, self.root, self.shapes))

    @property
    def top(self) -> Level:
        """The network that is trained."""
        return self.levels[0]

    @cached_property
    def card(self) -> Card | None:
        """The data set's card, or None when there is no such set."""
        try:
            return card(self.experiment.data.dataset) if self.experiment.data else None
        except ProblemError:
            return None

    @cached_property
    def labels(self) -> Labels:
        """What the model's answers are compared with."""
        asked = self.experiment.data.labels if self.experiment.data else "integer"
        if asked == "input" or (asked == "pixels" and (not self.card or self.card.has_ink)):
            return asked
        if self.several:
            return "multi_label"
        count = len(self.card.classes) if self.card else 0
        if not count:
            return "value"
        if asked == "one_hot":
            return "one_hot"
        return "binary" if count == 2 else "integer"

    @property
    def whole(self) -> str:
        """ "pixels" or "input" where labels are as large as the example, else nothing."""
        return self.labels if self.labels in ("pixels", "input") else ""

    @cached_property
    def classes(self) -> int:
        """Number of classes of the data set; 0 where values are predicted and for unknown data."""
        return len(self.card.classes) if self.card and self.card.task == "classification" else 0

    @property
    def several(self) -> tuple[str, ...]:
        """The labels of which an example has any number; empty where it has one class or value."""
        return self.card.labels if self.card else ()

    @cached_property
    def output_names(self) -> tuple[str, ...]:
        """Names of the output nodes, the last node when none are named."""
        return self.top.outputs if self.levels else ()

    @cached_property
    def losses(self) -> dict[str, Component]:
        """Output name -> loss component."""
        loss = self.experiment.loss
        if isinstance(loss, dict):
            return {name: one for name, one in loss.items() if isinstance(one, Component)}
        if isinstance(loss, Component):
            return dict.fromkeys(self.output_names, loss)
        return {}

    @cached_property
    def examples(self) -> int:
        """How many examples are learned from in an epoch; 0 when it is not known."""
        data = self.experiment.data
        if self.card is None or data is None:
            return 0
        try:
            split = split_of(data)
        except ProblemError:
            return 0
        if isinstance(split, Folds):
            held = 1 / split.folds
        else:
            held = split.fraction if isinstance(split, Holdout) else split or 0.0
        return self.card.train - round(self.card.train * held)

    @cached_property
    def steps(self) -> int:
        """How many steps are planned in all; 0 when it is not known."""
        fit = self.experiment.fit
        if fit is None or fit.epochs < 1 or fit.batch_size < 1:
            return 0
        return fit.epochs * math.ceil(self.examples / fit.batch_size)

    def deciding(self, name: str) -> tuple[Level, Node] | None:
        """The network and the node in it that give output `name` its values.

        Flatten, Dropout and the like are skipped, nested networks entered.
        """
        return self._deciding(self.top, name)

    def _deciding(self, level: Level, name: str) -> tuple[Level, Node] | None:
        node = level.deciding(name)
        owner = level.owner(node.name) if node else None
        if owner is None or node is None:
            return None
        if not owner.network:
            return level, owner
        where = level.place(owner.name).where
        inner = next((each for each in self.levels if each.site.where == where), None)
        return self._deciding(inner, inner.outputs[0]) if inner else None

    def activation(self, node: Node) -> str:
        """Name of the activation with which a node ends, or `unknown`."""
        if node.kind in ("Softmax", "Input"):
            return "softmax" if node.kind == "Softmax" else UNKNOWN
        if node.kind in RECTIFYING:
            return "relu"
        if node.kind in NORMALIZING:
            return "linear"
        entry = catalog.find("layer", node.kind or "")
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

    def component(self, *path: str | int) -> Site:
        """Where a component of the document's own stands, as `("loss",)`."""
        return self.root.at(*path)
