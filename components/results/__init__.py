"""The results page's views, and what each of them is about."""

from components.results.score_cards import score_cards
from components.results.shown import Shown
from components.results.take_away import take_away
from components.results.views import result_views

__all__ = ["Shown", "result_views", "score_cards", "take_away"]
