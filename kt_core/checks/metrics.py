"""Can each metric be computed from these labels and outputs, and does it mean anything?"""

from collections.abc import Iterable, Iterator
from typing import Any

from kt_core.checks.view import View
from kt_core.checks.whole import iou_problems, metric_fault
from kt_core.experiment import Component
from kt_core.problems import Fix, Problem, Where, pointer

SPARSE = ("SparseCategoricalAccuracy", "SparseCategoricalCrossentropy")
TOP_K = ("SparseTopKCategoricalAccuracy", "TopKCategoricalAccuracy")
ONE_HOT = (
    "CategoricalAccuracy",
    "CategoricalCrossentropy",
    "CategoricalHinge",
    "KLDivergence",
    "F1Score",
    "FBetaScore",
    "TopKCategoricalAccuracy",
)
TWO_CLASSES = (
    "AUC",
    "Precision",
    "Recall",
    "TruePositives",
    "TrueNegatives",
    "FalsePositives",
    "FalseNegatives",
    "PrecisionAtRecall",
    "RecallAtPrecision",
    "SensitivityAtSpecificity",
    "SpecificityAtSensitivity",
    "BinaryAccuracy",
    "BinaryCrossentropy",
    "Hinge",
    "SquaredHinge",
)
VALUES = (
    "MeanSquaredError",
    "RootMeanSquaredError",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredLogarithmicError",
    "LogCoshError",
    "R2Score",
    "Poisson",
    "ConcordanceCorrelation",
    "PearsonCorrelation",
)
CLASSES = ("Accuracy", *SPARSE, *TOP_K, *ONE_HOT, *TWO_CLASSES)


def metric_problems(view: View) -> Iterable[Problem]:
    """Metrics that Keras would refuse or compute without meaning for these labels."""
    if view.card is None:
        return
    wanted = fitting_metric(view)
    for where, metric in metrics(view):
        if metric.kind in ("MeanIoU", "IoU"):
            yield from iou_problems(view, metric, where)
        code = metric_fault(view, metric.kind) if view.whole else _fault(view, metric.kind)
        if code:
            path = pointer(*where)
            patch = ({"op": "replace", "path": path, "value": {"kind": wanted, "params": {}}},)
            values = {"metric": metric.kind, "classes": view.classes}
            fix = Fix("use_value", patch, {"value": wanted})
            yield Problem(code, where, values, fix=fix)


def fitting_metric(view: View) -> str:
    """The metric a first course would choose for these labels."""
    if view.whole == "pixels":
        return "SparseCategoricalAccuracy"
    if not view.classes or view.whole:
        return "MeanAbsoluteError"
    if view.one_hot:
        return "CategoricalAccuracy"
    return "BinaryAccuracy" if view.binary and _one_unit(view) else "SparseCategoricalAccuracy"


def metrics(view: View) -> Iterator[tuple[Where, Component]]:
    """Each metric with its place in the document."""
    found = view.experiment.metrics
    pairs: Iterator[tuple[Where, Any]]
    if not isinstance(found, dict):
        pairs = ((("metrics", index), metric) for index, metric in enumerate(found))
    else:
        pairs = (
            (("metrics", name, index), metric)
            for name, several in found.items()
            if isinstance(several, tuple)
            for index, metric in enumerate(several)
        )
    for where, metric in pairs:
        if isinstance(metric, Component):
            yield where, metric


def _fault(view: View, kind: str) -> str | None:
    if not view.classes:
        return "class_metric_for_values" if kind in CLASSES else None
    if view.one_hot:
        return "metric_needs_integers" if kind in SPARSE else None
    if view.binary and _one_unit(view):
        return "metric_needs_units" if kind in SPARSE + TOP_K + ONE_HOT[:3] else None
    if kind in ONE_HOT or kind == "Accuracy":
        return "metric_needs_one_hot"
    if kind in TWO_CLASSES:
        return "metric_needs_two_classes"
    return "value_metric_for_classes" if kind in VALUES else None


def _one_unit(view: View) -> bool:
    shape = view.shapes.get(view.output_names[0]) if view.output_names else None
    return shape is not None and len(shape) > 0 and shape[-1] == 1
