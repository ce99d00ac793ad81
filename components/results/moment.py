"""What the network answered after one epoch, and what has changed since the moment before."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from components.confusion import confusion
from components.contact_sheet import percent
from components.escape import esc
from components.marks import Marks, badge, marked
from components.picture_grid import Card, picture_grid
from components.results.answered import in_short
from components.results.changing import changing, figure
from components.results.looked_at import examples_of, headed, picture
from components.results.shown import Shown
from components.segments import segments
from kt_core import looking_back
from kt_core.looking_back import Changes, Moment
from kt_core.texts import text
from kt_core.whole_moments import WholeMoment

SHOWN = 18
LONGEST = 24
SIDE = 84
LISTS = ("mistakes", "wrong", "right")
INSIDE = "time.inside"
Moments = Sequence[Any]
"""Of `looking_back.moments`, or of `whole_moments.moments` for answers as large as examples."""


def moment(shown: Shown, found: Moments, place: int, *, part: str, key: str) -> None:
    """Draws the answers of the moment at `place`."""
    now, before = found[place], found[place - 1] if place else None
    with st.container():  # there even if empty, so that what follows stays where it is
        if now.is_saved:
            st.caption(text("through_time.saved"))
        elif place == len(found) - 1 and not any(each.is_saved for each in found):
            st.caption(text("through_time.not_saved"))
    if shown.task == "classification":
        _classes(shown, now, before, part, key)
    else:
        opens = partial(_open, f"{key}.{part}")
        changing(shown, found, place, part=part, key=key, on_value=opens)


def _classes(shown: Shown, now: Moment, before: Moment | None, part: str, key: str) -> None:
    changed, facts = looking_back.changes(now, before), shown.facts
    with st.container(horizontal=True):
        figure("accuracy", f"{now.right.mean():.2%}")
        for name, places in (("became_right", changed.right), ("became_wrong", changed.wrong)):
            figure(name, f"{len(places):,}" if before is not None else "–")
    left, right = st.columns([5, 4], gap="large")
    with left:
        counts = looking_back.confusion(now, len(facts.classes))
        cell = confusion(counts.tolist(), facts.classes, key=f"{key}.{part}.confusion")
    with right:
        _examples(shown, now, changed, part, cell, key)


def _examples(
    shown: Shown,
    now: Moment,
    changed: Changes,
    part: str,
    cell: tuple[int, int] | None,
    key: str,
) -> None:
    """Draws who is in the clicked cell, or a list of mistakes and changes."""
    if cell is not None:
        names = [esc(shown.facts.classes[number], longest=LONGEST) for number in cell]
        st.caption(text("through_time.in_cell", true=names[0], predicted=names[1]))
        places = np.flatnonzero((now.true == cell[0]) & (now.predicted == cell[1]))
    else:
        lists = {"mistakes": changed.mistakes, "wrong": changed.wrong, "right": changed.right}
        chosen = segments(
            text("through_time.lists.mistakes", n=len(changed.mistakes)),
            LISTS,
            words=lambda one: text(f"through_time.lists.{one}", n=f"{len(lists[one]):,}"),
            default=LISTS[0],
            key=f"{key}.list",
            label_visibility="collapsed",
        )
        places = lists[chosen]
    _sheet(shown, now, places, part, key)


def _sheet(shown: Shown, now: Moment, places: np.ndarray, part: str, key: str) -> None:
    if not len(places):
        st.caption(text("through_time.none"))
        return
    some = places[:SHOWN]
    examples = examples_of(shown.facts, part, now.rows[some].tolist())
    if examples is None:
        return
    if shown.facts.modality == "image":
        _pictures(shown, now, some, examples, part=part, key=f"{key}.{part}")
    else:
        _rows(shown, now, some, examples)
    if len(places) > SHOWN:
        st.caption(text("through_time.more", n=f"{len(places) - SHOWN:,}"))


def _pictures(
    shown: Shown, now: Moment, places: np.ndarray, examples: np.ndarray, *, part: str, key: str
) -> None:
    """Draws the pictures; a click on one leads to its activations."""
    found = marked(shown.facts) if part == "test" else {}
    cards = [
        _card(shown, now, int(place), picture(shown.facts, example, side=SIDE), found)
        for place, example in zip(places, examples, strict=True)
    ]
    picture_grid(
        cards,
        selected=st.session_state.get(f"{key}.example"),
        key=f"{key}.grid",
        below=INSIDE,
        on_open=partial(_open, key),
    )


def _open(key: str, place: int) -> None:
    """Leads to the activations of the example at `place`."""
    st.session_state[f"{key}.opened"] = place


def _card(shown: Shown, now: Moment, place: int, png: bytes, found: Marks) -> Card:
    names, share = shown.facts.classes, now.confidence
    true, taken = names[int(now.true[place])], names[int(now.predicted[place])]
    wrong = bool(now.true[place] != now.predicted[place])
    words = percent(float(share[place])) if share is not None else ""
    said = badge(found, int(now.rows[place]))
    return Card(place, png, true, taken if wrong else "", words, said, wrong=wrong)


def _rows(shown: Shown, now: Moment, places: np.ndarray, examples: np.ndarray) -> None:
    facts = shown.facts
    told = {
        text(f"through_time.{word}"): [facts.classes[int(numbers[place])] for place in places]
        for word, numbers in (("is", now.true), ("taken", now.predicted))
    }
    table = headed(told, facts.columns, examples)
    names = table.select_dtypes("number").columns
    shapes = {name: st.column_config.NumberColumn(format="%.4g") for name in names}
    st.dataframe(table, hide_index=True, column_config=shapes)


def told_at(shown: Shown, now: Moment | WholeMoment, place: int) -> str:
    """What the network said of one example after this epoch."""
    epoch = now.epoch + 1
    if isinstance(now, WholeMoment):
        return text("through_time.answered", epoch=epoch, now=in_short(shown, now, place))
    if now.confidence is None:
        value = float(np.ravel(now.predicted[place])[0])
        return text("through_time.value_at_epoch", epoch=epoch, value=value)
    name = esc(shown.facts.classes[int(now.predicted[place])], longest=LONGEST)
    share = percent(float(now.confidence[place]))
    return text("through_time.at_epoch", epoch=epoch, name=name, percent=share)
