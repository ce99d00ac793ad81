"""Figures of a classification, from the class of each example and the answered probabilities."""

from typing import Any

import numpy as np
from sklearn import metrics

from kt_core.engine.measures import bootstrap, curves
from kt_core.engine.measures.figure import Figure, figure
from kt_core.engine.measures.ranking import Ranking, areas, ranking
from kt_core.intervals import wilson

PARTS = ("precision", "recall", "f1")


def figures(true: np.ndarray, scores: np.ndarray) -> dict[str, Any]:
    """All figures of class numbers `true` (n,) and answers `scores` (n, classes).

    `scores` holds one figure for each name, `per_class` a list of such tables, `roc`,
    `precision_recall` and `calibration` what is drawn. Averages over classes leave out those that
    neither occur nor were answered, as scikit-learn does.
    """
    count, classes = scores.shape
    confusion = metrics.confusion_matrix(
        true, scores.argmax(axis=1), labels=list(range(classes))
    ).astype("int64")
    times = bootstrap.resamples(count * classes)
    hits = true[:, np.newaxis] == np.arange(classes)
    rankings = [ranking(hits[:, at], scores[:, at]) for at in range(classes)]
    found, per_class = _counted(confusion, times)
    areas, each = ranked(rankings, hits, scores, times)
    for row, more in zip(per_class, each, strict=True):
        row.update(more)
    promised = are_probabilities(scores)
    found |= areas | (_log_loss(true, scores, times) if promised else {})
    shown = drawn(hits, scores) | {"calibration": _calibration(true, scores) if promised else None}
    return {"scores": found, "per_class": per_class, "resamples": times, **shown}


def are_probabilities(scores: np.ndarray) -> bool:
    """Whether each row of (n, classes) is a distribution, as scikit-learn's log loss checks it."""
    room = float(np.sqrt(np.finfo(scores.dtype).eps))
    inside = scores.min() >= 0 and scores.max() <= 1
    return bool(inside and np.allclose(scores.sum(axis=1), 1, rtol=room))


def averages(tables: np.ndarray) -> dict[str, np.ndarray]:
    """Accuracy and averages (k,) and F1 of each class (k, classes) of confusion matrices
    (k, classes, classes); 0 where nothing can be divided by."""
    right = np.diagonal(tables, axis1=1, axis2=2).astype("float64")
    there, told = tables.sum(axis=2), tables.sum(axis=1)
    occurs, answered = there > 0, (there + told) > 0
    parts = {
        "precision": _divided(right, told),
        "recall": _divided(right, there),
        "f1": _divided(2 * right, there + told),
    }
    found = {"accuracy": right.sum(axis=1) / there.sum(axis=1)}
    found["balanced_accuracy"] = parts["recall"].sum(axis=1) / occurs.sum(axis=1)
    for name, values in parts.items():
        found[f"{name}_macro"] = values.sum(axis=1) / answered.sum(axis=1)
        found[f"{name}_weighted"] = (values * there).sum(axis=1) / there.sum(axis=1)
    return {**found, "f1": parts["f1"]}


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)


def _counted(confusion: np.ndarray, times: int) -> tuple[dict[str, Figure], list[dict[str, Any]]]:
    """What follows from the confusion matrix alone."""
    value = {name: found[0] for name, found in averages(confusion[np.newaxis]).items()}
    drawn = [averages(tables) for tables in bootstrap.tables(confusion, times=times)]
    ends = {name: bootstrap.ends(np.concatenate([part[name] for part in drawn])) for name in value}
    found = {name: figure(value[name], *ends[name]) for name in value if name != "f1"}
    right, total = int(confusion.trace()), int(confusion.sum())
    found["accuracy"] = figure(value["accuracy"], *wilson(right, total))
    found |= {f"{name}_micro": dict(found["accuracy"]) for name in PARTS}
    return found, _per_class(confusion, value["f1"], ends["f1"])


