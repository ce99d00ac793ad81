"""The views of the results page: a new one is one entry here and its words in `results.views`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from components import session
from components.results import layer_map, mistakes, overall, through_time, why
from components.results.shown import Shown
from components.segments import segments
from kt_core.texts import text

KEY = "results.view"


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at results: draws itself, and says where it makes sense."""

    draw: Callable[[Shown], None]
    fits: Callable[[Shown], bool]


def _always(_: Shown) -> bool:
    return True


VIEWS: Mapping[str, View] = {
    "overall": View(overall.draw, fits=_always),
    "mistakes": View(mistakes.draw, fits=mistakes.fits),
    "why": View(why.draw, fits=why.fits),
    "time": View(through_time.draw, fits=through_time.fits),
    "map": View(layer_map.draw, fits=layer_map.fits),
}


def result_views(shown: Shown) -> None:
    """Draws the switch between the views that make sense here, and the chosen one."""
    names = [name for name, view in VIEWS.items() if view.fits(shown)]
    chosen = session.results_view()
    chosen = chosen if chosen in names else names[0]
    if len(names) > 1:
        chosen = _switch(names, chosen)
    VIEWS[chosen].draw(shown)


def _switch(names: list[str], chosen: str) -> str:
    st.session_state[KEY] = chosen
    return segments(
        text("results.view"),
        names,
        words=lambda name: text(f"results.views.{name}"),
        key=KEY,
        on_change=lambda: session.show_results(st.session_state[KEY]),
        label_visibility="collapsed",
    )
