"""What the browser told: every action once and in order, however busy the server was.

Streamlit keeps the newest trigger of a component only, so each brings all that are not answered.
"""

import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

MOST = 50  # actions taken up at once; the browser keeps no more (frontend/src/shared/told.js)

Action = Callable[[str, dict[str, Any]], None]
Now = Callable[[], tuple[str, Collection[str]]]
"""Which network is open (a text, another one for each) and the names of its nodes."""


@dataclass(frozen=True)
class Heard:
    """The last action that was taken up: which browser part told it, and its number there."""

    browser: str = ""
    number: int = 0


def answered(key: str) -> dict[str, Any]:
    """What the browser part of the component with that key needs to know of its actions."""
    heard, place = _heard(key), f"{key}.session"
    session = st.session_state.setdefault(place, secrets.token_hex(8))
    return {"session": session, "browser": heard.browser, "number": heard.number}


def take_up(key: str, actions: Mapping[str, tuple[str, ...]], *, now: Now, do: Action) -> None:
    """Calls `do(action, values)` for each action of the component that was not taken up yet.

    `actions` holds the names of the values of each, with a question mark behind those that may
    be missing. An action that was meant for another network, or names nodes that are not there
    (any more), is passed over.
    """
    for heard, told in news(st.session_state[key].get("told"), _heard(key)):
        st.session_state[_place(key)] = heard  # first: what fails is not tried again and again
        network, names = now()
        values = values_of(told, actions)
        if values is not None and told.get("network") == network and named(values) <= set(names):
            do(told["action"], values)


def news(told: Any, heard: Heard) -> list[tuple[Heard, dict[str, Any]]]:
    """The actions in what a browser told that come after what was heard, in their order."""
    if not isinstance(told, dict) or not isinstance(told.get("browser"), str):
        return []
    browser, waiting = told["browser"], told.get("waiting")
    last = heard.number if heard.browser == browser else 0
    found = [one for one in waiting if _numbered(one)] if isinstance(waiting, list) else []
    fresh = {one["number"]: one for one in found[:MOST] if one["number"] > last}
    return [(Heard(browser, number), fresh[number]) for number in sorted(fresh)]


def values_of(
    told: Mapping[str, Any], actions: Mapping[str, tuple[str, ...]]
) -> dict[str, Any] | None:
    """The values of the action; None when there is no such action or one is missing."""
    action = told.get("action")
    if not isinstance(action, str) or action not in actions:
        return None
    wanted = actions[action]
    if any(told.get(name) is None for name in wanted if not name.endswith("?")):
        return None
    names = [name.removesuffix("?") for name in wanted]
    return {name: told[name] for name in names if told.get(name) is not None}


def named(values: Mapping[str, Any]) -> set[str]:
    """The names of nodes that have to be there for these values."""
    single = {str(values[key]) for key in ("name", "source", "target", "before") if key in values}
    return single | {str(name) for name in values.get("names", ())}


def _numbered(one: Any) -> bool:
    return isinstance(one, dict) and type(one.get("number")) is int


def _heard(key: str) -> Heard:
    found = st.session_state.get(_place(key))
    return found if isinstance(found, Heard) else Heard()


def _place(key: str) -> str:
    return f"{key}.heard"
