"""Figures of several labels for each example, from labels (n, labels) and probabilities."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from kt_core.engine.measures import bootstrap, curves
from kt_core.engine.measures.classes import drawn, ranked
from kt_core.engine.measures.figure import Figure, figure
from kt_core.engine.measures.ranking import ranking
from kt_core.intervals import wilson
from kt_core.several import USUAL

PARTS = ("precision", "recall", "f1")
Ends = tuple[np.ndarray, np.ndarray]


def figures(true: np.ndarray, scores: np.ndarray) -> dict[str, Any]:
    """All figures of labels 0 and 1 `true` (n, labels) and probabilities `scores` (n, labels).

    The keys are those of `classes.figures`; `per_class` has one table for each label, with
    `log_loss` and `counts` (there and given, there and not given, given for nothing, neither).
    A label is given above 0.5. Figures where nothing can be divided by are 0, as scikit-learn's
    `zero_division=0`.
    """
    hits, given = true > USUAL, scores > USUAL
    times = bootstrap.resamples(hits.size)
    found, per_label = _counted(hits, given, times)
    order = [ranking(hits[:, at], scores[:, at]) for at in range(hits.shape[1])]
    more, each = ranked(order, hits, scores, times)
    losses, loss = _log_losses(hits, scores, times)
    for row, areas, lost in zip(per_label, each, losses, strict=True):
        row |= {**areas, "log_loss": lost}
    found |= {**more, **_ranking_figures(hits, scores, times), "log_loss": loss}
    shown = drawn(hits, scores) | {"calibration": _calibration(hits, scores)}
    return {"scores": found, "per_class": per_label, "resamples": times, **shown}


def _counted(
    hits: np.ndarray, given: np.ndarray, times: int
) -> tuple[dict[str, Figure], list[dict[str, Any]]]:
    """What follows from which labels are given."""
    cells = [hits & given, hits & ~given, ~hits & given]
    once = np.ones((len(hits), 1))
    value = {name: part[0] for name, part in _averages(cells, once).items()}
    parts = [_averages(cells, counts) for counts in _draws(hits, times)]
    again = {name: np.concatenate([part[name] for part in parts]) for name in value}
    ends = {name: bootstrap.ends(drawn) for name, drawn in again.items()}
    found = {name: figure(value[name], *ends[name]) for name in value if name != "f1"}
    exact = int((hits == given).all(axis=1).sum())
    found["subset_accuracy"] = figure(exact / len(hits), *wilson(exact, len(hits)))
    return found, _per_label(cells, value["f1"], ends["f1"])


def _averages(cells: list[np.ndarray], counts: np.ndarray) -> dict[str, np.ndarray]:
    """Averages (k,) and F1 of each label (k, labels) of resamples with `counts` (n, k); `cells` are
    bool (n, labels): right, missed, and given for nothing."""
    right, missed, wrong = (counts.T @ cell for cell in cells)
    of_labels = _parts(right, right + wrong, right + missed)
    of_all = _parts(*(each.sum(axis=1) for each in (right, right + wrong, right + missed)))
    one = [cell.sum(axis=1) for cell in cells]
    of_examples = _parts(one[0], one[0] + one[2], one[0] + one[1])
    there, drawn = right + missed, counts.sum(axis=0)
    found = {"hamming_loss": (missed + wrong).sum(axis=1) / (drawn * cells[0].shape[1])}
    for name in PARTS:
        found[f"{name}_macro"] = of_labels[name].mean(axis=1)
        found[f"{name}_micro"] = of_all[name]
        total = there.sum(axis=1)
        found[f"{name}_weighted"] = _divided((of_labels[name] * there).sum(axis=1), total)
        found[f"{name}_samples"] = of_examples[name] @ counts / drawn
    union = one[0] + one[1] + one[2]
    found["jaccard_samples"] = _divided(one[0], union) @ counts / drawn
    return {**found, "f1": of_labels["f1"]}


def _parts(right: np.ndarray, told: np.ndarray, there: np.ndarray) -> dict[str, np.ndarray]:
    """Precision, recall and F1 of counts of any shape."""
    both = _divided(2 * right, there + told)
    return {"precision": _divided(right, told), "recall": _divided(right, there), "f1": both}


def _per_label(cells: list[np.ndarray], f1: np.ndarray, f1_ends: Ends) -> list[dict[str, Any]]:
    right, missed, wrong = (cell.sum(axis=0).astype("int64") for cell in cells)
    rest = len(cells[0]) - right - missed - wrong
    precision = _divided(right, right + wrong), *wilson(right, right + wrong)
    recall = _divided(right, right + missed), *wilson(right, right + missed)
    tables = {"precision": precision, "recall": recall, "f1": (f1, *f1_ends)}
    return [
        {
            "support": int(right[at] + missed[at]),
            "answered": int(right[at] + wrong[at]),
            "counts": [int(each[at]) for each in (right, missed, wrong, rest)],
            **{name: figure(*(part[at] for part in table)) for name, table in tables.items()},
        }
        for at in range(len(right))
    ]


def _ranking_figures(hits: np.ndarray, scores: np.ndarray, times: int) -> dict[str, Figure]:
    """How well the labels of each example are put in order, from each example's own figure."""
    of_each = np.stack([_precision_of_order(hits, scores), _pairs_lost(hits, scores)])
    again = [of_each @ counts / len(hits) for counts in _draws(hits, times)]
    low, high = bootstrap.ends(np.concatenate(again, axis=1).T)
    names = ("ranking_precision", "ranking_loss")
    return {name: figure(of_each[at].mean(), low[at], high[at]) for at, name in enumerate(names)}


