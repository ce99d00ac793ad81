"""Which examples a look into the network is about: those held out, those learned from, the test."""

from collections.abc import Sequence

from components.results.shown import Shown
from components.segments import segments
from kt_core.experiment import parse
from kt_core.texts import text


def parts_of(shown: Shown) -> list[str]:
    """The parts there are, the one to look at first in front.

    The test part is offered for finished runs only: its answers are on this page anyway, and
    nothing is chosen by them any more.
    """
    data = parse(shown.run.document).data
    held_out = data is not None and data.validation is not None
    parts = [*(["validation"] if held_out else []), "training"]
    return [*parts, *(["test"] if shown.run.state == "finished" else [])]


def part_choice(parts: Sequence[str], *, key: str) -> str:
    """Draws the choice of a part."""
    return segments(
        text("through_time.part"),
        list(parts),
        words=lambda part: text(f"through_time.parts.{part}"),
        default=parts[0],
        key=f"{key}.part",
    )
