"""Points of the chart on their way into the store: several in one row, so that writing costs a
long training next to nothing while a short one is drawn at once."""

from collections.abc import Mapping
from typing import Any

POINT_SECONDS = 0.1
LONGEST_SECONDS = 1.0
SHARE = 60
"""A row waits a sixtieth of the time that has passed, but no longer than LONGEST_SECONDS."""


class Points:
    """Collects the points of one epoch; `since` is when the last row was taken (any clock)."""

    def __init__(self, since: float):
        self._since = since
        self._rows: list[tuple[float, int, float, Mapping[str, float]]] = []

    def add(self, x: float, *, step: int, seconds: float, values: Mapping[str, float]) -> None:
        """One point: `x` in epochs, `step` from the run's first one, `seconds` of the attempt."""
        self._rows.append((x, step, seconds, values))

    def due(self, now: float, passed: float) -> bool:
        """Whether to write, when so many seconds of training have passed."""
        patience = min(LONGEST_SECONDS, max(POINT_SECONDS, passed / SHARE))
        return bool(self._rows) and now - self._since >= patience

    def take(self, now: float) -> dict[str, Any] | None:
        """The points as a chunk for `Store.record_batch`, or None; they are forgotten here."""
        rows, self._rows, self._since = self._rows, [], now
        if not rows:
            return None
        x, step, seconds, values = zip(*rows, strict=True)
        lists = {name: [each[name] for each in values] for name in values[0]}
        return {"x": list(x), "step": list(step), "seconds": list(seconds), "values": lists}
