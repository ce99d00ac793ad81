"""The URL: which draft, run, view and layer it names, kept from page to page."""

from urllib.parse import quote, unquote

import streamlit as st

from components.session.state import VIEWS, tab
from components.session.storage import store
from kt_core.problems import Problem, ProblemError
from kt_core.runs import AT_WORK, Draft, Group, Run
from kt_core.templates import start_document


def begin() -> None:
    """Finds what the URL names, or makes a first draft. Called once per script run."""
    state = tab()
    state.unreadable, state.beside = state.beside, {}
    if (view := st.query_params.get("view")) in VIEWS:
        state.view = view
    named_run, named_draft = st.query_params.get("run"), st.query_params.get("draft")
    named_group = st.query_params.get("group")
    if named_run and named_run != state.run_id:
        state.run_id, state.group_id = named_run, None
    elif named_group and not named_run and named_group != state.group_id:
        state.run_id, state.group_id = None, named_group
    keep = bool(named_run or named_group)
    named_layer = "" if state.draft_id else st.query_params.get("layer", "")
    if named_draft and named_draft != state.draft_id:
        _open(named_draft, keep_run=keep)
    elif not state.draft_id and not _open_draft_of_run():
        _open(store().create_draft(start_document()), keep_run=keep)
    state.draft = _read() or state.draft
    if named_layer:
        *level, name = map(unquote, named_layer.split("/"))
        state.level = tuple(level)
        state.nodes[state.level] = name
    _write_url()


def run() -> Run | None:
    """The run the URL names, else this draft's newest, else None; of a group the one at work."""
    state = tab()
    named = store().run(state.run_id) if state.run_id else None
    if named:
        return named
    if found := group():
        members = store().members(found.id)
        return store().run(next((run for run in members if run.state in AT_WORK), members[0]).id)
    newest = store().runs(1, draft=state.draft_id)
    return store().run(newest[0].id) if newest else None  # lists come without documents


def group() -> Group | None:
    """The group the URL names, else this draft's newest runs if they are one, else None."""
    state = tab()
    if state.run_id and store().run(state.run_id):
        return None
    if state.group_id and (named := store().group(state.group_id)):
        return named
    newest = store().runs(1, draft=state.draft_id)
    return store().group(newest[0].group) if newest and newest[0].group else None


def watch(run_id: str | None) -> None:
    """Makes that run the one the pages show."""
    tab().run_id, tab().group_id = run_id, None
    _write_url()


def watch_group(group_id: str) -> None:
    """Makes the runs of that group the ones the pages show together."""
    tab().run_id, tab().group_id = None, group_id
    _write_url()


def view() -> str:
    """How the network page shows the open network: "list" or "graph"."""
    return tab().view


def set_view(name: str) -> None:
    """Shows networks as a "list" or a "graph"."""
    tab().view = name
    _write_url()


def go(page: str) -> None:
    """Opens `pages/<page>.py` with the same draft, run and view."""
    st.switch_page(f"pages/{page}.py", query_params=_query())


def _open(draft_id: str, keep_run: bool = False) -> None:
    state = tab()
    state.draft_id, state.draft = draft_id, None
    state.level, state.nodes = (), {}
    if not keep_run:
        state.run_id = state.group_id = None
    if _read() is None:
        state.refused = [Problem("draft_unknown", values={"draft": draft_id})]
        state.draft_id = store().create_draft(start_document())


def _open_draft_of_run() -> bool:
    """A link that names only a run or a group opens the draft it was trained from."""
    state = tab()
    named = store().group(state.group_id) if state.group_id else None
    found = store().run(state.run_id) if state.run_id else named
    if found is None or not found.draft:
        return False
    _open(found.draft, keep_run=True)
    return True


def _read() -> Draft | None:
    try:
        return store().draft(tab().draft_id)
    except ProblemError:
        return None


def _write_url() -> None:
    wanted = _query()
    for key in ("draft", "run", "group", "view", "layer"):
        if key not in wanted:
            st.query_params.pop(key, None)
        elif st.query_params.get(key) != wanted[key]:
            st.query_params[key] = wanted[key]


def _query() -> dict[str, str]:
    """What the URL says; a first view needs no word."""
    state = tab()
    said = {"draft": state.draft_id, "run": state.run_id or "", "group": state.group_id or ""}
    said["view"] = "" if state.view == VIEWS[0] else state.view
    if state.level or state.nodes.get(()):
        place = (*state.level, state.nodes.get(state.level) or "")
        said["layer"] = "/".join(quote(name, safe="") for name in place)
    return {key: value for key, value in said.items() if value}
