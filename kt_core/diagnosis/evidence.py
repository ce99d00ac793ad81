"""What a diagnosis is made from: the document, the finished epochs, facts of the data, results."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from kt_core import catalog
from kt_core.checks.view import View
from kt_core.experiment import Component, parse

SQUARES = ("MeanSquaredError",)
DISTANCES = ("MeanAbsoluteError",)
CROSSENTROPIES = (
    "SparseCategoricalCrossentropy",
    "CategoricalCrossentropy",
    "BinaryCrossentropy",
)
FAMILIES = {
    **dict.fromkeys(SQUARES, "squares"),
    **dict.fromkeys(DISTANCES, "distances"),
    **dict.fromkeys(CROSSENTROPIES, "crossentropy"),
}
Curve = tuple[float, ...]


@dataclass(frozen=True)
class Evidence:
    """One run as far as it is known. All but `document` may be empty.

    `epochs` are rows of finished epochs as the store gives them, in order; `layers` the rows of
    figures per layer; `facts` and `results` the JSON files of the run's folder; `state` the run's.
    A run that was changed while it trained is seen with the `document` as it now is, which holds
    from the epoch `since` on.
    """

    document: Mapping[str, Any]
    epochs: Sequence[Mapping[str, Any]] = ()
    layers: Sequence[Mapping[str, Any]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    results: Mapping[str, Any] = field(default_factory=dict)
    state: str = "running"
    since: int = 0

    def to_json(self) -> dict[str, Any]:
        """JSON values from which `Evidence(**values)` is made again."""
        kept = {
            "epochs": list(self.epochs),
            "layers": list(self.layers),
            "state": self.state,
            "since": self.since,
        }
        return {
            "document": dict(self.document),
            **kept,
            "facts": dict(self.facts),
            "results": dict(self.results),
        }

    def until(self, epochs: int) -> "Evidence":
        """What was known after so many epochs."""
        if epochs >= len(self.epochs):
            return self
        early = [row for row in self.layers if row["epoch"] < epochs]
        return replace(self, epochs=self.epochs[:epochs], layers=early, results={}, state="running")

    @cached_property
    def view(self) -> View:
        """The document as the rules before training see it."""
        return View(parse(self.document))

    @cached_property
    def planned(self) -> int:
        fit = self.view.experiment.fit
        return fit.epochs if fit else 1

    @property
    def over(self) -> bool:
        """Whether no further epoch will come by itself."""
        return self.state not in ("queued", "running", "paused") or self.count >= self.planned

    @property
    def count(self) -> int:
        """How many epochs have been finished."""
        return len(self.epochs)

    @cached_property
    def finite(self) -> bool:
        """Whether every recorded loss is a finite number."""
        losses = (*self.logged_loss, *self.train_loss, *self.val_loss)
        return all(math.isfinite(value) for value in losses)

    @cached_property
    def logged_loss(self) -> Curve:
        """The training loss as Keras logged it: a running mean over each epoch."""
        return self._curve("loss", of="values")

    @cached_property
    def train_loss(self) -> Curve:
        """The training loss measured again after each epoch, else as logged."""
        return self._curve("loss", of="remeasured") or self.logged_loss

    @cached_property
    def val_loss(self) -> Curve:
        return self._curve("val_loss", of="values")

    @cached_property
    def is_remeasured(self) -> bool:
        """Whether training figures are measured as validation is: after the epoch, dropout off."""
        return bool(self._curve("loss", of="remeasured"))

    @cached_property
    def accuracy(self) -> str | None:
        """The log name of the share of right answers, where one is measured for one output."""
        if len(self.view.output_names) > 1 or not self.epochs or self.view.whole:
            return None
        names = [name for name in self.epochs[0]["values"] if not name.startswith("val_")]
        right = [name for name in names if name == "acc" or name.endswith("accuracy")]
        return next((name for name in right if "top_k" not in name), None)

    @cached_property
    def train_accuracy(self) -> Curve:
        name = self.accuracy or ""
        return self._curve(name, of="remeasured") or self._curve(name, of="values")

    @cached_property
    def val_accuracy(self) -> Curve:
        return self._curve(f"val_{self.accuracy}", of="values")

    @cached_property
    def rate(self) -> float | None:
        """The learning rate of the first finished epoch with this document, else the document's."""
        for row in self.epochs[self.since :]:
            value = _number(row.get("learning_rate"))
            if math.isfinite(value):
                return value
        return self.given_rate

    @cached_property
    def given_rate(self) -> float | None:
        """The document's learning rate, or Keras' default; a schedule's first one, if it tells."""
        found = self.view.experiment.optimizer
        if not isinstance(found, Component):
            return None
        value = self.view.param("optimizer", found, "learning_rate")
        if isinstance(value, Component):
            value = value.params.get("initial_learning_rate")
        return float(value) if isinstance(value, (int, float)) else None

    @cached_property
    def usual_rates(self) -> tuple[float, float] | None:
        """The range in which most people's learning rates for this optimizer lie (catalog)."""
        found = self.view.experiment.optimizer
        entry = catalog.find("optimizer", found.kind) if isinstance(found, Component) else None
        param = entry.param("learning_rate") if entry else None
        return param.usual if param else None

    @cached_property
    def guess(self) -> float | None:
        """The loss of the best answer that never looks at an example, where it is known."""
        return self._bound("guess")

    @cached_property
    def floor(self) -> float:
        """The smallest loss that is possible."""
        return self._bound("floor") or 0.0

    @cached_property
    def losses_squared(self) -> bool:
        """Whether the loss is a mean of squared errors."""
        return any(loss.kind in SQUARES for loss in self.view.losses.values())

    @cached_property
    def majority(self) -> float | None:
        """The share of the largest class in the training part."""
        counts = self.class_counts
        return max(counts) / sum(counts) if counts else None

    @cached_property
    def class_counts(self) -> tuple[int, ...]:
        """Training examples of each class; empty where values are predicted."""
        return tuple((self.facts.get("classes") or {}).get("train", ()))

    @cached_property
    def train_skill(self) -> Curve:
        """After each epoch: 0 as good as guessing without looking, 1 perfect; empty if unknown."""
        return self._skill(self.train_accuracy, self.train_loss)

    @cached_property
    def val_skill(self) -> Curve:
        return self._skill(self.val_accuracy, self.val_loss)

    @property
    def validation(self) -> int:
        """Rows held out for validation."""
        return int(self.facts.get("validation", 0))

    @property
    def remeasured_rows(self) -> int:
        """Rows on which training figures were measured again."""
        return min(int(self.facts.get("train", 0)), 1000)

    def layer_figures(self, name: str) -> list[dict[str, float]]:
        """For each row of layer figures: node -> the figure of that name, where there is one."""
        found = []
        for row in self.layers:
            values = row.get("values", {})
            numbers = {node: _number(each.get(name)) for node, each in values.items()}
            found.append({node: value for node, value in numbers.items() if value == value})
        return found

    def _skill(self, accuracy: Curve, loss: Curve) -> Curve:
        """By accuracy where it is measured, and by the loss where that says more."""
        by_accuracy, by_loss = [], []
        if accuracy and self.majority is not None and self.majority < 1:
            by_accuracy = [(each - self.majority) / (1 - self.majority) for each in accuracy]
        if loss and self.guess is not None and self.guess > self.floor:
            by_loss = [(self.guess - each) / (self.guess - self.floor) for each in loss]
        if by_accuracy and by_loss:
            return tuple(_larger(a, b) for a, b in zip(by_accuracy, by_loss, strict=True))
        return tuple(by_accuracy or by_loss)

    def _bound(self, name: str) -> float | None:
        losses = list(self.view.losses.values())
        family = FAMILIES.get(losses[0].kind) if len(losses) == 1 else None
        return (self.facts.get(name) or {}).get(family) if family else None

    def _curve(self, name: str, *, of: str) -> Curve:
        values = [(row.get(of) or {}).get(name) for row in self.epochs]
        return () if None in values else tuple(_number(value) for value in values)


def _larger(one: float, other: float) -> float:
    """The larger of two, one that is no number counting as none."""
    return other if math.isnan(one) else one if math.isnan(other) else max(one, other)


def _number(value: Any) -> float:
    """A figure of the store as a float: "NaN" and "Infinity" are written by name."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return math.nan
