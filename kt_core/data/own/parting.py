"""Which rows of a table are set apart for the test: by chance, by group, or the latest."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from kt_core.data.own.columns import Column
from kt_core.data.preparation import TEST_FRACTION, TEST_SEED, with_test_part
from kt_core.data.sets import Arrays
from kt_core.problems import Problem, ProblemError

WAYS = ("random", "group", "time")


def parted(
    x: np.ndarray,
    y: np.ndarray,
    parting: Any,
    columns: Mapping[str, Column],
    rows: np.ndarray,
    *,
    classes: tuple[str, ...],
) -> Arrays:
    """The arrays with a fifth of the rows as test part.

    `parting`: {"kind": "random"}; {"kind": "group", "column": c} keeps rows with the same cell on
    one side; {"kind": "time", "column": c} takes the latest. `rows` (bool) are those that x and y
    hold of the table. Raises ProblemError.
    """
    given = dict(parting) if isinstance(parting, Mapping) else {"kind": "random"}
    if given.get("kind", "random") == "random":
        return Arrays(**with_test_part(x, y, stratified=bool(classes)))
    held = _held(given, columns, rows)
    if held.all() or not held.any():
        raise ProblemError(Problem("own_parting_empty", values={"name": str(given.get("column"))}))
    if classes and (absent := set(range(len(classes))) - set(y[~held].tolist())):
        values = {"name": classes[min(absent)], "column": str(given.get("column"))}
        raise ProblemError(Problem("own_parting_class", values=values))
    return Arrays(x[~held], y[~held], x[held], y[held])


def _held(given: Mapping[str, Any], columns: Mapping[str, Column], rows: np.ndarray) -> np.ndarray:
    found = columns.get(str(given.get("column")))
    if found is None or given["kind"] not in WAYS:
        values = {"given": str(given)[:60], "known": list(columns)[:20]}
        raise ProblemError(Problem("own_parting_unknown", values=values))
    if given["kind"] == "group":
        return _groups_held(np.array(found.cells, dtype=object)[rows])
    if found.numbers is None:
        raise ProblemError(Problem("own_parting_time", values={"name": found.name}))
    times = found.numbers[rows]
    if np.isnan(times).any():
        raise ProblemError(Problem("own_parting_missing", values={"name": found.name}))
    held = np.zeros(len(times), dtype=bool)
    held[np.argsort(times, kind="stable")[-round(len(times) * TEST_FRACTION) :]] = True
    earliest = times[held].min()
    return times >= earliest if (times[~held] == earliest).any() else held


def _groups_held(cells: np.ndarray) -> np.ndarray:
    """Whole groups, drawn until a fifth of the rows is held."""
    groups = np.array(sorted(set(cells.tolist())), dtype=object)
    draw = np.random.RandomState(TEST_SEED).permutation(len(groups))
    held = np.zeros(len(cells), dtype=bool)
    for at in draw:
        if held.sum() >= round(len(cells) * TEST_FRACTION):
            break
        held |= cells == groups[at]
    return held
