"""Do callbacks watch something that will exist, and can they do what they are asked?"""

import re
from collections.abc import Iterable

from kt_core.checks.metrics import metrics
from kt_core.checks.view import View
from kt_core.experiment import Component
from kt_core.problems import Fix, Problem, Where, nearest, pointer

MONITORING = ("EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint")
UNNAMED = ("MeanIoU", "IoU", "BinaryIoU", "OneHotIoU", "OneHotMeanIoU")


def callback_problems(view: View) -> Iterable[Problem]:
    """Monitors that will not exist, and a schedule that ReduceLROnPlateau could not change."""
    if view.experiment.is_network_only:
        return
    names = log_names(view)
    for index, callback in enumerate(view.experiment.callbacks):
        if not isinstance(callback, Component):
            continue
        where: Where = ("callbacks", index)
        if callback.kind in MONITORING and names:
            yield from _monitor_problems(view, callback, where, names)
        if callback.kind == "ReduceLROnPlateau":
            yield from _schedule_problems(view, index)


def log_names(view: View) -> list[str]:
    """The names under which Keras will log, validation included; empty when they can't be known."""
    names = ["loss"]
    several = len(view.output_names) > 1
    for where, metric in metrics(view):
        given = metric.params.get("name")
        if metric.kind in UNNAMED and not isinstance(given, str):
            return []
        name = given if isinstance(given, str) else _snake_case(metric.kind)
        prefix = f"{where[1]}_" if several and isinstance(where[1], str) else ""
        names.append(prefix + name)
    if several:
        names += [f"{name}_loss" for name in view.output_names]
    validated = view.experiment.data is None or view.experiment.data.validation is not None
    return names + [f"val_{name}" for name in names] if validated else names


def _monitor_problems(
    view: View, callback: Component, where: Where, names: list[str]
) -> Iterable[Problem]:
    monitor = view.param("callback", callback, "monitor")
    if not isinstance(monitor, str) or monitor in names:
        return
    near = monitor.removeprefix("val_")
    near = near if near in names else nearest(monitor, names) or "loss"
    code = "unknown_monitor"
    if monitor.startswith("val_") and not any(name.startswith("val_") for name in names):
        code = "monitor_without_validation"
    place = (*where, "params", "monitor")
    values = {"callback": callback.kind, "monitor": monitor, "known": names, "nearest": near}
    yield Problem(code, place, values, fix=_set_monitor(view, int(where[1]), near))


def _set_monitor(view: View, index: int, name: str) -> Fix | None:
    given = view.given.callbacks[index]
    if isinstance(given, str):
        return None
    has_params = "params" in given.model_fields_set
    path = pointer("callbacks", index, "params", *(["monitor"] if has_params else []))
    value = name if has_params else {"monitor": name}
    return Fix("use_value", ({"op": "add", "path": path, "value": value},), {"value": name})


def _schedule_problems(view: View, index: int) -> Iterable[Problem]:
    optimizer = view.experiment.optimizer
    if not isinstance(optimizer, Component):
        return
    rate = optimizer.params.get("learning_rate")
    if isinstance(rate, Component):
        patch = ({"op": "remove", "path": pointer("callbacks", index)},)
        values = {"schedule": rate.kind, "optimizer": optimizer.kind}
        fix = Fix("remove_callback", patch, {"callback": "ReduceLROnPlateau"})
        yield Problem("schedule_and_plateau", ("callbacks", index), values, fix=fix)


def _snake_case(kind: str) -> str:
    spaced = re.sub(r"(.)([A-Z][a-z0-9]+)", r"\1_\2", kind)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", spaced).lower()
