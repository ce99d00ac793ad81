"""The one typed door to `st.session_state` and the URL: which draft, which run, what is selected.

The document lives in the store, its id in the URL (`?draft=`), so reloading loses nothing. Each
edit is a function applied to the newest document, so two tabs on one draft never undo each other.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from kt_core import edits
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError, Where
from kt_core.runs import Draft, Run, Store
from kt_core.runs.database import store_url
from kt_core.templates import start_document
from kt_core.trial import Upload

_KEY = "kt"
Change = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass
class _State:
    draft_id: str = ""
    draft: Draft | None = None
    run_id: str | None = None
    level: edits.Path = ()
    nodes: dict[edits.Path, str | None] = field(default_factory=dict)
    expert: bool = False
    refused: list[Problem] = field(default_factory=list)
    beside: dict[Where, Problem] = field(default_factory=dict)
    unreadable: dict[Where, Problem] = field(default_factory=dict)
    checked: tuple[dict[str, Any], Any] | None = None
    upload: Upload | None = None


def store() -> Store:
    """The run store, one for the whole process."""
    return _store(store_url())


@st.cache_resource
def _store(url: str) -> Store:
    return Store(url)


def begin() -> None:
    """Finds the draft and run the URL names, or makes a first draft. Called once per script run."""
    state = _state()
    state.unreadable, state.beside = state.beside, {}
    named_run, named_draft = st.query_params.get("run"), st.query_params.get("draft")
    if named_run and named_run != state.run_id:
        state.run_id = named_run
    if named_draft and named_draft != state.draft_id:
        _open(named_draft, keep_run=bool(named_run))
    elif not state.draft_id and not _open_draft_of_run():
        _open(store().create_draft(start_document()), keep_run=bool(named_run))
    state.draft = _read() or state.draft
    _write_url()


def draft() -> Draft:
    """The current draft as it was at the start of this script run or after the last edit."""
    current = _state().draft
    if current is None:
        raise RuntimeError("session.begin() comes first")
    return current


def draft_id() -> str:
    """The id of the current draft."""
    return _state().draft_id


def document() -> dict[str, Any]:
    """The current draft's document. Don't change it in place: use `edit` or `put`."""
    return draft().document


def value(where: Where, default: Any = None) -> Any:
    """What the document holds at `where` (nodes by name), or `default`."""
    return edits.get(document(), where, default)


def edit(change: Change) -> bool:
    """Applies `change` to the newest document and saves it; a document that fails to parse is
    refused: its problems are shown under the bar, and False comes back."""
    try:
        _save(change)
    except ProblemError as error:
        refuse(*error.problems)
    except KeyError:  # another tab has removed what was to be changed
        refuse(Problem("place_gone", severity="warning"))
    else:
        return True
    return False


def put(where: Where, new: Any) -> bool:
    """Saves the document with `new` at `where`."""
    return edit(lambda document: edits.put(document, where, new))


def drop(where: Where) -> bool:
    """Saves the document without what is at `where`."""
    return edit(lambda document: edits.drop(document, where))


def undo() -> None:
    """Takes the last edit back."""
    _state().draft = store().undo_draft(draft_id())


def redo() -> None:
    """Makes the edit taken back again."""
    _state().draft = store().redo_draft(draft_id())


def refused() -> list[Problem]:
    """Why the last edits were not saved; asking empties the list."""
    state = _state()
    problems, state.refused = state.refused, []
    return problems


def refuse(*problems: Problem) -> None:
    """Shows problems under the bar on the next drawing: for callbacks, which can't draw.

    Without their fixes, which would mend a document that was not taken.
    """
    _state().refused += [replace(problem, fix=None) for problem in problems]


def refuse_beside(where: Where, problem: Problem) -> None:
    """Shows the problem beside the field at `where` on the next drawing."""
    _state().beside[where] = problem


def unreadable(where: Where) -> list[Problem]:
    """What was wrong with the last thing typed into the field at `where`."""
    found = _state().unreadable.get(where)
    return [found] if found else []


def checked(document: dict[str, Any]) -> Any:
    """What `remember_check` kept for exactly this document in this script run, or None."""
    known = _state().checked
    return known[1] if known and known[0] is document else None


def remember_check(document: dict[str, Any], answer: Any) -> None:
    """Keeps the engine's answer until the document changes or the script runs again."""
    _state().checked = (document, answer)


