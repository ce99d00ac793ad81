"""What a user can get wrong, as codes and numbers; `kt_core.texts` makes the sentences."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

Severity = Literal["error", "warning", "info"]
Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the document that mends a problem.

    `patch` holds RFC 6902 operations on the document as it was given; `code` names the sentence
    for the button.
    """

    code: str
    patch: tuple[Mapping[str, Any], ...] = ()
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: `where` it was made (a path into the document), and the `values` that tell why.

    `error` means training would fail, learn nothing or mean nothing; `warning` is unwise; `info`
    is good to know. A text of Keras' own belongs in `values["detail"]`, never in the headline.
    """

    code: str
    where: Where = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    severity: Severity = "error"
    fix: Fix | None = None

    def to_json(self) -> dict[str, Any]:
        """The problem as a JSON object, still without sentences."""
        fix = self.fix and {
            "code": self.fix.code,
            "patch": [dict(operation) for operation in self.fix.patch],
            "values": dict(self.fix.values),
        }
        return {
            "code": self.code,
            "where": list(self.where),
            "values": dict(self.values),
            "severity": self.severity,
            "fix": fix,
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The problem that `to_json` wrote."""
        fix = document.get("fix")
        return cls(
            code=document["code"],
            where=tuple(document["where"]),
            values=document["values"],
            severity=document["severity"],
            fix=Fix(fix["code"], tuple(fix["patch"]), fix["values"]) if fix else None,
        )


class ProblemError(Exception):
    """Raised where work cannot go on because of what a user gave."""

    def __init__(self, *problems: Problem):
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


def nearest(name: str, choices: Iterable[str]) -> str | None:
    """The choice that `name` was probably meant to be, or None when nothing is near."""
    by_lower = {choice.lower(): choice for choice in choices}
    found = difflib.get_close_matches(str(name).lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def pointer(*parts: str | int) -> str:
    """A JSON pointer (RFC 6901) from its unescaped parts."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)
