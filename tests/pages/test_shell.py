"""What stands around every page: draft and run in the URL, the bar, files in and out."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.launch import FIRST
from components.shell import PAGES
from kt_core.templates import template

pytestmark = pytest.mark.process

APP = Path(__file__).resolve().parents[2] / "app.py"


def query(app, name):
    found = app.query_params.get(name)
    return found[0] if isinstance(found, list) else found


def words(app):
    return " ".join(element.value for kind in (app.markdown, app.caption) for element in kind)


@pytest.fixture
def first_visit():
    app = AppTest.from_file(str(APP), default_timeout=120).run()
    assert not app.exception
    return app


def test_a_first_visit_begins_a_draft_and_names_it_in_the_url(first_visit, store):
    document = store.draft(query(first_visit, "draft")).document
    assert document["format"] == "kt-experiment"


def test_the_draft_is_named_in_the_url_of_every_page(opened, draft):
    app = opened("data")
    for page in PAGES[1:]:
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, page
        assert query(app, "draft") == draft


def test_the_first_page_is_the_one_whose_name_leads_to_the_start():
    assert PAGES[0] == FIRST


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_a_title_and_no_exception(opened, page):
    app = opened(page)
    assert len(app.title) == 1


def test_an_unknown_draft_gives_way_to_a_new_one_with_a_sentence(store):
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.query_params["draft"] = "nosuchdraft"
    app.run()
    assert not app.exception
    assert query(app, "draft") != "nosuchdraft"
    assert "nosuchdraft" in words(app)


def test_a_link_that_names_only_a_run_opens_its_draft(store, draft):
    run = store.create_run(store.draft(draft).document, draft=draft)
    app = AppTest.from_file(str(APP), default_timeout=120)
    app.query_params["run"] = run
    app.run()
    assert (query(app, "draft"), query(app, "run")) == (draft, run)


def test_an_unknown_run_is_no_defect(opened):
    for page in ("training", "results", "predict"):
        assert not opened(page, run="nosuchrun").exception


def test_another_draft_in_the_url_is_opened(opened, store):
    app = opened("network")
    other = store.create_draft(template("regression").document())
    app.query_params["draft"] = other
    app.run()
    assert app.text_input(key="name").value == template("regression").document()["name"]


def test_the_name_is_written(opened, store, draft):
    opened("data").text_input(key="name").set_value("手写数字 **x**").run()
    assert store.draft(draft).document["name"] == "手写数字 **x**"


def test_undo_is_offered_only_when_there_is_something_to_undo(opened):
    app = opened("data")
    assert app.button(key="undo").disabled
    app.text_input(key="name").set_value("new").run()
    assert not app.button(key="undo").disabled


def test_a_document_is_opened_and_undo_brings_the_earlier_one_back(opened, store, draft):
    app = opened("data")
    before, document = store.draft(draft).document, template("regression").document()
    app.file_uploader(key="document_file").upload("x.json", json.dumps(document).encode()).run()
    assert store.draft(draft).document == document
    app.button(key="undo").click().run()
    assert store.draft(draft).document == before


@pytest.mark.parametrize(
    "content", [b"no json", b"\xff\xfe", b"[]", b'{"format": "kt-experiment"}']
)
def test_a_file_that_is_no_experiment_is_refused_and_nothing_changes(opened, store, draft, content):
    app = opened("data")
    before = store.draft(draft).document
    app.file_uploader(key="document_file").upload("<b>x</b>.json", content).run()
    assert store.draft(draft).document == before
    assert "was not opened" in words(app)
    assert not app.exception


def test_while_the_engine_is_not_there_the_bar_says_so(opened):
    assert "Keras" in words(opened("data"))


def test_the_next_step_leads_through_all_pages(opened):
    app = opened("data")
    for page in PAGES[1:]:
        app.button(key=f"next.{page}").click().run()
        assert not app.exception
    assert app.title[0].value == "Try it"
