"""One figure with its interval, as JSON values."""

from typing import Any

import numpy as np

Figure = dict[str, float | None]


def figure(value: Any, low: Any, high: Any) -> Figure:
    """`value` with the lower and upper end of its 95 % interval; all None where there is none."""
    known = bool(np.isfinite(value))
    return {
        name: float(each) if known and np.isfinite(each) else None
        for name, each in (("value", value), ("low", low), ("high", high))
    }