def _per_class(
    confusion: np.ndarray, f1: np.ndarray, f1_ends: tuple[np.ndarray, np.ndarray]
) -> list[dict[str, Any]]:
    right, there, told = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    precision = _divided(right.astype("float64"), told), *wilson(right, told)
    recall = _divided(right.astype("float64"), there), *wilson(right, there)
    tables = {"precision": precision, "recall": recall, "f1": (f1, *f1_ends)}
    return [
        {
            "support": int(there[at]),
            "answered": int(told[at]),
            **{name: figure(*(part[at] for part in table)) for name, table in tables.items()},
        }
        for at in range(len(confusion))
    ]


def ranked(
    rankings: list[Ranking], hits: np.ndarray, scores: np.ndarray, times: int
) -> tuple[dict[str, Figure], list[dict[str, Figure]]]:
    """Areas of each class and their means, over the classes that have one; `hits` bool
    (n, classes): of which an example is."""
    parts = [
        [areas(one, counts) for one in rankings]
        for counts in bootstrap.counts(len(hits), times=times)
    ]
    found: dict[str, Figure] = {}
    each: list[dict[str, Figure]] = [{} for _ in rankings]
    known = {"roc_auc": metrics.roc_auc_score, "average_precision": metrics.average_precision_score}
    for place, (name, judge) in enumerate(known.items()):
        again = np.concatenate([np.stack([one[place] for one in part], 1) for part in parts])
        value = np.array([_area(judge, hits[:, at], scores[:, at]) for at in range(len(rankings))])
        low, high = bootstrap.ends(again)
        for at, row in enumerate(each):
            row[name] = figure(value[at], low[at], high[at])
        found[f"{name}_macro"] = _mean(value, again)
    return found, each


def _area(judge: Any, hit: np.ndarray, score: np.ndarray) -> float:
    return float(judge(hit, score)) if 0 < hit.sum() < len(hit) else np.nan


def _mean(value: np.ndarray, again: np.ndarray) -> Figure:
    """The mean over the classes that have an area, and its interval."""
    known = np.isfinite(value)
    if not known.any():
        return figure(np.nan, np.nan, np.nan)
    there = np.isfinite(again[:, known])
    sums = np.where(there, again[:, known], 0.0).sum(axis=1)
    with np.errstate(invalid="ignore"):
        means = sums / there.sum(axis=1)
    return figure(value[known].mean(), *bootstrap.ends(means))


def _log_loss(true: np.ndarray, scores: np.ndarray, times: int) -> dict[str, Figure]:
    value = metrics.log_loss(true, y_proba=scores, labels=list(range(scores.shape[1])))
    room = np.finfo(scores.dtype).eps
    losses = -np.log(np.clip(scores[np.arange(len(true)), true], room, 1 - room).astype("float64"))
    again = [losses @ counts / len(true) for counts in bootstrap.counts(len(true), times=times)]
    return {"log_loss": figure(value, *bootstrap.ends(np.concatenate(again)))}


def drawn(hits: np.ndarray, scores: np.ndarray) -> dict[str, Any]:
    """Curves of each class, None for one without examples or without others."""
    some = [bool(0 < each.sum() < len(each)) for each in hits.T]
    both = {"roc": curves.roc, "precision_recall": curves.precision_recall}
    found: dict[str, Any] = {
        name: [draw(hits[:, at], scores[:, at]) if known else None for at, known in enumerate(some)]
        for name, draw in both.items()
    }
    return {**found, "roc_macro": curves.mean_roc(found["roc"])}


def _calibration(true: np.ndarray, scores: np.ndarray) -> dict[str, Any]:
    chosen = scores.argmax(axis=1)
    sure = scores[np.arange(len(chosen)), chosen]
    each = [curves.calibration(true == at, scores[:, at]) for at in range(scores.shape[1])]
    return {"answers": curves.calibration(chosen == true, sure), "classes": each}
