"""Who became better or worse since the epoch before, where answers are near or far rather than
right or wrong."""

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from components.picture_grid import Card, picture_grid
from components.results.answered import given_to, in_short, strip
from components.results.looked_at import examples_of, headed, picture
from components.results.shown import Shown
from components.segments import segments
from kt_core.data.pictures import enlarged
from kt_core.looking_back import Moment
from kt_core.shifts import Shifts
from kt_core.texts import text
from kt_core.whole_moments import WholeMoment

Changing = Moment | WholeMoment
SHOWN, STRIPS = 18, 8
SIDE, STRIP = 84, 56  # pixels
LISTS = ("better", "worse", "worst")
CHOSEN = "time.chosen"


def changed_most(
    shown: Shown,
    now: Changing,
    changed: Shifts,
    *,
    part: str,
    key: str,
    on_value: Callable[[int], None],
) -> None:
    """Draws the examples whose answers changed most, or those furthest off; a click on a picture
    chooses it, or calls `on_value(place)` where the answer is a value."""
    chosen = segments(
        text("through_time.shifts_label"),
        LISTS,
        words=lambda one: text(f"through_time.shifts.{one}"),
        default=LISTS[0] if len(changed.better) else LISTS[-1],
        key=f"{key}.shifts",
        label_visibility="collapsed",
    )
    every = _kept(now, getattr(changed, chosen))
    pictures = shown.facts.modality == "image"
    most = STRIPS if pictures and isinstance(now, WholeMoment) else SHOWN
    places = every[:most]
    if not len(places):
        st.caption(text("through_time.none"))
        return
    examples = examples_of(shown.facts, part, now.rows[places].tolist())
    if examples is None:
        return
    if not pictures:
        st.dataframe(**_table(shown, now, changed, places, examples))
    elif isinstance(now, WholeMoment):
        name = f"{key}.{part}.picture"
        _grid(_strips(shown, now, places, examples), name, lambda at: _choose(name, at))
    else:
        _grid(_values(shown, now, places, examples), f"{key}.{part}.example", on_value)
    if len(every) > most:
        st.caption(text("through_time.more", n=f"{len(every) - most:,}"))


def _choose(name: str, place: int) -> None:
    st.session_state[name] = place


def _grid(cards: list[Card], name: str, on_open: Callable[[int], None]) -> None:
    selected = st.session_state.get(name)
    picture_grid(cards, selected=selected, key=f"{name}.grid", below=CHOSEN, on_open=on_open)


def _kept(now: Changing, places: np.ndarray) -> np.ndarray:
    """Those that can be shown with their answers."""
    return places[np.isin(places, now.kept)] if isinstance(now, WholeMoment) else places


def _strips(shown: Shown, now: WholeMoment, places: np.ndarray, examples: np.ndarray) -> list[Card]:
    given = given_to(now, places.tolist())
    if given is None:
        return []
    cards = []
    for place, example, *answer in zip(places.tolist(), examples, *given, strict=True):
        png = enlarged(strip(shown, example, *answer), side=STRIP)
        row = text("through_time.row", n=int(now.rows[place]))
        cards.append(Card(place, png, row, "", in_short(shown, now, place), wrong=None))
    return cards


def _values(shown: Shown, now: Moment, places: np.ndarray, examples: np.ndarray) -> list[Card]:
    cards = []
    for place, example in zip(places.tolist(), examples, strict=True):
        true, said = (f"{float(side[place, 0]):,.4g}" for side in (now.true, now.predicted))
        words = text("gallery.values", true=true, predicted=said)
        cards.append(Card(place, picture(shown.facts, example, side=SIDE), words, "", ""))
    return cards


def _table(
    shown: Shown, now: Changing, changed: Shifts, places: np.ndarray, examples: np.ndarray
) -> dict[str, Any]:
    """Rows of a table: how far off the answer is and by how much that has changed, then what it is
    and what was answered, then the columns."""
    columns = {"row": now.rows[places], "off": now.off[places], "change": changed.change[places]}
    if not isinstance(now, WholeMoment):
        columns |= {"true": now.true[places, 0], "predicted": now.predicted[places, 0]}
    head = {text(f"through_time.shift.{name}"): values for name, values in columns.items()}
    table = headed(head, shown.facts.columns, examples)
    names = table.columns[1:]
    shapes = {name: st.column_config.NumberColumn(format="%.4g") for name in names}
    return {"data": table, "hide_index": True, "column_config": shapes}
