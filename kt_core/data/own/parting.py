"""Which examples are set apart for the test: by chance, by whole groups, or the latest.

`Known` is what is known of each example beside its label, whatever kind of file it is from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kt_core.data.grouping import split_groups, split_latest
from kt_core.data.preparation import TEST_FRACTION, TEST_SEED, split_rows
from kt_core.problems import Problem, ProblemError

WAYS = ("random", "group", "time")
Beside = dict[str, np.ndarray]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Of each example its group, (n,) of anything that can be sorted, and its time, float64 (n,)
    with NaN where it is missing; None where nothing is known. `grouping` and `timing` name them."""

    grouping: str | None = None
    groups: np.ndarray | None = None
    timing: str | None = None
    times: np.ndarray | None = None

    def only(self, rows: np.ndarray) -> "Known":
        """The same for these rows (places or bool)."""
        groups = None if self.groups is None else self.groups[rows]
        times = None if self.times is None else self.times[rows]
        return replace(self, groups=groups, times=times)

    def facts(self, parting: str) -> dict[str, Any]:
        """What the card says of it: nothing where nothing is known."""
        said: dict[str, Any] = {}
        if self.groups is not None:
            said |= {"grouping": self.grouping, "groups": len(np.unique(self.groups))}
        if self.times is not None:
            said |= {"timing": self.timing}
        return {**said, "parting": parting} if said else {}

    def beside(self, train: np.ndarray, test: np.ndarray) -> Beside:
        """The arrays that are kept beside the examples; groups are numbered in their order."""
        found: Beside = {}
        for part, rows in (("train", train), ("test", test)):
            if self.groups is not None:
                numbers = np.unique(self.groups, return_inverse=True)[1].ravel()
                found[f"groups_{part}"] = numbers[rows].astype("int64")
            if self.times is not None:
                found[f"times_{part}"] = self.times[rows].astype("float64")
        return found


def way(parting: Any) -> str:
    """How the test part is to be set apart: one of WAYS. Raises ProblemError for another."""
    given = parting.get("kind", "random") if isinstance(parting, Mapping) else "random"
    if given not in WAYS:
        values = {"given": str(given)[:60], "known": list(WAYS)}
        raise ProblemError(Problem("own_parting_unknown", values=values))
    return given


def rows_of_parts(
    kind: str, y: np.ndarray, known: Known, *, classes: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """The rows of the training part and those of the test part, a fifth of all: both ascending.

    `y`: class numbers (n,) or values (n, 1). Raises ProblemError where it can't be divided so.
    """
    if kind == "random":
        return split_rows(y, fraction=TEST_FRACTION, seed=TEST_SEED, stratified=bool(classes))
    if kind == "group":
        train, test = _by_groups(y, known, stratified=bool(classes))
    else:
        train, test = _by_time(known)
    name = (known.grouping if kind == "group" else known.timing) or ""
    if not len(train) or not len(test):
        raise ProblemError(Problem("own_parting_empty", values={"name": name}))
    if classes and (absent := set(range(len(classes))) - set(y[train].tolist())):
        values = {"name": classes[min(absent)], "column": name}
        raise ProblemError(Problem("own_parting_class", values=values))
    return train, test


def _by_groups(y: np.ndarray, known: Known, *, stratified: bool) -> tuple[np.ndarray, np.ndarray]:
    if known.groups is None:
        raise ProblemError(Problem("own_parting_nothing", values={"kind": "group"}))
    told = {"fraction": TEST_FRACTION, "seed": TEST_SEED, "stratified": stratified}
    return split_groups(y, known.groups, **told)


def _by_time(known: Known) -> tuple[np.ndarray, np.ndarray]:
    if known.times is None:
        raise ProblemError(Problem("own_parting_nothing", values={"kind": "time"}))
    if np.isnan(known.times).any():
        raise ProblemError(Problem("own_parting_missing", values={"name": known.timing or ""}))
    return split_latest(known.times, fraction=TEST_FRACTION)


def part_sizes(
    kind: str, y: np.ndarray, known: Known, *, classes: tuple[str, ...]
) -> dict[str, int] | None:
    """How many examples and groups each part would have, None where it can't be divided so."""
    try:
        train, test = rows_of_parts(kind, y, known, classes=classes)
    except ProblemError:
        return None
    told = {"train": len(train), "test": len(test)}
    if known.groups is None:
        return told
    for part, rows in (("train", train), ("test", test)):
        told[f"{part}_groups"] = len(np.unique(known.groups[rows]))
    return told


def group_report(known: Known, parts: tuple[np.ndarray, np.ndarray]) -> dict[str, Any]:
    """How many groups each part has, and how many stand in both; nothing without groups."""
    if known.groups is None:
        return {}
    train, test = (set(known.groups[rows].tolist()) for rows in parts)
    found = {"train": len(train), "test": len(test), "shared": len(train & test)}
    return {"groups": {**found, "name": known.grouping}}
