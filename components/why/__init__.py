"""Why a model answers as it does: what an answer rests on, layers from inside, the arithmetic."""

from components.why.asked import Asked
from components.why.explanation import explained
from components.why.own import why_own

__all__ = ["Asked", "explained", "why_own"]
