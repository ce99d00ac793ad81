"""How a saved model was trained: optimizer, loss and metrics as parts of a document.

All of it is welcome and none of it is needed: what cannot be said in a document is left out,
with a note.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from kt_core import catalog
from kt_core.catalog import Family
from kt_core.engine import saved_values
from kt_core.experiment import Component
from kt_core.problems import ProblemError

NOTE = "training_dropped"
METRIC_WORDS = ("accuracy", "acc", "crossentropy", "ce")


def training(compiled: Any) -> tuple[dict[str, Any], list[str]]:
    """`loss`, `optimizer` and `metrics` in Keras' `compile_config` (or `training_config` of an
    .h5), as far as the catalog knows them, and the notes on what was left out."""
    if not isinstance(compiled, Mapping) or not compiled:
        return {}, []
    given = {
        "loss": compiled.get("loss"),
        "optimizer": compiled.get("optimizer") or compiled.get("optimizer_config"),
        "metrics": compiled.get("metrics"),
    }
    readers = {"loss": _loss, "optimizer": _optimizer, "metrics": _metrics}
    found, lost = {}, bool(compiled.get("loss_weights") or compiled.get("weighted_metrics"))
    for key, raw in given.items():
        if raw in (None, [], {}):
            continue
        try:
            found[key] = readers[key](raw)
        except (ProblemError, ValueError):
            lost = True
    return found, [NOTE] if lost else []


def _loss(raw: Any) -> Any:
    if isinstance(raw, Mapping) and not saved_values.is_object(raw):
        return {str(name): _one(item, "loss") for name, item in raw.items() if item is not None}
    return _one(raw, "loss")


def _optimizer(raw: Any) -> Any:
    found = _one(raw, "optimizer")
    return found if isinstance(found, str) else {**found, "params": _shortest(found["params"])}


def _metrics(raw: Any) -> Any:
    if isinstance(raw, Mapping) and not saved_values.is_object(raw):
        return {str(name): _metrics(item) for name, item in raw.items() if item}
    if not isinstance(raw, (list, tuple)):
        return [_one(raw, "metric")]
    flat = raw[0] if len(raw) == 1 and isinstance(raw[0], list) else raw
    return [_one(item, "metric") for item in flat if item is not None]


def _one(raw: Any, family: Family) -> Any:
    """A string that Keras accepts, or a component. Raises ProblemError, ValueError."""
    if isinstance(raw, str):
        if catalog.find(family, raw) or (family == "metric" and raw in METRIC_WORDS):
            return raw
        raise ValueError(raw)
    if not saved_values.is_object(raw):
        raise ValueError(str(raw))
    if raw["class_name"] == "function":
        return _one(raw["config"], family)
    made = saved_values.component(raw, family, (family,))
    if catalog.component_problems(family, Component.model_validate(made), (family,)):
        raise ValueError(made["kind"])
    return made


def _shortest(value: Any) -> Any:
    """Numbers as they were typed: Keras keeps 0.01 in float32 and writes 0.009999999776482582."""
    if isinstance(value, dict):
        return {key: _shortest(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shortest(item) for item in value]
    if isinstance(value, float) and float(np.float32(value)) == value:
        return float(str(np.float32(value)))
    return value
