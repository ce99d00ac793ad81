"""What every view of the results page is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kt_core.data import Card
from kt_core.runs import Run


@dataclass(frozen=True, slots=True)
class Shown:
    """A run with results, its data set, and the output that is looked at.

    `result` holds the figures of that output, `answers` the single answers
    (`kt_core.whole.answers`), or None where the model gave no finite ones; `figures` are
    those with intervals (`kt_core.run_figures`), or None as long as nobody has worked them out.
    """

    run: Run
    facts: Card
    result: Mapping[str, Any]
    answers: Any
    output: int
    figures: Mapping[str, Any] | None = None

    @property
    def key(self) -> str:
        """What begins the keys of widgets that belong to this output of this run."""
        return f"{self.run.id}.{self.output}"

    @property
    def task(self) -> str:
        """What the output learns: `classification`, `regression`, `pixels` or `input`."""
        return self.result["task"]
