"""How validation is set apart: a share of the rows, one fold of them, or none."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from kt_core.data.cards import Card, card
from kt_core.data.folds import fold_numbers, row_groups, rows_of_fold
from kt_core.data.grouping import split_groups, split_latest
from kt_core.data.preparation import split_rows
from kt_core.data.sets import beside, labels, load, stamp

Rows = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Folds:
    """One fold of a cross-validation; `fold` and `repeat` count from 0.

    `stratified` None: where there are classes. `groups` names a column of a table, or what the
    set says of its examples, whose equal values stay together; `identical` keeps identical rows
    together.
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
        return None if self.groups is None else grouped(self.groups, facts, x)


@dataclass(frozen=True, slots=True)
class Holdout:
    """A share of the rows that is not drawn row by row: whole `groups` of a column or of what the
    set says of its examples, or the latest by what the set knows as `time`."""

    fraction: float
    groups: str | None = None
    time: str | None = None

    def rows(self, x: np.ndarray, y: np.ndarray, *, facts: Card, seed: int) -> Rows:
        """The rows to learn from and the rows held out, both ascending."""
        if self.groups is None:
            return split_latest(beside(facts.kind, "times_train"), fraction=self.fraction)
        told = {"fraction": self.fraction, "seed": seed, "stratified": bool(facts.classes)}
        return split_groups(y, grouped(self.groups, facts, x), **told)


def grouped(name: str, facts: Card, x: np.ndarray) -> np.ndarray:
    """The group of each row of the training part `x`, (n,), by a column or as the set says."""
    if name == facts.grouping:
        return beside(facts.kind, "groups_train")
    return x[:, facts.columns.index(name)]


Split = float | Holdout | Folds | None
"""The share held out, what is held out in another way, a fold, or None for no validation."""


def divided(split: Split, x: np.ndarray, y: np.ndarray, *, facts: Card, seed: int) -> Rows | None:
    """The rows to learn from and the rows held out, both ascending; None: all are learned from."""
    if split is None:
        return None
    if isinstance(split, float):
        return split_rows(y, fraction=split, seed=seed, stratified=bool(facts.classes))
    if isinstance(split, Holdout):
        return split.rows(x, y, facts=facts, seed=seed)
    return rows_of_fold(_numbers(split, x, y, facts=facts, seed=seed), split.fold)


def _numbers(split: Folds, x: np.ndarray, y: np.ndarray, *, facts: Card, seed: int) -> np.ndarray:
    """The fold in which each row is held out: int64 (n,)."""
    told = fold_arguments(split, facts)
    return fold_numbers(y, **told, seed=seed, groups=split.groups_of(facts, x))


def fold_arguments(split: Folds, facts: Card) -> dict[str, Any]:
    """What `fold_numbers` is told, apart from the seed and the groups."""
    said: dict[str, Any] = {"folds": split.folds}
    if split.repeat:
        said["repeat"] = split.repeat
    return {**said, "stratified": split.stratifies(facts)}


def stored_rows(kind: str, split: Split, *, seed: int) -> Rows | None:
    """`divided` for the set of that kind on this machine; remembered. Raises as `load` does."""
    if not isinstance(split, Folds):
        return _stored_rows(kind, stamp(kind), split, seed)
    numbers = _stored_numbers(kind, stamp(kind), replace(split, fold=0), seed)
    return rows_of_fold(numbers, split.fold)


def group_count(kind: str, split: Folds) -> int:
    """How many groups of rows stay together in the stored set; remembered."""
    return _group_count(kind, stamp(kind), Folds(groups=split.groups, identical=split.identical))


@lru_cache(maxsize=64)
def _stored_rows(
    kind: str, _stamp: tuple[str | int, ...], split: float | Holdout | None, seed: int
) -> Rows | None:
    y, facts = labels(kind), card(kind)
    by_column = isinstance(split, Holdout) and split.groups in facts.columns
    return divided(split, load(kind).x_train if by_column else y, y, facts=facts, seed=seed)


@lru_cache(maxsize=128)
def _stored_numbers(
    kind: str, _stamp: tuple[str | int, ...], split: Folds, seed: int
) -> np.ndarray:
    """The same for all folds of one deal."""
    grouped = split.identical or split.groups is not None
    y = labels(kind)
    return _numbers(split, load(kind).x_train if grouped else y, y, facts=card(kind), seed=seed)


@lru_cache(maxsize=64)
def _group_count(kind: str, _stamp: tuple[str | int, ...], split: Folds) -> int:
    groups = split.groups_of(card(kind), load(kind).x_train)
    return 0 if groups is None else len(np.unique(groups))
