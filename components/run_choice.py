"""Which of the experiment's runs a page shows."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components import session
from components.fold_words import params_words
from kt_core import looks
from kt_core.runs import LIVE, Group, Run
from kt_core.texts import text

LISTED = 50
ID = 6  # characters of an id that tell runs apart


def run_choice(key: str) -> Run | None:
    """Draws the choice among this experiment's runs when there are several; returns the chosen.

    Folds of a cross-validation are chosen in their group, not here.
    """
    chosen = session.run()
    _choice(key, chosen, _singles())
    return chosen


def run_or_group_choice(key: str) -> Run | Group | None:
    """As `run_choice`, with each cross-validation as one of the choices."""
    chosen = session.group() or session.run()
    groups = session.store().groups(LISTED, draft=session.draft_id())
    found = sorted([*_singles(), *groups], key=lambda one: one.created, reverse=True)
    _choice(key, chosen, found)
    return chosen


def _singles() -> list[Run]:
    return session.store().runs(LISTED, draft=session.draft_id(), grouped=False)


def _choice(key: str, chosen: Run | Group | None, found: Sequence[Run | Group]) -> None:
    shown = {one.id: one for one in found}
    if chosen and chosen.id not in shown:
        shown = {chosen.id: chosen, **shown}
    if chosen and len(shown) > 1:
        st.session_state[key] = chosen.id
        ended = [one for one in shown.values() if isinstance(one, Run) and one.ended]
        words = _words(shown, looks.validation(session.store(), *ended))
        st.selectbox(
            text("training.run"),
            list(shown),
            key=key,
            format_func=lambda name: words[name],
            on_change=lambda: _watch(shown[st.session_state[key]]),
            help=text("training.run_help"),
            width=560,
        )


def _words(
    shown: Mapping[str, Run | Group], figures: Mapping[str, Mapping[str, Any]]
) -> dict[str, str]:
    """A label for each; runs of one second get part of their id, or a browser can't name them."""
    found = {name: label(one, figures.get(name)) for name, one in shown.items()}
    count = Counter(found.values())
    return {
        name: words if count[words] == 1 else f"{words} · {name[:ID]}"
        for name, words in found.items()
    }


def _watch(one: Run | Group) -> None:
    if isinstance(one, Group):
        session.watch_group(one.id)
    else:
        session.watch(one.id)


def label(run: Run | Group, figures: Mapping[str, Any] | None = None) -> str:
    """When a run was started and, when it has ended, how far it came, how, and how good it is by
    validation: `figures` are those, and runs are chosen by them."""
    when = time.strftime("%d %b %H:%M:%S", time.localtime(run.created))
    if isinstance(run, Group):
        return text("folds.label", when=when, what=params_words(run.params))
    if run.state in LIVE:  # the list is not drawn again while it trains
        return text("training.run_live", when=when)
    state = text(f"training.states.{run.state}")
    planned = run.epochs_planned or "?"
    said = {"when": when, "state": state, "done": run.epochs_done, "planned": planned}
    if best := looks.headline(figures or {}):
        name, value = best
        told = f"{value:.4g}" if isinstance(value, (int, float)) else str(value)
        return text("training.run_judged", name=name, value=told, **said)
    return text("training.run_label", **said)
