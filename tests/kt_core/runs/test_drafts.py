"""Drafts: a document being edited, kept with its history."""

import pytest

from kt_core.problems import ProblemError
from kt_core.runs.drafts import KEPT_VERSIONS


def test_a_draft_outlives_the_connection_that_made_it(store):
    draft = store.create_draft({"name": "手写数字"})
    store.close()
    assert store.draft(draft).document == {"name": "手写数字"}


def test_undo_and_redo_walk_through_all_versions(store):
    draft = store.create_draft({"n": 0})
    for number in (1, 2, 3):
        store.save_draft(draft, {"n": number})
    back = [store.undo_draft(draft).document["n"] for _ in range(4)]
    forth = [store.redo_draft(draft).document["n"] for _ in range(4)]
    assert (back, forth) == ([2, 1, 0, 0], [1, 2, 3, 3])


def test_a_draft_says_whether_it_can_be_undone_and_redone(store):
    draft = store.create_draft({"n": 0})
    new = store.draft(draft)
    store.save_draft(draft, {"n": 1})
    saved = store.draft(draft)
    undone = store.undo_draft(draft)
    said = [(one.can_undo, one.can_redo) for one in (new, saved, undone)]
    assert said == [(False, False), (True, False), (False, True)]


def test_saving_an_equal_document_adds_no_version(store):
    draft = store.create_draft({"n": [1, 2]})
    before = store.draft(draft)
    assert store.save_draft(draft, {"n": (1, 2)}) == before


def test_saving_after_undo_forgets_what_could_be_redone(store):
    draft = store.create_draft({"n": 0})
    store.save_draft(draft, {"n": 1})
    store.undo_draft(draft)
    store.save_draft(draft, {"n": 2})
    assert not store.draft(draft).can_redo
    assert store.undo_draft(draft).document == {"n": 0}


def test_history_is_bounded(store):
    draft = store.create_draft({"n": 0})
    for number in range(1, KEPT_VERSIONS + 20):
        store.save_draft(draft, {"n": number})
    steps = 0
    while store.draft(draft).can_undo:
        store.undo_draft(draft)
        steps += 1
    assert steps == KEPT_VERSIONS - 1


def test_two_tabs_do_not_overwrite_each_other(store):
    draft = store.create_draft({"n": 0})
    seen = store.draft(draft).revision
    store.save_draft(draft, {"n": 1}, revision=seen)
    with pytest.raises(ProblemError, match="draft_changed"):
        store.save_draft(draft, {"n": 2}, revision=seen)
    assert store.draft(draft).document == {"n": 1}


def test_an_unknown_draft_is_a_problem(store):
    with pytest.raises(ProblemError, match="draft_unknown"):
        store.draft("../../etc")
