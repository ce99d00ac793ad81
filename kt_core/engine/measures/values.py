"""Figures of predicted numbers, and of examples given back."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from sklearn import metrics

from kt_core.engine.measures import bootstrap
from kt_core.engine.measures.figure import Figure, figure

Sums = Mapping[str, np.ndarray]


def figures(true: np.ndarray, predicted: np.ndarray) -> dict[str, Any]:
    """MAE, RMSE and R2 of values (n, 1), in units of the target."""
    y, answer = true.reshape(-1).astype("float64"), predicted.reshape(-1).astype("float64")
    value = {
        "mae": metrics.mean_absolute_error(y, answer),
        "rmse": metrics.root_mean_squared_error(y, answer),
        "r2": metrics.r2_score(y, answer) if len(y) > 1 else np.nan,
    }
    of_each = {"off": np.abs(answer - y), "square": (answer - y) ** 2, "y": y - y.mean()}
    of_each["y_square"] = of_each["y"] ** 2
    return _judged(value, of_each, _values)


def given_back(squares: np.ndarray, absolutes: np.ndarray | None) -> dict[str, Any]:
    """MSE and MAE of examples given back, from each one's mean errors (n,), in scaled units;
    without `absolutes` (runs of an earlier version) MSE alone."""
    of_each = {"mse": squares.astype("float64")}
    if absolutes is not None:
        of_each["mae"] = absolutes.astype("float64")
    value = {name: float(each.mean()) for name, each in of_each.items()}
    return _judged(value, of_each, dict)


def _values(mean: Sums) -> dict[str, np.ndarray]:
    """The figures, from means (k,) of what is known of each example."""
    spread = mean["y_square"] - mean["y"] ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        r2 = np.where(spread > 1e-12 * mean["y_square"], 1 - mean["square"] / spread, np.nan)
    return {"mae": mean["off"], "rmse": np.sqrt(mean["square"]), "r2": r2}


def _judged(
    value: Mapping[str, float], of_each: Sums, make: Callable[[Sums], Mapping[str, np.ndarray]]
) -> dict[str, Any]:
    count = len(next(iter(of_each.values())))
    times = bootstrap.resamples(count * len(of_each))
    drawn = [
        make({name: each @ counts / count for name, each in of_each.items()})
        for counts in bootstrap.counts(count, times=times)
    ]
    found: dict[str, Figure] = {
        name: figure(value[name], *bootstrap.ends(np.concatenate([part[name] for part in drawn])))
        for name in value
    }
    return {"scores": found, "resamples": times}
