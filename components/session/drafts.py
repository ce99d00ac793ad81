"""The document: read from the store, and every edit a function applied to its newest version."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.session.refusals import refuse
from components.session.state import tab
from components.session.storage import store
from kt_core import edits
from kt_core.dataset_names import dataset_of
from kt_core.experiment import parse
from kt_core.problems import Problem, ProblemError, Where
from kt_core.runs import Draft
from kt_core.visitors import visitor

Change = Callable[[dict[str, Any]], dict[str, Any]]


def draft() -> Draft:
    """The current draft as it was at the start of this script run or after the last edit."""
    current = tab().draft
    if current is None:
        raise RuntimeError("session.begin() comes first")
    return current


def draft_id() -> str:
    """The id of the current draft."""
    return tab().draft_id


def person() -> str:
    """Who this is, for the queue: this browser, or the draft where it keeps no cookies."""
    return visitor(st.context.cookies) or draft_id()


def document() -> dict[str, Any]:
    """The current draft's document. Don't change it in place: use `edit` or `put`."""
    return draft().document


def value(where: Where, default: Any = None) -> Any:
    """What the document holds at `where` (nodes by name), or `default`."""
    return edits.get(document(), where, default)


def dataset() -> str:
    """The name of the document's data set, "" when there is none."""
    return dataset_of(document())


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
    tab().draft = store().undo_draft(draft_id())


def redo() -> None:
    """Makes the edit taken back again."""
    tab().draft = store().redo_draft(draft_id())


def checked(document: dict[str, Any]) -> Any:
    """What `remember_check` kept for exactly this document in this script run, or None."""
    known = tab().checked
    return known[1] if known and known[0] is document else None


def remember_check(document: dict[str, Any], answer: Any) -> None:
    """Keeps the engine's answer until the document changes or the script runs again."""
    tab().checked = (document, answer)


def changed_since_drawn() -> bool:
    """Whether the document is another one than when this was last asked in this tab."""
    before, tab().drawn = tab().drawn, document()
    return before is not None and before != document()


def _save(change: Change) -> None:
    """Applies and saves; when another tab saved in between, applies again to what it saved."""
    current = store().draft(draft_id())
    while True:
        changed = change(current.document)
        parse(changed)
        try:
            tab().draft = store().save_draft(current.id, changed, revision=current.revision)
            return
        except ProblemError as error:
            if error.problems[0].code != "draft_changed":
                raise
            current = store().draft(current.id)
