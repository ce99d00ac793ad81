"""Losses and metrics of a document: one for all outputs, or each output's own."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from kt_core import edits
from kt_core.catalog import parts
from kt_core.graph.outputs import outputs_of
from kt_core.places import Place, begun
from kt_core.problems import Where

Document = dict[str, Any]


def is_divided(document: Mapping[str, Any]) -> bool:
    """Whether outputs have losses or metrics of their own."""
    loss, metrics = document.get("loss"), document.get("metrics")
    return (isinstance(loss, dict) and not isinstance(loss.get("kind"), str)) or isinstance(
        metrics, dict
    )


def outputs(document: Mapping[str, Any]) -> list[str]:
    """The outputs that can have a loss: the network's, then those that only the document names."""
    named = [*_map(document, "loss"), *_map(document, "metrics")]
    return list(dict.fromkeys([*outputs_of(document), *named]))


def divided(document: Document) -> Document:
    """The document with the loss and the metrics that held for all outputs at each of them."""
    if is_divided(document):
        return document
    names, changed = outputs_of(document), dict(document)
    if document.get("loss") is not None:
        changed["loss"] = {name: copy.deepcopy(document["loss"]) for name in names}
    changed["metrics"] = {name: copy.deepcopy(document.get("metrics", [])) for name in names}
    return changed


def joined(document: Document) -> Document:
    """The document with the first output's loss and metrics for all of them."""
    changed = dict(document)
    if losses := _map(document, "loss"):
        changed["loss"] = next(iter(losses.values()))
    elif document.get("loss") == {}:
        del changed["loss"]
    if isinstance(metrics := document.get("metrics"), dict):
        first: Any = next(iter(metrics.values()), [])
        changed["metrics"] = first if isinstance(first, list) else [first]
    return changed


def loss_places(document: Mapping[str, Any]) -> list[Place]:
    """Where losses stand: one place, or one for each output that has its own loss."""
    if not is_divided(document):
        return [Place(("loss",), "loss")]
    return [Place(("loss", name), "loss") for name in _map(document, "loss")]


def metric_places(document: Mapping[str, Any]) -> list[Place]:
    """Where metrics stand, one place each."""
    metrics = document.get("metrics", [])
    if not isinstance(metrics, dict):
        return [Place(("metrics", index), "metric") for index in range(len(metrics))]
    wheres: list[Where] = []
    for name, own in metrics.items():
        several = [("metrics", name, index) for index in range(len(own))]
        wheres += several if isinstance(own, list) else [("metrics", name)]
    return [Place(where, "metric") for where in wheres]


def metric_kinds(document: Mapping[str, Any], where: Where) -> list[str]:
    """The kinds of the metrics at `where`, `("metrics",)` or `("metrics", "output")`."""
    return [kind_of(metric) for metric in _listed(edits.get(document, where, []))]


def with_metrics(document: Document, where: Where, kinds: Sequence[str]) -> Document:
    """The document with metrics of these kinds at `where`; those that stay keep their values."""
    present = {kind_of(metric): metric for metric in _listed(edits.get(document, where, []))}
    chosen = [present.get(kind) or begun("metric", kind) for kind in kinds]
    return edits.put(document, where, chosen)


def kind_of(component: Any) -> str:
    """The kind of a component, or the string that stands for it."""
    known = parts(component)
    return known[0] if known else str(component)


def _listed(metrics: Any) -> list[Any]:
    return metrics if isinstance(metrics, list) else [metrics]


def _map(document: Mapping[str, Any], part: str) -> dict[str, Any]:
    found = document.get(part)
    return found if isinstance(found, dict) and not isinstance(found.get("kind"), str) else {}
