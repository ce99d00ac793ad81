"""Do callbacks watch something that will exist, and can they do what they are asked?"""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kt_core import catalog
from kt_core.checks.metrics import logged
from kt_core.checks.view import View
from kt_core.experiment import Component
from kt_core.problems import Fix, Problem, nearest, pointer
from kt_core.sites import Site

MONITORING = ("EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint")
UP = (
    *("AUC", "Accuracy", "BinaryAccuracy", "BinaryIoU", "CategoricalAccuracy"),
    *("ConcordanceCorrelation", "CosineSimilarity", "F1Score", "FBetaScore", "IoU", "MeanIoU"),
    *("OneHotIoU", "OneHotMeanIoU", "PearsonCorrelation", "Precision", "PrecisionAtRecall"),
    *("R2Score", "Recall", "RecallAtPrecision", "SensitivityAtSpecificity"),
    *("SparseCategoricalAccuracy", "SparseTopKCategoricalAccuracy", "SpecificityAtSensitivity"),
    "TopKCategoricalAccuracy",
)
"""Metrics of which more is better; source: `_direction` of Keras' own metrics."""
UNDIRECTED = ("FalseNegatives", "FalsePositives", "TrueNegatives", "TruePositives")
"""Metrics for which Keras knows no direction."""
Place = tuple[Component, Site]


def callback_problems(view: View) -> Iterable[Problem]:
    """Monitors, their direction and patience; what the optimizer forbids."""
    if view.experiment.is_network_only or not view.levels:
        return
    known = logged(view)
    for callback, place in callbacks(view):
        if callback.kind in MONITORING and _watches(view, callback):
            yield from _monitor_problems(view, (callback, place), known)
        if callback.kind in ("EarlyStopping", "ReduceLROnPlateau"):
            yield from _patience_problems(view, (callback, place))
        if callback.kind == "ReduceLROnPlateau":
            yield from _plateau_problems(view, (callback, place))
        if callback.kind == "SwapEMAWeights":
            yield from _ema_problems(view, place)


def callbacks(view: View) -> Iterator[Place]:
    """Each callback with its place."""
    for index, callback in enumerate(view.experiment.callbacks):
        if isinstance(callback, Component):
            yield callback, view.component("callbacks", index)


def log_names(view: View) -> list[str]:
    """The names under which Keras will log, validation included."""
    if not view.levels:
        return []
    names = list(logged(view))
    return names + [f"val_{name}" for name in names] if _validated(view) else names


def _validated(view: View) -> bool:
    return view.experiment.data is None or view.experiment.data.validation is not None


def _watches(view: View, callback: Component) -> bool:
    """ModelCheckpoint only looks at its monitor when it keeps the best one."""
    only_best = bool(view.param("callback", callback, "save_best_only"))
    return callback.kind != "ModelCheckpoint" or only_best


def _monitor_problems(
    view: View, found: Place, known: Mapping[str, Component | None]
) -> Iterable[Problem]:
    callback, place = found
    monitor, names = view.param("callback", callback, "monitor"), log_names(view)
    if not isinstance(monitor, str):
        return
    if monitor in names:
        yield from _mode_problems(view, found, (monitor, known.get(monitor.removeprefix("val_"))))
        return
    plain = monitor.removeprefix("val_")
    near = plain if plain in names else nearest(monitor, names) or "loss"
    lonely = monitor.startswith("val_") and not _validated(view)
    code = "monitor_without_validation" if lonely else "unknown_monitor"
    values = {"callback": callback.kind, "monitor": monitor, "known": names, "nearest": near}
    needed = {"monitor": near}
    if view.param("callback", callback, "mode") == "auto" and _undirected(view, near, known):
        needed["mode"] = _better(known.get(near.removeprefix("val_")))
    fix = place.fix_params("set_param", needed)
    yield Problem(code, (*place.where, "params", "monitor"), values, fix=fix)


def _mode_problems(
    view: View, found: Place, watched: tuple[str, Component | None]
) -> Iterable[Problem]:
    callback, place = found
    monitor, metric = watched
    mode = view.param("callback", callback, "mode")
    kind, better = metric.kind if metric else "loss", _better(metric)
    values = {"callback": callback.kind, "monitor": monitor, "mode": mode, "better": better}
    where = (*place.where, "params", "mode")
    if mode == "auto" and _undirected(view, monitor, {monitor.removeprefix("val_"): metric}):
        yield Problem(
            "monitor_without_direction",
            where,
            values,
            fix=place.fix_param("set_param", "mode", better),
        )
    elif mode in ("min", "max") and mode != better and _is_known(kind):
        fix = place.fix_param("set_param", "mode", better)
        yield Problem("monitor_wrong_direction", where, values, "warning", fix)
    if callback.kind == "EarlyStopping" and kind in UP and mode != "min":
        delta = view.param("callback", callback, "min_delta")
        if isinstance(delta, (int, float)) and abs(delta) >= 1 and kind != "R2Score":
            told, here = {**values, "given": delta}, (*place.where, "params", "min_delta")
            fix_delta = place.fix_param("set_param", "min_delta", 0)
            yield Problem("min_delta_too_large", here, told, "warning", fix_delta)


