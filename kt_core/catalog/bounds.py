"""What range a parameter's values usually have and must have, in a sentence."""

from kt_core.catalog.assembly import LARGEST
from kt_core.catalog.entries import Param
from kt_core.texts import text

BOUNDS = "forms.bounds"


def bounds(param: Param) -> str:
    """`Usually 8 to 1024. At least 1.`; empty when nothing is known or any value is allowed."""
    return " ".join(part for part in (_usual(param), _hard(param), _words(param)) if part)


def _usual(param: Param) -> str:
    if param.usual is None:
        return ""
    low, high = param.usual
    if low == high:
        return text(f"{BOUNDS}.usually_one", value=_number(low))
    return text(f"{BOUNDS}.usually", low=_number(low), high=_number(high))


def _hard(param: Param) -> str:
    low, high = param.minimum, param.maximum if param.maximum != LARGEST else None
    if low is None and high is None:
        return ""
    below = "over" if param.exclusive_minimum else "least"
    above = "under" if param.exclusive_maximum else "most"
    key = "_".join(name for name, bound in ((below, low), (above, high)) if bound is not None)
    return text(f"{BOUNDS}.{key}", low=_number(low), high=_number(high))


def _words(param: Param) -> str:
    return text(f"{BOUNDS}.words", words=list(param.words)) if param.words else ""


def _number(value: float | None) -> str:
    """As a person writes it: `0.001`, `1e-07`, `1024`."""
    return "" if value is None else f"{value:.10g}"
