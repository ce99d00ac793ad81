"""An example's labels in a few words: which it has, and which the model gives."""

from collections.abc import Sequence

import numpy as np

from kt_core.several import Several
from kt_core.texts import text


def label_words(names: Sequence[str], found: Several, place: int) -> tuple[str, str]:
    """The labels it has, and those given, "" where these are the same; plain text."""
    true, given = found.true[place], found.given[place]
    said = "" if (true == given).all() else joined(names, given)
    return joined(names, true), said


def mistake_words(names: Sequence[str], found: Several, place: int) -> str:
    """Which labels of an example are wrong, missed ones first; "" where none is. Plain text."""
    true, given = found.true[place], found.given[place]
    missed = [text("labels.not_given", name=names[at]) for at in np.flatnonzero(true & ~given)]
    wrong = [text("labels.also_given", name=names[at]) for at in np.flatnonzero(given & ~true)]
    return ", ".join([*missed, *wrong])


def joined(names: Sequence[str], some: np.ndarray) -> str:
    """The names at which `some`, bool (labels,), is true, or that there is none."""
    chosen = [name for name, there in zip(names, some, strict=True) if there]
    return ", ".join(chosen) or text("labels.none")
