"""Pictures side by side, of which one can be opened: by a click, or by the keys."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.browser import component
from kt_core.texts import text

SINGLE, STRIP = 104, 230  # pixels of a card at least

_mount = component("picture_grid", height=160)


@dataclass(frozen=True, slots=True)
class Card:
    """One picture: a PNG, two lines of names as they are, a figure, and a short badge or "".

    `wrong` says that the second line is a mistake; None that the picture is several in a strip.
    """

    row: int
    picture: bytes
    first: str
    second: str
    third: str
    badge: str = ""
    wrong: bool | None = False


def picture_grid(
    cards: Sequence[Card],
    *,
    selected: int | None,
    key: str,
    below: str,
    on_open: Callable[[int], None],
) -> None:
    """Draws the cards and calls `on_open(row)` before the script runs again.

    `below` is the key of the container that shows what was opened: narrow windows scroll there.
    """
    items: list[dict[str, Any]] = [
        {**asdict(card), "picture": base64.b64encode(card.picture).decode()} for card in cards
    ]
    words = {"label": text("gallery.grid"), "missing": text("gallery.missing")}
    rows = {card.row for card in cards}

    def told() -> None:
        row = st.session_state[key].get("opened")
        if row in rows and type(row) is int:
            on_open(row)

    least = STRIP if any(card.wrong is None for card in cards) else SINGLE
    data = {"items": items, "selected": selected, "below": below.replace(".", "-"), "least": least}
    _mount(key=key, data={**data, **words}, on_opened_change=told)
