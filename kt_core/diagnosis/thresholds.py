"""Every constant of the rules, in one table: thresholds.json, with its source and its reason."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Threshold:
    """One constant: its value and unit, where it comes from (a key of sources.json), and why."""

    value: float
    unit: str
    source: str
    reason: str


Limits = Mapping[str, float]


@lru_cache
def thresholds() -> Mapping[str, Threshold]:
    """The table."""
    found = json.loads((HERE / "thresholds.json").read_text("utf-8"))
    return {name: Threshold(**line) for name, line in found.items()}


@lru_cache
def limits() -> Limits:
    """The values alone, as the rules take them."""
    return {name: line.value for name, line in thresholds().items()}