def level() -> edits.Path:
    """Which network is open: the names of the nodes that hold it, () for the whole one.

    As much of the level that was opened as still exists.
    """
    state = _state()
    while state.level:
        try:
            edits.holder(document(), state.level)
            break
        except KeyError:
            state.level = state.level[:-1]
    return state.level


def open_level(path: edits.Path) -> None:
    """Opens the network inside the nodes named by `path`."""
    _state().level = tuple(path)


def network() -> dict[str, Any]:
    """What holds the open network: the document, or the node with a network of its own."""
    return edits.holder(document(), level())


def node_where(name: str) -> Where:
    """Where the node of the open network stands in the document."""
    return (*edits.inside(level()), "network", name)


def edit_network(change: Change) -> bool:
    """Like `edit`, for a change of what holds the open network."""
    path = level()
    return edit(lambda document: edits.within(document, path, change))


def selected() -> str | None:
    """The name of the open network's node whose form is open, if that node still exists."""
    names, nodes, path = edits.names(network()), _state().nodes, level()
    if nodes.get(path) not in names:
        nodes[path] = names[min(1, len(names) - 1)] if names else None
    return nodes[path]


def select(name: str | None) -> None:
    """Opens the form of that node of the open network."""
    _state().nodes[level()] = name


def show(where: Where) -> None:
    """Opens the network and the node's form that `where` leads to, if it leads into a network."""
    if where[:1] not in (("network",), ("outputs",)):
        return
    path = edits.nodes_on(where)
    inside = where[-1:] in (("network",), ("outputs",))
    open_level(path if inside else path[:-1])
    if path and not inside:
        select(path[-1])


def expert() -> bool:
    """Whether forms show every parameter."""
    return _state().expert


def set_expert(shown: bool) -> None:
    """Shows every parameter in forms, or only what a first course needs."""
    _state().expert = shown


def upload() -> Upload | None:
    """The model file uploaded last, opened or refused."""
    return _state().upload


def hold_upload(held: Upload | None) -> None:
    """Keeps an uploaded model while the person goes from page to page."""
    _state().upload = held


def run() -> Run | None:
    """The run the URL names, else this draft's newest, else None."""
    state = _state()
    named = store().run(state.run_id) if state.run_id else None
    if named:
        return named
    newest = store().runs(1, draft=state.draft_id)
    return store().run(newest[0].id) if newest else None  # lists come without documents


def watch(run_id: str | None) -> None:
    """Makes that run the one the pages show."""
    _state().run_id = run_id
    _write_url()


def go(page: str) -> None:
    """Opens `pages/<page>.py` with the same draft and run."""
    st.switch_page(f"pages/{page}.py", query_params=_query())


def _state() -> _State:
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _State()
    return st.session_state[_KEY]


def _open(draft_id: str, keep_run: bool = False) -> None:
    state = _state()
    state.draft_id, state.draft = draft_id, None
    state.level, state.nodes = (), {}
    if not keep_run:
        state.run_id = None
    if _read() is None:
        state.refused = [Problem("draft_unknown", values={"draft": draft_id})]
        state.draft_id = store().create_draft(start_document())


def _open_draft_of_run() -> bool:
    """A link that names only a run opens the draft it was trained from."""
    state = _state()
    found = store().run(state.run_id) if state.run_id else None
    if found is None or not found.draft:
        return False
    _open(found.draft, keep_run=True)
    return True


def _read() -> Draft | None:
    try:
        return store().draft(_state().draft_id)
    except ProblemError:
        return None


def _save(change: Change) -> None:
    """Applies and saves; when another tab saved in between, applies again to what it saved."""
    current = store().draft(draft_id())
    while True:
        changed = change(current.document)
        parse(changed)
        try:
            _state().draft = store().save_draft(current.id, changed, revision=current.revision)
            return
        except ProblemError as error:
            if error.problems[0].code != "draft_changed":
                raise
            current = store().draft(current.id)


def _query() -> dict[str, str]:
    state = _state()
    return {"draft": state.draft_id} | ({"run": state.run_id} if state.run_id else {})


def _write_url() -> None:
    for key, wanted in _query().items():
        if st.query_params.get(key) != wanted:
            st.query_params[key] = wanted
