"""Cross-validation: one experiment as several runs, and what their figures say together."""

import copy
import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kt_core import catalog
from kt_core.data import data_problems
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError
from kt_core.runs import Run

MOST_RUNS = 100
FOLDS = 5
SHARED = ("folds", "repeats", "stratified", "groups", "identical")
"""What all folds have in common: the parameters of a cross-validation."""

Document = dict[str, Any]
Member = tuple[dict[str, int], Document]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number in every fold, None where it is not known yet, and what they say.

    `deviation` is the standard deviation over the folds, with n - 1. Both are None with fewer
    than two values, or when one of them is no finite number.
    """

    name: str
    values: tuple[float | None, ...]
    mean: float | None
    deviation: float | None


def members(document: Document, params: Mapping[str, Any]) -> list[Member]:
    """Each fold's place and document, in the order in which they are to be trained."""
    shared = {name: params[name] for name in SHARED if params.get(name) is not None}
    repeats, found = params.get("repeats", 1), []
    for repeat in range(repeats):
        for fold in range(params.get("folds", FOLDS)):
            place = {"fold": fold, **({"repeat": repeat} if repeats > 1 else {})}
            changed = copy.deepcopy(document)
            changed["data"]["validation"] = {"kind": "fold", "params": {**shared, **place}}
            found.append((place, changed))
    return found


def problems(document: Document, params: Mapping[str, Any]) -> list[Problem]:
    """What is in the way of this cross-validation, or unwise in it: each fault once."""
    if not document.get("data"):
        return [Problem("no_data", ("data",))]
    first = copy.deepcopy(document)
    shared = {name: value for name, value in params.items() if value is not None}
    first["data"]["validation"] = {"kind": "fold", "params": shared}
    found = _problems(first)
    if any(problem.severity == "error" for problem in found):
        return found
    count = params.get("folds", FOLDS) * params.get("repeats", 1)
    if count > MOST_RUNS:
        values = {"count": count, "most": MOST_RUNS}
        return [Problem("folds_too_many", ("data", "validation"), values)]
    every = [problem for _, each in members(document, params) for problem in _problems(each)]
    return list({problem.code: problem for problem in [*every, *_order(document)]}.values())


def _order(document: Document) -> list[Problem]:
    """Folds are dealt at random: where the latest rows were held out, that is no more so."""
    column = ((document["data"].get("validation") or {}).get("params") or {}).get("time")
    where = ("data", "validation")
    values = {"column": column}
    return [Problem("folds_mix_times", where, values, "warning")] if column else []


def _problems(document: Document) -> list[Problem]:
    experiment = parse(document)
    assert experiment.data is not None
    return data_problems(experiment.data, seed=experiment.seed)


def refuse(document: Document, params: Mapping[str, Any]) -> None:
    """Raises ProblemError with the errors among `problems`."""
    errors = [each for each in problems(document, params) if each.severity == "error"]
    if errors:
        raise ProblemError(*errors)


def state(runs: Sequence[Run]) -> str:
    """The state of all together: what still goes on, else how it ended worst."""
    order = ("running", "queued", "paused", "failed", "interrupted", "stopped", "finished")
    present = {run.state for run in runs}
    return next((each for each in order if each in present), "finished")


def values(run: Run, last: Mapping[str, Any] | None) -> dict[str, float]:
    """What a fold has reached: its last finished epoch, under Keras' log names.

    Once it has ended, what its saved model reaches on the held-out rows takes their place: not
    the same where EarlyStopping has put back the weights of an earlier epoch.
    """
    found = {name: _number(value) for name, value in (last or {}).items()}
    measured = (run.result or {}).get("validation", {}) if run.ended else {}
    return {**found, **{f"val_{name}": _number(value) for name, value in measured.items()}}


def figures(folds: Sequence[Mapping[str, float]]) -> list[Figure]:
    """Mean and spread of every metric; `folds` has one map of values for each fold.

    What was measured on held-out rows stands first.
    """
    names = list(dict.fromkeys(name for each in folds for name in each))
    names.sort(key=lambda name: not name.startswith("val_"))
    return [_figure(name, [each.get(name) for each in folds]) for name in names]


def _figure(name: str, found: Sequence[float | None]) -> Figure:
    known = [value for value in found if value is not None]
    sound = len(known) > 1 and all(math.isfinite(value) for value in known)
    mean, deviation = (statistics.fmean(known), statistics.stdev(known)) if sound else (None, None)
    return Figure(name, tuple(found), mean, deviation)


def _number(value: Any) -> float:
    return float(str(value).replace("Infinity", "inf")) if isinstance(value, str) else float(value)


@dataclass(frozen=True, slots=True)
class Final:
    """The document of the final model, and what had to change besides `validation`.

    `dropped` are callbacks that watch validation; `epochs` is set when one of them would have
    decided how long to train: the median of the epochs of the folds' lowest validation loss.
    """

    document: Document
    dropped: tuple[str, ...]
    epochs: int | None


def final(document: Document, losses: Iterable[Sequence[float]]) -> Final:
    """The experiment on all training rows, without validation.

    `losses` has the validation loss of every epoch of each fold.
    """
    changed = copy.deepcopy(document)
    changed["data"]["validation"] = None
    given = changed.get("callbacks") or []
    dropped = [each for each in given if _watches_validation(each)]
    changed["callbacks"] = [each for each in given if each not in dropped]
    kinds = tuple(_kind(each) for each in dropped)
    best = [_best_epoch(each) for each in losses if len(each)]
    epochs = math.ceil(statistics.median(best)) if best and "EarlyStopping" in kinds else None
    if epochs is not None:
        changed["fit"] = {**(changed.get("fit") or {}), "epochs": epochs}
    return Final(changed, kinds, epochs)


def _best_epoch(losses: Sequence[float]) -> int:
    """The epoch (counted from 1) with the lowest loss; one that is no number is never it."""
    order = [loss if math.isfinite(loss) else math.inf for loss in map(_number, losses)]
    return order.index(min(order)) + 1


def _watches_validation(callback: Any) -> bool:
    """Whether it looks at a figure of validation, or writes one into a file's name."""
    entry = catalog.find("callback", _kind(callback))
    monitor = entry.param("monitor") if entry else None
    if monitor is None:
        return False
    params = callback.get("params", {}) if isinstance(callback, dict) else {}
    return "{val_" in str(params.get("filepath")) or str(
        params.get("monitor", monitor.default)
    ).startswith("val_")


def _kind(callback: Any) -> str:
    return callback["kind"] if isinstance(callback, dict) else str(callback)
