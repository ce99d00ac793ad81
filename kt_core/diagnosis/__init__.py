"""What is wrong with a training, from its own numbers: rules, what mutes what, what to try.

Nothing here needs Keras or Streamlit: codes and numbers come out, sentences are made elsewhere.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from kt_core.diagnosis.evidence import Evidence
from kt_core.diagnosis.finding import Confidence, Finding, Remedy
from kt_core.diagnosis.gather import gather
from kt_core.diagnosis.rules import RULES
from kt_core.diagnosis.thresholds import Limits, limits
from kt_core.problems import ProblemError
from kt_core.runs import Run, Store

__all__ = [
    "Confidence",
    "Evidence",
    "Finding",
    "Remedy",
    "cards",
    "diagnose",
    "diagnosed",
    "found",
    "steady",
]

MOST = 3
SEEN = 2  # of the last three epochs
SEVERITIES = ("error", "warning", "info")


@lru_cache
def cards() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """For each code: which others it `mutes` as their cause, what else it could be, sources."""
    listed = json.loads((Path(__file__).parent / "cards.json").read_text("utf-8"))
    return {code: {key: tuple(each) for key, each in card.items()} for code, card in listed.items()}


def found(evidence: Evidence, limit: Limits | None = None) -> list[Finding]:
    """Everything the rules see, consequences included, in the rules' order."""
    if not evidence.epochs:
        return []
    told = (rule(evidence, limit or limits()) for rule in RULES.values())
    about = cards()
    return [
        replace(
            one, alternatives=about[one.code]["alternatives"], sources=about[one.code]["sources"]
        )
        for one in told
        if one is not None
    ]


def diagnose(evidence: Evidence, limit: Limits | None = None) -> list[Finding]:
    """The findings worth a card, at most three: causes without their consequences, worst first."""
    return _shown(found(evidence, limit))


def steady(evidence: Evidence) -> list[Finding]:
    """`diagnose` for a run that goes on: only what was seen in two of the last three epochs, so
    that no card comes and goes with a single number. A loss that is no number is told at once."""
    if evidence.over or not evidence.finite:
        return diagnose(evidence)
    looks = [found(evidence.until(n)) for n in range(evidence.count, 0, -1)[:3]]
    newest = {one.code: one for look in reversed(looks) for one in look}
    often = {code for code in newest if sum(code in _codes(look) for look in looks) >= SEEN}
    return _shown([newest[code] for code in RULES if code in often])


def diagnosed(run: Run, store: Store) -> list[Finding]:
    """The cards of a run as it is now; none where its document can't be read any more."""
    try:
        return steady(gather(run, store))
    except ProblemError:
        return []


def _shown(told: list[Finding]) -> list[Finding]:
    """An info card never mutes, nor does a consequence that is muted itself."""
    muted: set[str] = set()
    for one in told:
        if one.code not in muted and one.severity != "info":
            muted |= set(cards()[one.code]["mutes"])
    kept = [one for one in told if one.code not in muted]
    return sorted(kept, key=lambda one: SEVERITIES.index(one.severity))[:MOST]


def _codes(told: list[Finding]) -> set[str]:
    return {one.code for one in told}
