"""The rules, in the order in which their cards are shown: causes before consequences.

Each takes the evidence and the limits and gives a finding or nothing; it does not know the others.
"""

from collections.abc import Callable

from kt_core.diagnosis.evidence import Evidence
from kt_core.diagnosis.finding import Finding
from kt_core.diagnosis.rules import data, fitting, learning, signals
from kt_core.diagnosis.thresholds import Limits

Rule = Callable[[Evidence, Limits], Finding | None]

RULES: dict[str, Rule] = {
    "validation_leak": data.validation_leak,
    "unscaled_inputs": data.unscaled_inputs,
    "equal_units": signals.equal_units,
    "learning_rate_high": learning.learning_rate_high,
    "learning_rate_low": learning.learning_rate_low,
    "class_imbalance": data.class_imbalance,
    "labels_at_chance": data.labels_at_chance,
    "dead_units": signals.dead_units,
    "vanishing_gradients": signals.vanishing_gradients,
    "exploding_gradients": signals.exploding_gradients,
    "regularization_strong": fitting.regularization_strong,
    "targets_far": data.targets_far,
    "not_finite": learning.not_finite,
    "not_learning": learning.not_learning,
    "overfitting": fitting.overfitting,
    "validation_better": data.validation_better,
    "linear_network": signals.linear_network,
    "needs_longer": fitting.needs_longer,
    "underfitting": fitting.underfitting,
    "validation_small": data.validation_small,
}
