"""Which losses and metrics fit an experiment's labels: those the rules have nothing against."""

from collections.abc import Mapping
from typing import Any

from kt_core import catalog
from kt_core.checks import labels, metrics
from kt_core.checks.callbacks import log_names
from kt_core.checks.view import View
from kt_core.experiment import Component, Experiment

LOSSES = tuple(entry.kind for entry in catalog.entries("loss") if entry.targets)
METRICS = tuple(entry.kind for entry in catalog.entries("metric"))


def fitting_losses(experiment: Experiment) -> list[str]:
    """Kinds of losses that fit the data's labels; all known ones without data."""
    return [kind for kind in LOSSES if not _loss_problems(experiment, kind)]


def fitting_metrics(experiment: Experiment, shapes: Mapping[str, Any]) -> list[str]:
    """Kinds of metrics that fit the labels and the outputs; all known ones without data.

    `shapes` maps node names to output shapes, batch axis first.
    """
    return [kind for kind in METRICS if not _metric_problems(experiment, kind, shapes)]


def monitors(experiment: Experiment) -> list[str]:
    """The names Keras will log, for callbacks to watch; empty when they can't be known."""
    return log_names(View(experiment))


def _loss_problems(experiment: Experiment, kind: str) -> bool:
    view = View(experiment.model_copy(update={"loss": Component(kind=kind)}))
    return any(problem.where[:1] == ("loss",) for problem in labels.label_problems(view))


def _metric_problems(experiment: Experiment, kind: str, shapes: Mapping[str, Any]) -> bool:
    view = View(experiment.model_copy(update={"metrics": (Component(kind=kind),)}), shapes)
    return any(True for _ in metrics.metric_problems(view))
