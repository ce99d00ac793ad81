"""Labels of something of one's own: those are given whose probability is above their threshold."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from kt_core.several import USUAL
from kt_core.texts import text

Cuts = Mapping[str, float]
"""Label -> the probability above which it is given, in the order of the labels."""
Top = Sequence[Mapping[str, Any]]


def cuts_at(names: Sequence[str], thresholds: float | Sequence[float] = USUAL) -> dict[str, float]:
    """One threshold for all labels, or one for each of them."""
    several = [thresholds] * len(names) if isinstance(thresholds, float | int) else thresholds
    return dict(zip(names, several, strict=True))


def given(top: Top, cuts: Cuts) -> list[str]:
    """The names of the labels that are given; `top` is the engine's answer (`predict`)."""
    above = {
        one["class"]
        for one in top
        if np.float32(one["probability"]) > np.float32(cuts[one["class"]])
    }
    return [name for name in cuts if name in above]


def in_words(names: Sequence[str], cuts: Cuts) -> str:
    """ "circle and cross", or that no label is above its threshold."""
    if not names:
        return text("labels.given_none", threshold=threshold_words(cuts))
    if len(names) == 1:
        return names[0]
    return text("labels.given_some", others=", ".join(names[:-1]), last=names[-1])


def threshold_words(cuts: Cuts) -> str:
    """The threshold in percent, or that each label has its own."""
    if len(set(cuts.values())) > 1:
        return text("labels.own_threshold")
    return f"{next(iter(cuts.values()), USUAL):.0%}".replace("%", " %")
