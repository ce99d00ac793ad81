"""How validation is set apart: a share of the rows, one fold of them, or none."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.folds import fold_numbers, row_groups, rows_of_fold
from kt_core.data.preparation import split_rows
from kt_core.data.sets import file, labels, load

Rows = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Folds:
    """One fold of a cross-validation; `fold` and `repeat` count from 0.

    `stratified` None: where there are classes. `groups` names a column of a table whose equal
    values stay together, `identical` keeps identical rows together.
    """

    folds: int = 5
    fold: int = 0
    repeats: int = 1
    repeat: int = 0
    stratified: bool | None = None
    groups: str | None = None
    identical: bool = False

    def stratifies(self, facts: Card) -> bool:
        """Whether each fold gets the same mixture of classes."""
        return bool(facts.classes) if self.stratified is None else self.stratified

    def groups_of(self, facts: Card, x: np.ndarray) -> np.ndarray | None:
        """What must stay together, one value for each row of `x`: (n,); None for single rows."""
        if self.identical:
            return row_groups(x)
        return None if self.groups is None else x[:, facts.columns.index(self.groups)]


Split = float | Folds | None
"""The share held out, a fold, or None for no validation."""


def divided(split: Split, x: np.ndarray, y: np.ndarray, *, facts: Card, seed: int) -> Rows | None:
    """The rows to learn from and the rows held out, both ascending; None: all are learned from."""
    if split is None:
        return None
    if not isinstance(split, Folds):
        return split_rows(y, fraction=split, seed=seed, stratified=bool(facts.classes))
    numbers = fold_numbers(
        y, **fold_arguments(split, facts), seed=seed, groups=split.groups_of(facts, x)
    )
    return rows_of_fold(numbers, split.fold)


def fold_arguments(split: Folds, facts: Card) -> dict[str, Any]:
    """What `fold_numbers` is told, apart from the seed and the groups."""
    said: dict[str, Any] = {"folds": split.folds}
    if split.repeat:
        said["repeat"] = split.repeat
    return {**said, "stratified": split.stratifies(facts)}


def stored_rows(kind: str, split: Split, *, seed: int) -> Rows | None:
    """`divided` for the set of that kind on this machine; remembered. Raises as `load` does."""
    path = file(kind)
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    return _stored_rows(kind, (str(path), stamp), split, seed)


@lru_cache(maxsize=64)
def _stored_rows(kind: str, _stamp: tuple[str, int], split: Split, seed: int) -> Rows | None:
    grouped = isinstance(split, Folds) and (split.identical or split.groups is not None)
    if not grouped:
        y = labels(kind)
        return divided(split, y, y, facts=card(kind), seed=seed)
    arrays = load(kind)
    return divided(split, arrays.x_train, arrays.y_train, facts=card(kind), seed=seed)
