"""Data sets that people bring: looked at first, then taken in as one of the sets to choose from."""

from kt_core.data.own.shelf import WORDS, own_cards, remove, say

__all__ = ["WORDS", "own_cards", "remove", "say"]
