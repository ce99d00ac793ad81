"""Which pair of classes the network has learned to tell apart, and when."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from components.results.shown import Shown
from components.segments import segments
from kt_core import looking_back
from kt_core.figures import pairs_figure
from kt_core.looking_back import Moment, Pair
from kt_core.texts import text

LIMITS = (0.01, 0.02, 0.05, 0.1)
USUAL = 0.05
LONGEST = 18  # characters of a class's name in the table


def pairs(shown: Shown, found: Sequence[Moment], *, key: str) -> None:
    """Draws the pairs that were confused: a line for the hardest ones, a row for each."""
    classes = shown.facts.classes
    st.subheader(text("through_time.pairs"), anchor=False)
    limit = segments(
        text("through_time.limit"),
        LIMITS,
        words=lambda one: f"{one:.0%}",
        default=USUAL,
        key=f"{key}.limit",
    )
    st.caption(text("through_time.pairs_about", limit=f"{limit:.0%}"))
    known = looking_back.pairs(found, len(classes), limit=limit)
    if not known:
        st.caption(text("through_time.pairs_none"))
        return
    left, right = st.columns([5, 4], gap="large")
    epochs = [each.epoch + 1 for each in found]
    with left:
        made = pairs_figure(known, epochs, classes, limit=limit)
        st.plotly_chart(made, key=f"{key}.pairs", config={"displayModeBar": False})
    with right:
        _table(known, classes, first=found[0].epoch)
        every = len(classes) * (len(classes) - 1) // 2
        if never := every - len(known):
            st.caption(text("through_time.pairs_few", never=f"{never:,}", all=f"{every:,}"))


def _table(known: Sequence[Pair], classes: Sequence[str], *, first: int) -> None:
    words = {
        name: text(f"through_time.{name}")
        for name in ("pair", "separated", "share_first", "share_most", "share_last")
    }
    rows = [
        {
            words["pair"]: text(
                "through_time.pair_of", one=_cut(classes[pair.one]), other=_cut(classes[pair.other])
            ),
            words["separated"]: _since(pair, first),
            words["share_first"]: 100 * pair.shares[0],
            words["share_most"]: 100 * pair.was_confused,
            words["share_last"]: 100 * pair.shares[-1],
        }
        for pair in known
    ]
    numbers = ("share_first", "share_most", "share_last")
    shapes = {words[name]: st.column_config.NumberColumn(format="%.1f %%") for name in numbers}
    st.dataframe(pd.DataFrame(rows), hide_index=True, column_config=shapes, height="auto")


def _cut(name: str) -> str:
    """Short enough to leave room for the other columns."""
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _since(pair: Pair, first: int) -> str:
    if pair.since is None:
        return text("through_time.not_yet")
    if pair.since == first:
        return text("through_time.from_the_start", epoch=pair.since + 1)
    return str(pair.since + 1)
