"""How often two classes are taken for each other, epoch by epoch."""

from collections.abc import Sequence

import plotly.graph_objects as go

from kt_core.figures.epoch_lines import epoch_lines_figure, marked_at
from kt_core.looking_back import Pair
from kt_core.texts import text

MOST, LONGEST = 5, 16


def pairs_figure(
    pairs: Sequence[Pair], epochs: Sequence[int], classes: Sequence[str], *, limit: float
) -> go.Figure:
    """A line for each of the first pairs, and the limit; `epochs` are 1-based."""
    lines = [(f"{_cut(classes[p.one])} ↔ {_cut(classes[p.other])}", p.shares) for p in pairs[:MOST]]
    title = text("through_time.figure.share")
    figure = epoch_lines_figure(lines, epochs, title=title, share=True)
    top = max([limit, *(share for _, shares in lines for share in shares)])
    return marked_at(figure, limit).update_yaxes(range=[0, 1.08 * top])


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
