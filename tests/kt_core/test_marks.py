"""Marks of wrongly labelled examples: kept beside the data, harmless whatever they say."""

import csv
import io
import threading

import pytest

from kt_core import marks
from kt_core.data import card
from kt_core.problems import ProblemError
from kt_core.runs import Store

HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script>\n![x](https://example.org)\0\ud800"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    found = Store()
    yield found
    found.close()


@pytest.fixture
def facts():
    return card("mnist_5k")


def test_a_mark_is_kept_until_its_person_takes_it_back(store, facts):
    marks.mark(store, facts, 7, person="ann", label=3, note=" a sloppy 3 ")
    marks.mark(store, facts, 7, person="bob")
    marks.mark(store, facts, 7, person="ann", label=5, note="a 5")
    found = marks.of(store, facts)[7]
    assert {(each.person, each.label, each.note) for each in found} == {
        ("ann", 5, "a 5"), ("bob", None, ""),
    }  # fmt: skip
    marks.unmark(store, facts, 7, person="eve")
    marks.unmark(store, facts, 7, person="ann")
    assert [each.person for each in marks.of(store, facts)[7]] == ["bob"]
    assert marks.of(store, card("mnist")) == {}


@pytest.mark.parametrize(
    ("row", "more", "code"),
    [
        (-1, {}, "mark_no_such_row"),
        (1000, {}, "mark_no_such_row"),
        (0, {"label": 10}, "mark_no_such_class"),
        (0, {"label": -1}, "mark_no_such_class"),
        (0, {"note": "x" * 501}, "mark_note_long"),
    ],
)
def test_what_cannot_be_marked_is_refused(store, facts, row, more, code):
    with pytest.raises(ProblemError) as caught:
        marks.mark(store, facts, row, person="ann", **more)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert marks.of(store, facts) == {}


def test_a_hostile_note_comes_back_as_it_is_and_computes_nothing(store, facts):
    marks.mark(store, facts, 0, person="ann", note=HOSTILE)
    rows = marks.table(facts, store.marks(marks.fingerprint("mnist_5k")), person="ann")
    (line,) = csv.DictReader(io.StringIO(marks.csv_text(rows)))
    assert line["note"] == "'" + HOSTILE.replace("\0", "").replace("\ud800", "?")
    assert (line["row"], line["marked_by"], line["should_be"]) == ("0", "you", "")


def test_the_table_tells_people_apart_without_their_names(store, facts):
    marks.mark(store, facts, 0, person="ann")
    marks.mark(store, facts, 0, person="bob", label=1)
    found = marks.of(store, facts)[0]
    by = [row["marked_by"] for row in marks.table(facts, found, person="bob")]
    assert by[1] == "you"
    assert len(by[0]) == 6
    assert "ann" not in by[0]


def test_marks_of_a_set_that_is_gone_are_still_listed(store):
    facts = card("diabetes")
    marks.mark(store, facts, 2, person="ann", note="odd")
    (row,) = marks.table(facts, marks.of(store, facts)[2])
    assert (row["is"], row["note"]) == (None, "odd")


def test_tabs_that_mark_at_once_lose_nothing(store, facts):
    def tab(number):
        for row in range(20):
            marks.mark(store, facts, row, person=f"tab {number % 2}", label=number)

    tabs = [threading.Thread(target=tab, args=(number,)) for number in range(4)]
    for each in tabs:
        each.start()
    for each in tabs:
        each.join(60)
    found = marks.of(store, facts)
    assert sorted(found) == list(range(20))
    for several in found.values():
        assert sorted(each.person for each in several) == ["tab 0", "tab 1"]
        assert all(each.label % 2 == int(each.person[-1]) for each in several)
