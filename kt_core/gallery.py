"""Which test examples a person looks at, and in which order: by what the model made of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from kt_core.selections import Selection
from kt_core.several import Several
from kt_core.whole import Given, Pixels, Reconstructions

SEED = 0
ORDERS = ("sure", "unsure", "random", "rows")
KINDS = ("wrong", "right", "all")
DIRECTIONS = ("all", "high", "low")


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Test examples with one figure each.

    rows: (n,) places in `x_test`. figure: (n,), which is the probability of the predicted class,
    the size of the error in units of the target, the share of ink that is right, or the mean
    squared error in scaled numbers. true, predicted: class numbers (n,), or None where there are
    none; signed: (n,) errors with their sign (predicted minus true), or None. mistaken: bool (n,)
    for several labels, of which at least one is wrong; their figure is the largest distance of a
    probability from the truth.
    """

    rows: np.ndarray
    figure: np.ndarray
    true: np.ndarray | None = None
    predicted: np.ndarray | None = None
    signed: np.ndarray | None = None
    high_is_bad: bool = True
    mistaken: np.ndarray | None = None

    @property
    def wrong(self) -> np.ndarray | None:
        """Whether each is taken for another class, or for one with other labels: bool (n,); None
        where there are neither."""
        if self.mistaken is not None:
            return self.mistaken
        if self.true is None or self.predicted is None:
            return None
        return self.true != self.predicted


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose to see. `low` and `high` limit the figure (both included), None: no
    limit; `words` are searched for; `kind` is one of KINDS, or of DIRECTIONS for values;
    `selection` is what was clicked in a figure."""

    kind: str = KINDS[0]
    true: int | None = None
    predicted: int | None = None
    low: float | None = None
    high: float | None = None
    marked: bool = False
    words: str = ""
    order: str = ORDERS[0]
    selection: Selection | None = None


def examples(found: Given) -> Examples:
    """The answers to the test part, each with the figure that it is sorted by."""
    if isinstance(found, Pixels):
        true = found.true.reshape(len(found.true), -1).max(axis=1).astype(int) - 1
        return Examples(found.rows, found.right, true, high_is_bad=False)
    if isinstance(found, Reconstructions):
        return Examples(found.rows, found.errors[found.rows])
    if isinstance(found, Several):
        away = np.abs(found.probabilities - found.true).max(axis=1)
        return Examples(found.rows, away, mistaken=found.wrong > 0)
    if found.confidence is None:
        signed = (found.predicted - found.true)[:, 0]
        size = np.abs(found.predicted - found.true).max(axis=1)
        return Examples(found.rows, size, signed=signed)
    return Examples(found.rows, found.confidence, found.true, found.predicted)


def chosen(
    shown: Examples,
    choice: Choice,
    *,
    classes: Sequence[str] = (),
    marked: Collection[int] = (),
    within: np.ndarray | None = None,
) -> np.ndarray:
    """Places (k,) among the examples that fit the choice, in its order.

    `classes` are the names that words are looked for in, `marked` the rows with a mark, `within`
    the mask (n,) of what is selected in a figure.
    """
    fits = np.ones(len(shown.rows), dtype=bool) if within is None else within.copy()
    for limit, side in ((shown.true, choice.true), (shown.predicted, choice.predicted)):
        if limit is not None and side is not None:
            fits &= limit == side
    if choice.low is not None:
        fits &= shown.figure >= choice.low
    if choice.high is not None:
        fits &= shown.figure <= choice.high
    if choice.marked:
        fits &= np.isin(shown.rows, list(marked))
    fits &= _of_kind(shown, choice.kind)
    fits &= _found(shown, choice.words, classes)
    return _ordered(shown, np.flatnonzero(fits), choice.order)


def by_class(shown: Examples, *, count: int) -> list[tuple[int, int, int]]:
    """(class, how many of it are taken for another, how many there are), most mistakes first."""
    wrong, true = shown.wrong, shown.true
    if wrong is None or true is None:
        return []
    there = np.bincount(true, minlength=count)
    mistaken = np.bincount(true[wrong], minlength=count)
    order = np.argsort(-mistaken, kind="stable")
    return [(int(at), int(mistaken[at]), int(there[at])) for at in order]


def _of_kind(shown: Examples, kind: str) -> np.ndarray:
    every = np.ones(len(shown.rows), dtype=bool)
    if shown.signed is not None and kind in ("high", "low"):
        return shown.signed > 0 if kind == "high" else shown.signed < 0
    if (wrong := shown.wrong) is not None and kind in ("wrong", "right"):
        return wrong if kind == "wrong" else ~wrong
    return every


def _found(shown: Examples, words: str, classes: Sequence[str]) -> np.ndarray:
    """`#17` is a row; a bare number a row, or a class of just that name; else part of a name."""
    wanted = words.strip().casefold()
    if not wanted:
        return np.ones(len(shown.rows), dtype=bool)
    number = wanted.removeprefix("#")
    by_row = shown.rows == int(number) if _is_row(number) else np.zeros(len(shown.rows), dtype=bool)
    if wanted.startswith("#"):
        return by_row
    names = [name.casefold() for name in classes]
    fitting = [at for at, name in enumerate(names) if _named(name, wanted)]
    for side in (shown.true, shown.predicted):
        if side is not None:
            by_row = by_row | np.isin(side, fitting)
    return by_row


def _is_row(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 12


def _named(name: str, wanted: str) -> bool:
    return name == wanted if wanted.isdigit() else wanted in name


def _ordered(shown: Examples, places: np.ndarray, order: str) -> np.ndarray:
    if order == "random":
        return np.random.default_rng(SEED).permutation(places)
    if order == "rows":
        return places[np.argsort(shown.rows[places], kind="stable")]
    worst_first = (order == "sure") == shown.high_is_bad
    figure = shown.figure[places]
    return places[np.argsort(-figure if worst_first else figure, kind="stable")]
