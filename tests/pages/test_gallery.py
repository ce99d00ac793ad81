"""The error gallery: what is behind a figure, one example large, and marks of wrong labels."""

import json

import numpy as np
import pytest

from kt_core import marks
from kt_core.data import card
from kt_core.runs import folder

pytestmark = pytest.mark.process

HOSTILE = "<img src=x onerror=alert(1)> ![x](https://example.org/x.png) [y](javascript:1) "


def answers():
    """Of 60 digits every sixth is taken for the next one; the later, the surer."""
    true = np.arange(60) % 10
    predicted = np.where(np.arange(60) % 6 == 0, (true + 1) % 10, true)
    sure = np.linspace(0.4, 0.95, 60)
    probabilities = np.full((60, 10), 0.0) + (1 - sure[:, None]) / 9
    probabilities[np.arange(60), predicted] = sure
    return true, predicted, probabilities


@pytest.fixture
def run(store, draft):
    true, predicted, probabilities = answers()
    counts = np.zeros((10, 10), int)
    np.add.at(counts, (true, predicted), 1)
    scores = {"precision": 0.9, "recall": 0.9, "f1": 0.9, "support": 6}
    result = {"task": "classification", "finite": True, "test": {"loss": 0.3}, "accuracy": 5 / 6}
    result |= {"classes": [str(i) for i in range(10)], "confusion": counts.tolist()}
    result["per_class"] = [{"class": str(i), **scores} for i in range(10)]
    found = store.create_run(store.draft(draft).document, draft=draft)
    store.change(found, states="queued", state="running")
    store.change(found, states="running", state="finished", result={"test": {"loss": 0.3}})
    (folder(found) / "results.json").write_text(json.dumps(result))
    file = folder(found) / "predictions.npz"
    np.savez(file, y_true=true, y_pred=probabilities, rows=np.arange(60))
    return found


@pytest.fixture
def gallery(opened, run):
    """The page with the view of mistakes, on one example if it is given."""

    def at(example=None):
        app = opened("results", run=run)
        app.session_state["kt"].example = example
        return app.segmented_control(key="results.view").set_value("mistakes").run()

    return at


def said(app):
    return " ".join(
        one.value for kind in (app.caption, app.markdown, app.subheader) for one in kind
    )


def captions(app):
    found = [one for kind in ("imgs", "image") for one in app.get(kind)]
    return [image.caption for one in found for image in one.proto.imgs]


def cards(app):
    """The cards of the grid as they go to the browser."""
    drawn = [json.loads(each.proto.json) for each in app.get("bidi_component")]
    (found,) = [each["items"] for each in drawn if "items" in each]
    return found


def test_mistakes_are_listed_with_the_most_confident_first(gallery):
    app = gallery()
    assert "10 of 60 test examples" in said(app)
    found = cards(app)
    assert [card["row"] for card in found] == list(range(54, -1, -6))
    first = {name: found[0][name] for name in ("first", "second", "third", "wrong")}
    assert first == {"first": "4", "second": "5", "third": "90.3 %", "wrong": True}


def test_filters_and_search_leave_what_fits_and_stay_from_view_to_view(gallery):
    app = gallery()
    app.selectbox(key="gallery.true").set_value(4).run()
    assert [card["row"] for card in cards(app)] == [54, 24]
    app.segmented_control(key="gallery.kind").set_value("all").run()
    assert [card["row"] for card in cards(app)] == [54, 44, 34, 24, 14, 4]
    app.selectbox(key="gallery.order").set_value("unsure").run()
    app.slider(key="gallery.range").set_range(50, 80).run()
    assert [card["row"] for card in cards(app)] == [14, 24, 34]
    app.segmented_control(key="results.view").set_value("overall").run()
    app.segmented_control(key="results.view").set_value("mistakes").run()
    assert [card["row"] for card in cards(app)] == [14, 24, 34]
    app.text_input(key="gallery.words").set_value("#17").run()
    assert "No test example fits" in app.info[0].value
    app.button(key="gallery.reset").click().run()
    assert len(cards(app)) == 10


def test_an_example_is_shown_large_with_what_it_is_like_and_leads_to_its_neighbours(gallery):
    app = gallery(48)
    assert "Test example 48" in said(app)
    assert "Is **8**" in said(app)
    assert len([one for one in captions(app) if "away" in one]) == 5
    app.button(key="gallery.next").click().run()
    assert "Test example 42" in said(app)
    app.button(key="gallery.close").click().run()
    assert "Test example" not in said(app)


def test_a_hostile_mark_is_text_and_a_badge_everywhere_and_changes_no_figure(gallery, store, run):
    before = (folder(run) / "results.json").read_bytes()
    app = gallery(48)
    app.text_area(key="gallery.note.48").set_value(HOSTILE * 5)
    app.selectbox(key="gallery.label.48").set_value(9)
    app.button(key="gallery.mark").click().run()
    assert not app.exception
    (kept,) = marks.of(store, card("mnist_5k"))[48]
    assert (kept.label, kept.note) == (9, (HOSTILE * 5).strip())
    badged = {card["row"]: card["badge"] for card in cards(app)}
    assert (badged[48], badged[42]) == ("label?", "")
    assert "You marked this label as wrong: 9" in said(app)
    assert "![x]" not in said(app)
    assert r"\<img src" in said(app)
    assert app.expander[-1].label == "Marked as wrong label: 1"
    app.toggle(key="gallery.marked").set_value(True).run()
    assert [card["row"] for card in cards(app)] == [48]
    assert (folder(run) / "results.json").read_bytes() == before


def test_a_mark_is_taken_back_by_its_person_alone(gallery, store, draft):
    facts = card("mnist_5k")
    for person in (draft, "somebody"):
        marks.mark(store, facts, 48, person=person)
    app = gallery(48)
    assert "Somebody marked" in said(app)
    app.button(key="gallery.unmark").click().run()
    assert [each.person for each in marks.of(store, facts)[48]] == ["somebody"]
    assert not [one for one in app.button if one.key == "gallery.unmark"]


def test_examples_of_a_set_that_is_gone_are_missed_with_a_sentence(gallery, store, run, draft):
    document = {**store.draft(draft).document, "data": {"kind": "digits"}}
    store.change(run, states="finished", document=document)
    app = gallery(48)
    assert not app.exception
    missed = [one.value for one in app.markdown if "Digits" in one.value]
    assert len(missed) >= 2


@pytest.mark.parametrize("example", [-1, 1000, 999])
def test_an_example_that_has_no_answer_is_no_error(gallery, example):
    assert not gallery(example).exception
