"""What the rules give out: codes and numbers; `kt_core.diagnosis.wording` makes the sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kt_core.problems import Severity

Confidence = Literal["sure", "likely", "possible"]


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change to try: RFC 6902 operations on the document as it was given; `code` names words."""

    code: str
    patch: tuple[Mapping[str, Any], ...]
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a training, with the run's own numbers.

    `because` names which of the code's reasons was seen. `numbers` are what its sentences say.
    `alternatives` are codes of what else it could be, `sources` keys of sources.json.
    """

    code: str
    severity: Severity
    confidence: Confidence
    because: str
    numbers: Mapping[str, Any] = field(default_factory=dict)
    remedy: Remedy | None = None
    alternatives: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
