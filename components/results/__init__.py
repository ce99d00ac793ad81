"""The results page's views, and what each of them is about."""

from components.results.shown import Shown
from components.results.take_away import take_away
from components.results.views import result_views

__all__ = ["Shown", "result_views", "take_away"]
