"""Does the last layer end with the activation that the loss reads?"""

from collections.abc import Iterable
from dataclasses import dataclass

from kt_core import catalog
from kt_core.checks.labels import answer_problems, loss_place
from kt_core.checks.level import Level
from kt_core.checks.patches import activation_fix, has_activation
from kt_core.checks.several import several_ending_problems
from kt_core.checks.view import UNKNOWN, View
from kt_core.experiment import Component, Node
from kt_core.problems import Fix, Problem, Where, pointer

PROBABILITIES = ("CategoricalGeneralizedCrossEntropy", "Dice", "KLDivergence", "Tversky")
"""Losses without `from_logits` that read probabilities all the same."""
POSITIVE = ("Poisson", "MeanSquaredLogarithmicError")
NEVER_NEGATIVE = ("exponential", "hard_sigmoid", "relu", "relu6", "sigmoid", "softmax", "softplus")
BOUNDED = (*NEVER_NEGATIVE, "softsign", "tanh", "hard_tanh")
SHARES = ("softmax", "sigmoid", "hard_sigmoid", "sparse_sigmoid")
"""Activations whose results can be read as probabilities."""


def output_problems(view: View) -> Iterable[Problem]:
    """The last activation against loss and labels; noise behind the last layer."""
    for name, loss in view.losses.items():
        if view.card is None or view.whole or name not in view.output_names:
            continue
        yield from _noise_problems(view, name)
        if any(problem.severity == "error" for problem in answer_problems(view, name, loss)):
            continue
        if view.labels == "multi_label":
            yield from several_ending_problems(view, name, loss, loss_place(view, name))
            continue
        found = view.deciding(name)
        if found and (activation := view.activation(found[1])) != UNKNOWN:
            level, node = found
            ending = Ending(view, loss, level, node, activation, loss_place(view, name))
            yield from ending.problems()


@dataclass(frozen=True)
class Ending:
    """One output's last layer with its activation, and its loss with the place of that."""

    view: View
    loss: Component
    level: Level
    node: Node
    activation: str
    place: Where

    def problems(self) -> Iterable[Problem]:
        """What is wrong with the activation, at most one thing."""
        if not self.view.classes:
            return self._for_values()
        if not self._reads_probabilities:
            return ()
        logits = bool(self.view.param("loss", self.loss, "from_logits"))
        return self._for_scores() if logits else self._for_probabilities()

    @property
    def _reads_probabilities(self) -> bool:
        entry = catalog.find("loss", self.loss.kind)
        has_logits = entry is not None and entry.param("from_logits") is not None
        return has_logits or self.loss.kind in PROBABILITIES

    @property
    def _wanted(self) -> str:
        entry = catalog.find("loss", self.loss.kind)
        targets = entry.targets if entry else ()
        shape = self.level.shape(self.node.name)
        one = shape is not None and shape[-1] == 1
        return "sigmoid" if targets == ("binary",) or one else "softmax"

    def _for_scores(self) -> Iterable[Problem]:
        if self.activation in SHARES:
            patch = ({"op": "remove", "path": pointer(*self.place) + "/params/from_logits"},)
            yield self._problem("logits_expected", fix=Fix("from_logits_off", patch))
        elif self.activation in BOUNDED:
            yield self._problem("logits_cut_off", severity="warning", fix=self._use(None))

    def _for_probabilities(self) -> Iterable[Problem]:
        wanted = self._wanted
        if self.activation not in SHARES:
            yield self._problem("probabilities_expected", fix=self._use(wanted))
        elif self.activation == "softmax" and wanted == "sigmoid":
            shape = self.level.shape(self.node.name)
            code = "softmax_for_each_unit" if shape and shape[-1] != 1 else "softmax_one_unit"
            severity = "warning" if code == "softmax_for_each_unit" else "error"
            yield self._problem(code, severity=severity, fix=self._use("sigmoid"))
        elif self.activation != "softmax" and wanted == "softmax":
            yield self._problem("sigmoid_for_classes", severity="warning", fix=self._use("softmax"))

    def _for_values(self) -> Iterable[Problem]:
        if self.loss.kind in POSITIVE:
            if self.activation not in NEVER_NEGATIVE:
                yield self._problem(
                    "loss_needs_positive", severity="warning", fix=self._use("softplus")
                )
        elif self.activation in BOUNDED:
            yield self._problem("activation_bounds_values", severity="warning", fix=self._use(None))

    def _problem(self, code: str, *, severity: str = "error", fix: Fix | None) -> Problem:
        values = {"activation": self.activation, "wanted": self._wanted, "name": self.node.name}
        where = self.level.place(self.node.name).where
        keys = ("params", "activation") if has_activation(self.node) else ()
        told = {**values, "loss": self.loss.kind}
        return Problem(code, (*where, *keys), told, severity, fix)  # type: ignore[arg-type]

    def _use(self, activation: str | None) -> Fix | None:
        return activation_fix(self.level.place(self.node.name), self.node, activation)


def _noise_problems(view: View, name: str) -> Iterable[Problem]:
    """Dropout behind the last layer sets answers themselves to 0."""
    node = view.top.by_name.get(name)
    if node is None or not node.enabled or not (node.kind or "").endswith("Dropout"):
        return
    if view.top.before(name) is not None:
        fix = view.top.removal(name, "remove_node")
        yield view.top.problem("dropout_at_output", name, fix=fix, kind=node.kind)
