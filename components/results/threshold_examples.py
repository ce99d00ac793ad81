"""The examples behind a threshold: decided wrongly, and those that it decides otherwise."""

from dataclasses import replace

from components.results.selected import behind
from components.results.shown import Shown
from components.segments import segments
from kt_core.selections import DECIDED, AtThreshold
from kt_core.texts import text


def threshold_examples(shown: Shown, one: AtThreshold) -> None:
    """Draws the choice among the parts that the threshold makes, with the examples of one."""
    parts = {part: replace(one, part=part) for part in DECIDED}
    counts = {part: each.numbers(shown.answers)["n"] for part, each in parts.items()}
    chosen = segments(
        text("selections.parts_label"),
        DECIDED,
        words=lambda part: text(f"selections.parts.{part}", n=f"{counts[part]:,}"),
        default=DECIDED[0],
        key=f"results.decided.{shown.key}",
    )
    behind(shown, parts[chosen], key="results.behind.threshold")
