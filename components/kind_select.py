"""Choosing a kind: a select box that finds it by its name and by what it is good for."""

from collections.abc import Callable, Sequence

import streamlit as st

from components import session
from components.fields import key_of
from kt_core.catalog import Family, entries
from kt_core.catalog.search import fitted, words
from kt_core.places import Place, known_as

WIDTH = 230  # pixels
LETTER = 7.5  # pixels, the margins counted in
FILTER = "contains"  # "fuzzy" would find three letters in every list of purposes


def kind_select(
    place: Place,
    *,
    label: str,
    help: str = "",
    kinds: Sequence[str] = (),
    nullable: bool = False,
    width: int | str = WIDTH,
) -> None:
    """Draws the choice of what stands at `place`: `kinds`, else what the family offers."""
    key, component = key_of(place.where) + ".kind", place.component(session.document())
    current = component["kind"] if component else None
    offered = list(kinds or kinds_for(place))
    if current is not None and current not in offered:
        offered.append(current)
    st.session_state[key] = current
    st.selectbox(
        label,
        offered,
        index=None if nullable or current is None else 0,
        key=key,
        format_func=titles(place.family, chosen=[current], width=width),
        filter_mode=FILTER,
        help=help or None,
        placeholder="None",
        on_change=_choose,
        args=(place, key),
        width=width,
    )


def titles(
    family: Family, *, chosen: Sequence[str | None], width: int | str = WIDTH
) -> Callable[[str], str]:
    """How an option is called in a select of that width (pixels): its kind and what it is good
    for, which is searched too; what is chosen has only its name."""
    room = int((width if isinstance(width, int) else WIDTH) // LETTER)

    def title(kind: str) -> str:
        entry = None if kind in chosen else known_as(family, kind)
        return fitted(kind, words(entry), room=room) if entry else kind

    return title


def kinds_for(place: Place) -> list[str]:
    """All kinds of the family; for beginners those of a first course and the default come first."""
    usual = Place(place.where, place.family, default=place.default).component({})
    usual_kind = usual["kind"] if usual else None
    known = entries(place.family)
    first = [entry.kind for entry in known if entry.level == "beginner" or entry.kind == usual_kind]
    return first_of(first, place.family)


def first_of(kinds: Sequence[str], family: Family) -> list[str]:
    """All kinds of the family, these before the others; for experts in the catalog's order."""
    known = [entry.kind for entry in entries(family)]
    return known if session.expert() else [*kinds, *(kind for kind in known if kind not in kinds)]


def _choose(place: Place, key: str) -> None:
    kind = st.session_state[key]
    component = place.component(session.document())
    if kind != (component and component["kind"]):
        session.edit(lambda document: place.with_kind(document, kind))
