"""Can each metric be computed from these labels and outputs, and does it mean anything?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kt_core import catalog
from kt_core.checks.labels import output_name_problems
from kt_core.checks.outputs import SHARES
from kt_core.checks.several import (
    label_names_fit,
    several_metric_fault,
    several_metric_problems,
)
from kt_core.checks.view import UNKNOWN, View
from kt_core.checks.whole import iou_problems, metric_fault
from kt_core.edits import get
from kt_core.experiment import Component
from kt_core.names import internal_names, snake_case
from kt_core.problems import Fix, Problem, Severity, Where, pointer
from kt_core.sites import Site

OVERLAP = ("IoU", "MeanIoU")
ALONG = ("ConcordanceCorrelation", "CosineSimilarity", "PearsonCorrelation")
TOP_K = ("SparseTopKCategoricalAccuracy", "TopKCategoricalAccuracy")
COUNTS = ("TruePositives", "TrueNegatives", "FalsePositives", "FalseNegatives")
THRESHOLDS = ("Precision", "Recall", *COUNTS)


@dataclass(frozen=True)
class Placed:
    """A metric, its place, and the output it looks at."""

    metric: Component
    place: Site
    output: str

    @property
    def where(self) -> Where:
        """The place for people."""
        return self.place.where


def metric_problems(view: View) -> Iterable[Problem]:
    """Metrics that Keras would refuse, or compute without meaning for these labels."""
    if not view.levels:
        return
    yield from output_name_problems(view, "metrics")
    told: set[Where] = set()
    for placed in _for_all_outputs(view):
        for problem in _metric_problems(view, placed) if placed.where not in told else ():
            told.add(placed.where)
            yield problem


def _metric_problems(view: View, placed: Placed) -> Iterator[Problem]:
    if placed.metric.params.get("name") == "loss":
        yield _problem(
            view, placed, "metric_named_loss", fix=placed.place.fix_drop("drop_param", "name")
        )
    if view.card is None:
        return
    if view.labels == "multi_label":
        yield from _several_problems(view, placed)
        return
    code = metric_fault(view, placed.metric.kind) if view.whole else _fault(view, placed)
    if code:
        yield _problem(view, placed, code, fix=_replace(view, placed))
    elif view.whole:
        yield from iou_problems(view, placed.metric, placed.where)
    else:
        yield from _value_problems(view, placed)


def _several_problems(view: View, placed: Placed) -> Iterator[Problem]:
    """Metrics of several labels for each example."""
    metric = placed.metric
    if code := several_metric_fault(metric.kind):
        yield _problem(view, placed, code, fix=_replace(view, placed))
        return
    if not label_names_fit(view, metric):
        fix = placed.place.fix_drop("drop_param", "class_id")
        given = metric.params["class_id"]
        yield _problem(view, placed, "metric_class_id", fix=fix, given=given)
    for told, mend in several_metric_problems(view, metric, placed.place):
        yield _problem(view, placed, told, "warning", fix=mend)
    yield from _score_problems(view, placed)


def placed_metrics(view: View) -> Iterator[Placed]:
    """Each metric with its place in the document as it was given."""
    found, given = view.experiment.metrics, get(view.root.document, ("metrics",))
    if not isinstance(found, Mapping):
        named = {view.output_names[0]: found} if view.output_names else {}
    else:
        named = {name: many for name, many in found.items() if isinstance(many, tuple)}
    for name, several in named.items():
        base: Where = ("metrics", name) if isinstance(given, Mapping) else ("metrics",)
        single = not isinstance(get(view.root.document, base), list)
        for index, metric in enumerate(several):
            where = base if single else (*base, index)
            if isinstance(metric, Component):
                yield Placed(metric, view.component(*where), name)


def metrics(view: View) -> Iterator[tuple[Where, Component]]:
    """Each metric with its place in the document."""
    return ((placed.where, placed.metric) for placed in placed_metrics(view))


def fitting_metric(view: View, output: str = "") -> str:
    """The metric a first course would choose for these labels."""
    if view.labels == "multi_label":
        return "BinaryAccuracy"
    if not view.classes or view.labels == "input":
        return "MeanAbsoluteError"
    if view.labels == "one_hot":
        return "CategoricalAccuracy"
    one = view.labels == "binary" and _units(view, output) == 1
    return "BinaryAccuracy" if one else "SparseCategoricalAccuracy"


def logged(view: View) -> dict[str, Component | None]:
    """What Keras logs, by name and without validation: each metric, None for losses."""
    found: dict[str, Component | None] = {"loss": None}
    several = len(view.output_names) > 1
    names = internal_names([node.name for node in view.experiment.network])
    seen: Counter[str] = Counter()
    for placed in _for_all_outputs(view):
        prefix = f"{names.get(placed.output, placed.output)}_" if several else ""
        name = prefix + metric_name(placed.metric)
        number, seen[name] = seen[name], seen[name] + 1
        found[f"{name}_{number}" if number else name] = placed.metric
    if several:
        found |= dict.fromkeys(f"{names.get(each, each)}_loss" for each in view.losses)
    return found


def metric_name(metric: Component) -> str:
    """The name under which Keras logs a metric."""
    given = metric.params.get("name")
    entry = catalog.find("metric", metric.kind)
    param = entry.param("name") if entry else None
    default = param.default if param and isinstance(param.default, str) else None
    return given if isinstance(given, str) else default or snake_case(metric.kind)


def _for_all_outputs(view: View) -> Iterator[Placed]:
    """The metrics once for each output they are computed at: a plain list is for all of them."""
    shared = not isinstance(view.experiment.metrics, Mapping)
    for placed in placed_metrics(view):
        for name in view.output_names if shared else (placed.output,):
            yield Placed(placed.metric, placed.place, name)


def _fault(view: View, placed: Placed) -> str | None:
    kind = placed.metric.kind
    entry = catalog.find("metric", kind)
    if entry is None or not (entry.targets or kind in ("Accuracy", *OVERLAP)):
        return None
    targets: set[str] = set(entry.targets)
    one = _units(view, placed.output) == 1
    if view.labels == "value":
        return None if "value" in targets else "class_metric_for_values"
    if kind == "Accuracy":
        return "accuracy_compares_exactly"
    if view.labels == "one_hot":
        sparse = kind in OVERLAP and view.param("metric", placed.metric, "sparse_y_true")
        only_integers = targets == {"integer"}
        return "metric_needs_integers" if sparse or only_integers else None
    if view.labels == "binary" and one:
        return None if targets & {"binary", "value"} else "metric_needs_units"
    return _fault_for_integers(view, placed.metric, targets)


def _fault_for_integers(view: View, metric: Component, targets: set[str]) -> str | None:
    if "integer" in targets:
        return None
    if metric.kind in OVERLAP:
        return "metric_compares_classes" if view.param("metric", metric, "sparse_y_pred") else None
    if "binary" in targets:
        return "metric_needs_two_classes"
    return "value_metric_for_classes" if "value" in targets else "metric_needs_one_hot"


def _value_problems(view: View, placed: Placed) -> Iterator[Problem]:
    """Metrics that can be computed, with values that make them mean little."""
    metric, units = placed.metric, _units(view, placed.output)
    k = view.param("metric", metric, "k")
    if metric.kind in TOP_K and isinstance(k, int) and 0 < view.classes <= k:
        fix = (
            placed.place.fix_param("set_param", "k", view.classes - 1)
            if view.classes > 2
            else _replace(view, placed)
        )
        yield _problem(view, placed, "top_k_of_few", "warning", fix=fix, k=k)
    count = metric.params.get("num_classes")
    if view.classes and count is not None and count != view.classes:
        fix = placed.place.fix_param("set_param", "num_classes", view.classes)
        yield _problem(view, placed, "metric_num_classes", fix=fix, given=count)
    chosen = metric.params.get("class_id")
    if view.classes and isinstance(chosen, int) and chosen >= max(units or 1, 1):
        yield _problem(
            view,
            placed,
            "metric_class_id",
            fix=placed.place.fix_drop("drop_param", "class_id"),
            given=chosen,
        )
    if metric.kind in ALONG and units == 1 and view.param("metric", metric, "axis") == -1:
        yield _problem(
            view,
            placed,
            "metric_along_one",
            "warning",
            fix=placed.place.fix_param("set_param", "axis", 0),
        )
    if metric.kind == "BinaryAccuracy" and view.labels == "one_hot":
        fix = _replace(view, placed)
        yield _problem(view, placed, "metric_counts_each_unit", "warning", fix=fix)
    elif view.classes:
        yield from _score_problems(view, placed)


def _score_problems(view: View, placed: Placed) -> Iterator[Problem]:
    """Metrics that read probabilities where the network gives scores, and the other way round."""
    found, metric = view.deciding(placed.output), placed.metric
    activation = view.activation(found[1]) if found else UNKNOWN
    if activation == UNKNOWN:
        return
    entry = catalog.find("metric", metric.kind)
    has_logits = entry is not None and entry.param("from_logits") is not None
    shares = activation in SHARES
    if has_logits and shares and metric.params.get("from_logits"):
        yield _problem(
            view,
            placed,
            "metric_expects_scores",
            fix=placed.place.fix_drop("drop_param", "from_logits"),
        )
    elif has_logits and not shares and not metric.params.get("from_logits"):
        fix = placed.place.fix_param("set_param", "from_logits", True)
        yield _problem(view, placed, "metric_expects_shares", "warning", fix=fix)
    elif metric.kind == "BinaryAccuracy" and not shares and metric.params.get("threshold") is None:
        fix = placed.place.fix_param("set_param", "threshold", 0.0)
        yield _problem(view, placed, "metric_cuts_scores", "warning", fix=fix)
    elif metric.kind in THRESHOLDS and not shares and metric.params.get("thresholds") is None:
        fix = placed.place.fix_param("set_param", "thresholds", 0.0)
        yield _problem(view, placed, "metric_cuts_scores", "warning", fix=fix)


def _units(view: View, output: str) -> int | None:
    name = output or (view.output_names[0] if view.output_names else "")
    shape = view.top.shape(name) if view.levels else None
    return shape[-1] if shape else None


def _problem(
    view: View, placed: Placed, code: str, severity: Severity = "error", **values: Any
) -> Problem:
    fix = values.pop("fix")
    told = {"metric": placed.metric.kind, "classes": view.classes or len(view.several), **values}
    told["wanted"] = fitting_metric(view, placed.output)
    return Problem(code, placed.where, told, severity, fix)


def _replace(view: View, placed: Placed) -> Fix:
    wanted = fitting_metric(view, placed.output)
    value = {"kind": wanted, "params": {}}
    patch = ({"op": "replace", "path": pointer(*placed.where), "value": value},)
    return Fix("use_value", patch, {"value": wanted})