def _precision_of_order(hits: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """For each example the mean, over the labels it has, of how many of those ranked as high it
    has: (n,), 1 where nothing can be put in order. Mean: label ranking average precision."""
    sums, there = np.zeros(len(hits)), hits.sum(axis=1)
    for at in range(hits.shape[1]):
        as_high = scores >= scores[:, [at]]
        share = (as_high & hits).sum(axis=1) / as_high.sum(axis=1)
        sums += np.where(hits[:, at], share, 0.0)
    trivial = (there == 0) | (there == hits.shape[1])
    return np.where(trivial, 1.0, sums / np.maximum(there, 1))


def _pairs_lost(hits: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """For each example the share of pairs, of a label it has and one it has not, in the wrong
    order: (n,). Mean: label ranking loss."""
    lost, there = np.zeros(len(hits)), hits.sum(axis=1)
    for at in range(hits.shape[1]):
        above = ((scores >= scores[:, [at]]) & ~hits).sum(axis=1)
        lost += np.where(hits[:, at], above, 0)
    pairs = there * (hits.shape[1] - there)
    return _divided(lost, pairs)


def _log_losses(hits: np.ndarray, scores: np.ndarray, times: int) -> tuple[list[Figure], Figure]:
    """The log loss of each label, and their mean."""
    room = np.finfo(scores.dtype).eps
    told = np.clip(np.where(hits, scores, 1 - scores), room, 1 - room).astype("float64")
    losses = -np.log(told)
    again = np.concatenate([counts.T @ losses for counts in _draws(hits, times)]) / len(hits)
    low, high = bootstrap.ends(again)
    each = [
        figure(value, *ends) for value, *ends in zip(losses.mean(axis=0), low, high, strict=True)
    ]
    return each, figure(losses.mean(), *bootstrap.ends(again.mean(axis=1)))


def _calibration(hits: np.ndarray, scores: np.ndarray) -> dict[str, Any]:
    each = [curves.calibration(hits[:, at], scores[:, at]) for at in range(hits.shape[1])]
    return {"answers": curves.calibration(hits.ravel(), scores.ravel()), "classes": each}


def _draws(hits: np.ndarray, times: int) -> Iterator[np.ndarray]:
    return bootstrap.counts(len(hits), times=times)


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    above = np.asarray(above, dtype="float64")
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)
