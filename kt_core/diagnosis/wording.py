"""Findings and outcomes as sentences, for pages and command line alike."""

import json
import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from kt_core.diagnosis.comparing import Comparison
from kt_core.diagnosis.finding import Finding, Remedy
from kt_core.diagnosis.trying import Outcome
from kt_core.texts import text

SHARE = "_share"
BROKEN = ("failed", "interrupted")
LISTED = 3  # layers named in one sentence


@lru_cache
def sources() -> Mapping[str, Mapping[str, str]]:
    """Title and address of everything the rules and cards rest on."""
    return json.loads((Path(__file__).parent / "sources.json").read_text("utf-8"))


def title(finding: Finding) -> str:
    """The card's headline."""
    return text(f"diagnosis.cards.{finding.code}.title", **_words(finding.numbers))


def because(finding: Finding) -> str:
    """What was seen, with the run's own numbers."""
    key = f"diagnosis.cards.{finding.code}.because.{finding.because}"
    return text(key, **_words(finding.numbers))


def why(finding: Finding) -> str:
    """The rule in words."""
    return text(f"diagnosis.cards.{finding.code}.why")


def otherwise(finding: Finding) -> list[str]:
    """What else it could be."""
    return [text(f"diagnosis.alternatives.{code}") for code in finding.alternatives]


def remedy_words(remedy: Remedy) -> str:
    """What would be changed."""
    return text(f"diagnosis.remedies.{remedy.code}", **_words(remedy.values))


def card_json(finding: Finding) -> dict[str, Any]:
    """The finding as the command line prints it: codes, numbers, sentences, patch."""
    remedy = finding.remedy and {
        "code": finding.remedy.code,
        "text": remedy_words(finding.remedy),
        "patch": [dict(step) for step in finding.remedy.patch],
    }
    return {
        "code": finding.code,
        "severity": finding.severity,
        "confidence": finding.confidence,
        "numbers": dict(finding.numbers),
        "what": title(finding),
        "because": because(finding),
        "why": why(finding),
        "otherwise": otherwise(finding),
        "remedy": remedy,
        "sources": [dict(sources()[name]) for name in finding.sources],
    }


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What came of a remedy, as the command line prints it."""
    found = outcome.comparison
    figures = {} if found is None else {name: getattr(found, name) for name in Comparison.__slots__}
    remedy = {key: outcome.remedy.get(key) for key in ("code", "finding", "patch")}
    return {
        "run": outcome.fork.id,
        "state": outcome.fork.state,
        "remedy": remedy,
        "comparison": figures or None,
        "waiting": outcome.waiting,
        "text": " ".join([verdict(found), *remarks(outcome)]) if found else standing(outcome),
    }


def verdict(found: Comparison) -> str:
    """Whether it helped, with the numbers and the test."""
    if found.verdict == "other_rows":
        return text("diagnosis.outcome.other_rows")
    kind = "shares" if found.shares else "values"
    values: dict[str, Any] = {name: getattr(found, name) for name in Comparison.__slots__}
    drawn = text(f"diagnosis.outcome.where.{'seeds' if found.pairs > 1 else 'rows'}", **values)
    values["where"] = drawn
    values |= {"before_share": found.before, "after_share": found.after}
    said = text(f"diagnosis.outcome.{found.verdict}.{kind}", **_words(values))
    return " ".join([said, _test(found, kind), *_one_seed(found)])


def remarks(outcome: Outcome) -> list[str]:
    """What must be known beside the verdict: that one was stopped early, what it rests on."""
    found, said = outcome.comparison, []
    if found is None or found.verdict == "other_rows":
        return []
    if outcome.is_uneven:
        epochs: dict[str, Any] = {
            "first": outcome.first.epochs_done,
            "second": outcome.fork.epochs_done,
        }
        said.append(text("diagnosis.outcome.uneven", **epochs))
    if outcome.output:
        said.append(text("diagnosis.outcome.output", output=outcome.output))
    return said


def standing(outcome: Outcome) -> str:
    """Why there is no verdict yet, or never will be."""
    first, fork = outcome.first, outcome.fork
    state = text(f"training.states.{fork.state}")
    if not fork.ended:
        figures: dict[str, Any] = {"done": fork.epochs_done, "planned": fork.epochs_planned or "?"}
        return text("diagnosis.outcome.waiting", state=state, **figures)
    if fork.state == "stopped" and fork.started is None:
        return text("diagnosis.outcome.cancelled")
    if fork.state in BROKEN:
        return text("diagnosis.outcome.failed", state=state)
    if first.state in BROKEN:
        state = text(f"training.states.{first.state}")
        return text("diagnosis.outcome.first_failed", state=state)
    return text(f"diagnosis.outcome.{'nothing' if first.ended else 'parent'}")


def _test(found: Comparison, kind: str) -> str:
    seeds = found.pairs > 1
    test = text(
        f"diagnosis.outcome.test.{'seeds' if seeds else kind}", p=_p(found.p), pairs=found.pairs
    )
    if not math.isfinite(found.gain):
        return text("diagnosis.outcome.no_interval", test=test)
    kind = "points" if found.shares else "plain"
    times, form = (100, ".1f") if found.shares else (1, ".4g")
    values = {"gain": f"{times * found.gain:{form}}", "half": f"{times * found.half:{form}}"}
    return text(f"diagnosis.outcome.interval.{kind}", test=test, **values)


def _one_seed(found: Comparison) -> list[str]:
    return [text("diagnosis.outcome.one_seed")] if found.pairs == 1 else []


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.2g}"


def _words(numbers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _word(name, value) for name, value in numbers.items()}


def _word(name: str, value: Any) -> Any:
    if name.endswith(SHARE) and isinstance(value, (int, float)):
        return percent(value)
    if isinstance(value, (list, tuple)):
        shown = [str(each) for each in value[:LISTED]]
        return [*shown, "…"] if len(value) > LISTED else shown
    return value


def percent(share: float) -> str:
    """A share as people read it: one decimal near none and all, but for none and all themselves."""
    points = 100 * share
    if not math.isfinite(points):
        return str(share)
    near = 0 < abs(points) < 10 or 90 < points < 100
    return f"{points:.1f} %" if near else f"{points:.0f} %"
