"""What can be wrong with the numbers of a data set themselves: one class only, rows met twice.

Sets that Keras publishes are known to be sound, and too large to look through at every edit.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.holdout_checks import leaks
from kt_core.data.looks import looks
from kt_core.data.sets import available, labels, load, stamp
from kt_core.data.several import several_problems
from kt_core.data.splitting import Folds, Rows, Split, stored_rows
from kt_core.problems import Fix, Problem, Where

KIND: Where = ("data", "kind")
REPEATED = 0.05
"""Share of validation rows that may also be in training: measured sets have some by chance."""
UNEVEN = 10
"""The largest class has at most this many times the examples of the smallest (SageMaker)."""


@dataclass(frozen=True, slots=True, eq=False)
class Contents:
    """What the rules need of a set: labels, one hash for each row, the largest value.

    `y`: int64 (n,), float32 (n, 1) or (n, labels); `train` and `test`: int64 (rows,). `constant`
    names columns with one value only; `largest` is the largest absolute value of the training part.
    """

    y: np.ndarray
    train: np.ndarray
    test: np.ndarray
    constant: tuple[str, ...]
    largest: float


def largest_value(kind: str) -> float:
    """The largest absolute value in the examples; 0 when it is not known."""
    facts = card(kind)
    if facts.largest is not None:
        return facts.largest
    return contents(kind).largest if available(kind) else 0


def contents(kind: str) -> Contents:
    """The contents of a stored set, remembered while its file stays as it is; raises as `load`."""
    return _contents(kind, stamp(kind))


@lru_cache(maxsize=8)
def _contents(kind: str, _stamp: tuple[str | int, ...]) -> Contents:
    facts, arrays = card(kind), load(kind)
    if facts.laid_out:
        seen = looks(kind)
        return Contents(arrays.y_train, seen.train, seen.test, (), float(seen.figures[:, 3].max()))
    x = arrays.x_train
    constant: tuple[str, ...] = ()
    if facts.columns:
        same = (x == x[:1]).all(axis=0)
        constant = tuple(facts.columns[at] for at in np.flatnonzero(same))
    largest = float(np.abs(x).max()) if len(x) else 0.0
    return Contents(arrays.y_train, _hashes(x), _hashes(arrays.x_test), constant, largest)


def _hashes(x: np.ndarray) -> np.ndarray:
    """One number for each row; equal rows have equal numbers."""
    return np.fromiter((hash(row.tobytes()) for row in x), dtype="int64", count=len(x))


def in_order(kind: str) -> bool:
    """Whether the training part of a stored set stands in the order of its classes or values.

    Nothing to mend here, where no rows are taken in order (decision 17).
    """
    y = labels(kind)
    if card(kind).labels:
        return False
    y = y.ravel()
    return len(y) > 1 and bool(y[0] < y[-1]) and bool((np.diff(y) >= 0).all())


def content_problems(kind: str, *, split: Split, seed: int) -> list[Problem]:
    """What is wrong with the numbers of a stored set, split as training will split it."""
    facts = card(kind)
    if facts.origin == "keras":
        return []
    found = contents(kind)
    problems = [*_label_problems(facts, found), *_test_problems(facts, found)]
    if found.constant:
        values = {"title": facts.title, "columns": list(found.constant[:5])}
        problems.append(Problem("data_constant_column", KIND, values, "info"))
    rows = stored_rows(kind, split, seed=seed)
    if rows:
        fix = _together(split) if isinstance(split, Folds) else None
        problems += _repeated_problems(facts, found, rows, fix=fix)
    return [*problems, *leaks(facts, split, rows)]


def _label_problems(facts: Card, found: Contents) -> Iterator[Problem]:
    values = {"title": facts.title}
    if facts.labels:
        yield from several_problems(facts, found.y)
        return
    if not facts.classes:
        if (found.y == found.y[:1]).all():
            given = float(found.y.flat[0])
            yield Problem("data_one_target", KIND, {**values, "given": given})
        return
    counts = np.bincount(found.y, minlength=len(facts.classes))
    present = np.flatnonzero(counts)
    if len(present) == 1:
        yield Problem("data_single_class", KIND, {**values, "name": facts.classes[present[0]]})
        return
    most, least = counts.argmax(), present[counts[present].argmin()]
    if counts[most] > UNEVEN * counts[least]:
        told = {"most": facts.classes[most], "least": facts.classes[least]}
        told |= {"many": int(counts[most]), "few": int(counts[least])}
        yield Problem("data_uneven_classes", KIND, {**values, **told}, "warning")


def _test_problems(facts: Card, found: Contents) -> Iterator[Problem]:
    again = int(np.isin(found.test, found.train).sum())
    if again > REPEATED * len(found.test) and again > 1:
        values = {"title": facts.title, "count": again, "rows": len(found.test)}
        yield Problem("data_test_seen", KIND, values, "warning")


def _repeated_problems(
    facts: Card, found: Contents, rows: Rows, *, fix: Fix | None
) -> Iterator[Problem]:
    kept, held = rows
    again = np.isin(found.train[held], found.train[kept])
    if again.sum() > REPEATED * len(held) and again.sum() > 1:
        row = int(held[again][0])
        twin = int(kept[found.train[kept] == found.train[row]][0])
        values = {"title": facts.title, "count": int(again.sum()), "rows": len(held)}
        values |= {"first": row, "second": twin}
        yield Problem("data_rows_repeated", ("data", "validation"), values, "warning", fix)


def _together(split: Folds) -> Fix | None:
    """Folds can keep identical rows on one side, unless they keep something else together."""
    if split.groups is not None:
        return None
    patch = ({"op": "add", "path": "/data/validation/params/identical", "value": True},)
    return Fix("data_identical_together", patch)
