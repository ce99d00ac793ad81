"""Changes of a running training: what is set in the forms, applied from its next epoch on."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from components import checking, session
from components.escape import esc
from components.fields import Field, plain_field
from kt_core import changes, client, edits
from kt_core.changes import Change
from kt_core.changes.asking import ask, take_back
from kt_core.changes.differences import Difference
from kt_core.changes.words import change_words, difference_words, when_words
from kt_core.places import Place
from kt_core.problems import Problem, ProblemError, Where
from kt_core.rate_table import KIND as TABLE
from kt_core.runs import LIVE, Run
from kt_core.texts import text

Possible = tuple[list[dict[str, Any]], list[Difference], list[Difference]]
CHECK_SECONDS = 20.0
EVERY = 2.0  # seconds between two looks at a change that waits


def change_panel(run: Run) -> None:
    """Draws what can be changed in a training that goes on or can go on, and what was changed."""
    document = changes.wished(run.document, changes.read(run.changes))
    goes_on = run.state != "finished" and not run.nothing_kept
    mine = run.draft == session.draft_id() and goes_on
    found = changes.possible_part(document, session.document()) if mine else ([], [], [])
    if not mine and not run.changes:
        return
    opened = bool(found[1] or run.changes)
    title = _title(mine=mine, ended=run.ended)
    with st.expander(text(f"changes.{title}"), icon=":material/tune:", expanded=opened):
        if mine:
            _forms(ended=run.ended)
            _pending(run.id, found, document)
        _list(run.id)


def _title(*, mine: bool, ended: bool) -> str:
    if not mine:
        return "list"
    return "title_ended" if ended else "title"


def _forms(*, ended: bool) -> None:
    st.caption(
        f"{text('changes.about_ended' if ended else 'changes.about')} {text('changes.elsewhere')}"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for where, name in _dropouts(session.document(), ()):
            place = Place(where, "layer")
            entry = place.entry(session.document())
            if entry and (param := entry.param("rate")):
                with st.container(width="content", gap=None):
                    st.caption(esc(name))
                    plain_field(Field(place, param, 118))
        _frozen()


def _frozen() -> None:
    nodes = {node["name"]: node for node in session.document()["network"]}
    known = checking.answer().nodes
    names = [name for name in nodes if known.get(name, {}).get("params") or _is_frozen(nodes[name])]
    key = "changes.frozen"
    st.session_state[key] = [name for name in names if _is_frozen(nodes[name])]
    if names:
        st.multiselect(
            text("changes.frozen"),
            names,
            key=key,
            help=text("changes.frozen_help"),
            on_change=lambda: session.edit(lambda now: _freeze(now, st.session_state[key], names)),
            width=420,
        )


def _freeze(
    document: dict[str, Any], wanted: Sequence[str], names: Sequence[str]
) -> dict[str, Any]:
    for name in names:
        where = ("network", name, "trainable")
        document = (
            edits.put(document, where, False) if name in wanted else edits.drop(document, where)
        )
    return document


def _is_frozen(node: Mapping[str, Any]) -> bool:
    return node.get("trainable", True) is False


def _dropouts(holder: Mapping[str, Any], path: Where) -> list[tuple[Where, str]]:
    """Place and name of every Dropout layer, those inside networks too."""
    found = []
    for node in holder.get("network", ()):
        where = (*path, "network", node["name"])
        if str(node.get("kind", "")).endswith("Dropout"):
            found.append((where, node["name"]))
        found += _dropouts(node, where) if node.get("network") else []
    return found


def _pending(
    run: str, found: tuple[Any, list[Difference], list[Difference]], document: Any
) -> None:
    _patch, yes, no = found
    if no:
        labels = ", ".join(dict.fromkeys(each.label for each in no))
        st.caption(text("changes.not_possible", changes=esc(labels)))
    if not yes:
        st.caption(text("changes.nothing"))
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        words = text("changes.pending", changes=esc(difference_words(yes)))
        st.markdown(words, width="content")
        st.button(
            text("changes.apply"),
            key="changes.apply",
            type="primary",
            icon=":material/update:",
            on_click=_ask,
            args=(run, session.document()),
        )
    if notes := [text(f"changes.notes.{note}") for note in _notes(yes, document)]:
        st.caption(" ".join(notes))


def _notes(found: Sequence[Difference], document: Mapping[str, Any]) -> list[str]:
    """What a learning rate means beside what else moves it, and what callbacks keep."""
    kinds = {str(each.get("kind", each) if isinstance(each, Mapping) else each)
             for each in document.get("callbacks", ())}  # fmt: skip
    rates = [each for each in found if each.where[:3] == changes.RATE]
    told = {
        "plateau": bool(rates) and "ReduceLROnPlateau" in kinds,
        "table": bool(rates) and TABLE in kinds,
        "schedule": any(not each.is_rate for each in rates),
        "monitor": any(each.where[-1] in ("monitor", "mode") for each in found),
    }
    return [name for name, applies in told.items() if applies]


def _list(run_id: str) -> None:
    """The changes; looked at again while one waits and the training goes on."""
    run = session.store().run(run_id)
    waits = bool(run and run.state in LIVE and changes.waiting(changes.read(run.changes)))
    st.fragment(_rows, run_every=EVERY if waits else None)(run_id, waits)


def _rows(run_id: str, waits: bool) -> None:
    run = session.store().run(run_id)
    known = changes.read(run.changes) if run else ()
    if run is None or not known:
        return
    if waits and (run.state not in LIVE or not changes.waiting(known)):
        st.rerun()
    for change in known:
        _row(run, known, change)


def _row(run: Run, known: Sequence[Change], change: Change) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"changes.{change.id}"):
        when = when_words(change, ended=run.ended)
        words = change_words(run.document, known, change)
        st.markdown(f"{esc(words)} :gray-badge[{esc(when)}]", width="content")
        if change.epoch is None and st.button(
            text("changes.take_back"),
            key=f"changes.back.{change.id}",
            type="tertiary",
            icon=":material/undo:",
            help=text("changes.take_back_help"),
        ):
            _try(lambda: take_back(session.store(), run.id, change=change.id, check=_problems))
            st.rerun()


def _ask(run: str, wanted: Mapping[str, Any]) -> None:
    """Has the training follow what is set in the forms."""

    def patch(document: Mapping[str, Any]) -> list[dict[str, Any]]:
        return changes.possible_part(document, wanted)[0]

    _try(lambda: ask(session.store(), run, patch=patch, check=_problems))


def _try(do: Any) -> None:
    try:
        do()
    except ProblemError as error:
        session.refuse(*error.problems)
    except client.EngineAway:
        session.refuse(Problem("change_unchecked"))


def _problems(document: Mapping[str, Any]) -> list[Problem]:
    answer = client.ask("check", timeout=CHECK_SECONDS, document=dict(document))
    return [Problem.from_json(each) for each in answer["problems"]]