def _better(metric: Component | None) -> str:
    up = metric is not None and (metric.kind in UP or metric.kind.startswith("True"))
    return "max" if up else "min"


def _undirected(view: View, monitor: str, known: Mapping[str, Component | None]) -> bool:
    """Whether Keras cannot tell the direction: metrics of one of several outputs, or counts."""
    name = monitor.removeprefix("val_")
    metric = known.get(name)
    several = len(view.output_names) > 1 and name != "loss"
    return several or (metric is not None and metric.kind in UNDIRECTED)


def _is_known(kind: str) -> bool:
    return kind == "loss" or catalog.find("metric", kind) is not None


def _patience_problems(view: View, found: Place) -> Iterable[Problem]:
    callback, place = found
    epochs = view.experiment.fit.epochs if view.experiment.fit else 1
    for name in ("patience", "start_from_epoch") if epochs > 1 else ():
        given = view.param("callback", callback, name)
        keeps_best = bool(view.param("callback", callback, "restore_best_weights"))
        if not isinstance(given, (int, float)) or given < epochs:
            continue
        if name == "patience" and keeps_best:
            continue  # a way to keep the best epoch's weights, which works
        wanted = max(1, math.ceil(epochs / 5)) if name == "patience" else 0
        values = {"callback": callback.kind, "given": given, "epochs": epochs, "param": name}
        where = (*place.where, "params", name)
        yield Problem(
            "patience_too_long",
            where,
            values,
            "warning",
            place.fix_param("set_param", name, wanted),
        )


def _plateau_problems(view: View, found: Place) -> Iterable[Problem]:
    callback, place = found
    optimizer = view.experiment.optimizer
    if not isinstance(optimizer, Component):
        return
    rate = view.param("optimizer", optimizer, "learning_rate")
    values: dict[str, Any] = {"optimizer": optimizer.kind, "callback": callback.kind}
    if isinstance(rate, Component):
        fix = _remove(place, callback.kind)
        told = {**values, "schedule": rate.kind}
        yield Problem("schedule_and_plateau", place.where, told, fix=fix)
        return
    lowest = view.param("callback", callback, "min_lr")
    if isinstance(lowest, (int, float)) and isinstance(rate, (int, float)) and lowest >= rate > 0:
        told, where = {**values, "given": lowest, "rate": rate}, (*place.where, "params", "min_lr")
        fix = place.fix_param("set_param", "min_lr", rate / 100)
        yield Problem("plateau_at_its_end", where, told, "warning", fix)
    yield from _late_problems(view, found)


def _late_problems(view: View, found: Place) -> Iterable[Problem]:
    """ReduceLROnPlateau that waits at least as long as EarlyStopping for the same figure."""
    callback, place = found
    patience = view.param("callback", callback, "patience")
    for other, _ in callbacks(view):
        if other.kind != "EarlyStopping":
            continue
        stop = view.param("callback", other, "patience")
        same = view.param("callback", other, "monitor") == view.param(
            "callback", callback, "monitor"
        )
        if same and isinstance(stop, int) and isinstance(patience, int) and 1 < stop <= patience:
            values = {"given": patience, "stop": stop}
            where = (*place.where, "params", "patience")
            fix = place.fix_param("set_param", "patience", max(1, stop // 2))
            yield Problem("plateau_after_stop", where, values, "warning", fix)


def _ema_problems(view: View, place: Site) -> Iterable[Problem]:
    optimizer = view.experiment.optimizer
    if isinstance(optimizer, Component) and not optimizer.params.get("use_ema"):
        values = {"optimizer": optimizer.kind}
        fix = view.component("optimizer").fix_param("set_param", "use_ema", True)
        yield Problem("swap_without_ema", place.where, values, fix=fix)


def _remove(place: Site, kind: str) -> Fix:
    patch = ({"op": "remove", "path": pointer(*place.path)},)
    return Fix("remove_callback", patch, {"callback": kind})
