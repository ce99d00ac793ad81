"""Will keeping weights for looking back leave what is expected, and how much of the disk?"""

from collections.abc import Iterable
from typing import Any

from kt_core.checks.view import View
from kt_core.problems import Fix, Problem
from kt_core.snapshots import BYTES, planned

WHERE = ("fit", "snapshots", "every")
BYTES_PER_NUMBER = 4
MEGABYTE = 1_000_000


def snapshot_problems(view: View) -> Iterable[Problem]:
    """An interval that is none or longer than the training, and what is thinned out or large."""
    fit = view.experiment.fit
    if fit is None or fit.snapshots is None or fit.epochs < 1:
        return
    every, epochs = fit.snapshots.every, fit.epochs
    values: dict[str, Any] = {"given": every, "epochs": epochs}
    if every < 1:
        yield Problem("snapshots_below_one", WHERE, values, fix=_every(1))
        return
    size = weight_bytes(sum(view.counts.get(node.name, 0) for node in view.experiment.network))
    found, wanted = planned(epochs=epochs, every=every, size=size), -(-epochs // every)
    values |= {
        "count": found.count,
        "wanted": wanted,
        "stride": found.stride,
        "each": _megabytes(size),
        "disk": _megabytes(found.size),
    }
    if every > epochs:
        yield Problem("snapshots_too_seldom", WHERE, values, "warning", _every(epochs))
    elif found.size > BYTES:
        yield Problem("snapshots_large", WHERE, values, "warning", _none())
    elif found.stride > every:
        yield Problem("snapshots_thinned", WHERE, values, "info", _every(found.stride))


def weight_bytes(params: int) -> int:
    """What one snapshot of a model with so many numbers takes on the disk, about."""
    return BYTES_PER_NUMBER * params


def _megabytes(size: int) -> float:
    return round(size / MEGABYTE, 1)


def _every(value: int) -> Fix:
    patch = ({"op": "add", "path": "/fit/snapshots/every", "value": value},)
    return Fix("use_value", patch, {"value": value})


def _none() -> Fix:
    return Fix("snapshots_off", ({"op": "remove", "path": "/fit/snapshots"},))
