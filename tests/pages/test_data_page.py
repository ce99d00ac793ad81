from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from components.escape import esc
from kt_core import marks
from kt_core.data import card, cards
from kt_core.engine.fetch import fetch
from kt_core.runs import Store

pytestmark = pytest.mark.process

PAGE = Path(__file__).parents[2] / "pages" / "data.py"
SCRIPT = f"""
import runpy
from components import session
session.begin()
runpy.run_path({str(PAGE)!r})
"""
OFFLINE = [facts.kind for facts in cards() if facts.offline]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A fresh KT_HOME, and no store of another test."""
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    st.cache_resource.clear()
    yield tmp_path
    st.cache_resource.clear()


@pytest.fixture
def page(home):
    """The data page as a first visitor sees it, without the bar above it.

    AppTest takes a folder `pages` beside the script for pages of its own, so app.py itself can't
    be run twice in it.
    """
    app = AppTest.from_string(SCRIPT, default_timeout=120).run()
    assert not app.exception
    return app


def choose(page, kind):
    page.button(key=f"data.kind.{kind}").click().run()
    assert not page.exception


def draft_id(page):
    found = page.query_params["draft"]
    return found if isinstance(found, str) else found[0]


def document(page):
    return Store().draft(draft_id(page)).document


def metrics(page):
    return {metric.label: metric.value for metric in page.metric}


def words(page):
    return " ".join(str(element.value) for element in [*page.markdown, *page.caption])


def test_every_set_has_a_card_with_its_licence(page):
    for facts in cards():
        assert page.button(key=f"data.kind.{facts.kind}").label == esc(facts.title)
        assert esc(facts.licence) in words(page)


@pytest.mark.parametrize("kind", OFFLINE)
def test_a_set_that_is_there_is_shown_with_its_numbers(kind, page):
    fetch(kind)
    choose(page, kind)
    facts = card(kind)
    assert document(page)["data"]["kind"] == kind
    assert page.header[0].value == esc(facts.title)
    assert metrics(page)["Test"] == f"{facts.test:,}"
    charts = {chart.key for chart in page.get("plotly_chart")}
    assert charts == {"data.balance"} | ({"data.points"} if len(facts.columns) == 2 else set())


def test_the_parameters_of_a_generated_set_are_written_to_the_document(page):
    choose(page, "spiral")
    page.number_input(key="data.params.classes").set_value(4).run()
    page.number_input(key="data.params.noise").set_value(0.3).run()
    assert document(page)["data"]["params"] == {"classes": 4, "noise": 0.3}
    assert metrics(page)["Training"] == "384"
    page.number_input(key="data.params.classes").set_value(2).run()
    assert document(page)["data"]["params"] == {"noise": 0.3}


def test_a_parameter_that_cannot_be_is_named_and_can_be_set_right_in_the_form(page):
    choose(page, "moons")
    data = {"kind": "moons", "params": {"noise": 7}}
    Store().save_draft(draft_id(page), document(page) | {"data": data})
    page.run()
    assert not page.exception and not page.header
    assert "noise is 7" in " ".join(str(each.value) for each in [*page.error, *page.markdown])
    page.number_input(key="data.params.noise").set_value(0.2).run()
    assert page.header[0].value == "Moons"


def test_the_card_counts_the_marked_examples_once_each(page):
    assert not [each for each in page.markdown if "marked as wrong" in each.value]
    for person in ("one", "another"):
        marks.mark(Store(), card("mnist_5k"), 5, person=person)
    page.run()
    (said,) = [each.value for each in page.markdown if "marked as wrong" in each.value]
    assert "1 of 1,000 test examples marked as wrong label" in said


def test_each_class_of_an_image_set_has_its_strip(page):
    choose(page, "fashion_mnist_12k")
    for name in card("fashion_mnist_12k").classes:
        assert name.replace("/", "\\/").replace("-", "\\-") in words(page)


def test_the_fraction_is_written_to_the_document_and_shown(page):
    choose(page, "mnist_5k")
    page.number_input(key="data.validation.fraction").set_value(25.0).run()
    assert document(page)["data"]["validation"] == {
        "kind": "holdout",
        "params": {"fraction": 0.25},
    }
    assert metrics(page)["Training"] == "3,000"
    assert metrics(page)["Validation"] == "1,000"


def test_no_fraction_means_no_validation(page):
    choose(page, "mnist_5k")
    page.number_input(key="data.validation.fraction").set_value(0.0).run()
    assert document(page)["data"]["validation"] is None
    assert metrics(page)["Validation"] == "0"


def test_a_fold_says_which_one_it_is_and_can_become_a_share_again(page):
    choose(page, "mnist_5k")
    given = document(page)
    fold = {"kind": "fold", "params": {"folds": 4, "fold": 1}}
    given["data"]["validation"] = fold
    Store().save_draft(draft_id(page), given)
    page.run()
    assert not page.exception
    assert metrics(page)["Validation"] == "1,000"
    assert "fold 2 of a cross-validation (4 folds)" in words(page)
    page.button(key="data.no_fold").click().run()
    assert metrics(page)["Validation"] == "800"


def test_scaling_and_labels_are_written_to_the_document(page):
    choose(page, "mnist_5k")
    page.segmented_control(key="data.scaling").set_value("standard").run()
    page.segmented_control(key="data.labels").set_value("one_hot").run()
    assert document(page)["data"]["scaling"] == "standard"
    assert document(page)["data"]["labels"] == "one_hot"


def test_a_split_that_leaves_a_class_without_examples_is_said_beside_the_form(page):
    fetch("iris")
    choose(page, "iris")
    page.number_input(key="data.validation.fraction").set_value(99.0).run()
    assert not page.exception
    assert "no example of these classes is left" in words(page)


def test_numbers_are_labels_themselves_or_the_row_is(page):
    fetch("diabetes")
    choose(page, "diabetes")
    assert page.segmented_control(key="data.labels").options == [":blue[`integer`]", "`input`"]


def test_pictures_with_ink_can_have_a_class_for_every_pixel(page):
    page.segmented_control(key="data.labels").set_value("pixels").run()
    assert not page.exception
    assert document(page)["data"]["labels"] == "pixels"
    choose(page, "cifar10")
    assert "labels" not in document(page)["data"]


def test_a_set_nobody_knows_leaves_the_cards_to_choose_from(page):
    Store().save_draft(draft_id(page), document(page) | {"data": {"kind": "no such set"}})
    page.run()
    assert not page.exception
    assert [header.value for header in page.header] == []
    choose(page, "mnist_5k")
    assert page.header[0].value == esc(card("mnist_5k").title)


def test_while_the_engine_is_away_a_set_that_needs_it_says_so(page):
    choose(page, "digits")
    assert "The engine reads this data set" in words(page)
    assert len(page.metric) == 0


@pytest.mark.engine
def test_the_engine_writes_a_set_when_it_is_chosen(engine, page):
    choose(page, "digits")
    assert metrics(page)["Test"] == "359"


@pytest.mark.engine
def test_without_a_network_the_page_offers_download_reason_and_the_nearest_set(engine, page):
    choose(page, "cifar10")
    assert "has not been downloaded yet" in words(page)
    page.button(key="download").click().run()
    assert "could not be downloaded" in words(page)
    page.button(key="fix.missing.0").click().run()
    assert document(page)["data"]["kind"] == "fashion_mnist_12k"


def two_inputs(page):
    """The open draft with a second Input, on a table."""
    fetch("iris")
    choose(page, "iris")
    store = Store()
    draft = store.draft(draft_id(page))
    inputs = [{"name": n, "kind": "Input", "params": {"shape": [4]}} for n in ("leaf", "<b>花")]
    store.save_draft(draft.id, {**draft.document, "network": inputs}, revision=draft.revision)
    store.close()
    page.run()
    assert not page.exception


def test_the_columns_of_a_table_are_divided_among_the_inputs(page):
    two_inputs(page)
    columns = card("iris").columns
    page.multiselect(key="data.inputs.leaf").set_value([columns[2], columns[0]]).run()
    assert document(page)["data"]["inputs"] == {"leaf": [columns[0], columns[2]]}
    assert document(page)["network"][0]["params"]["shape"] == [2]
    page.button(key="data.inputs.dealt").click().run()
    assert page.multiselect(key="data.inputs.<b>花").value == list(columns[2:])
    page.multiselect(key="data.inputs.leaf").set_value([columns[0]]).run()
    assert "One column is read by no Input: sepal width" in words(page)
    page.button(key="data.inputs.undivided").click().run()
    assert "inputs" not in document(page)["data"]
    assert document(page)["network"][0]["params"]["shape"] == [4]


def test_what_is_wrong_with_a_division_stands_at_its_form(page):
    two_inputs(page)
    store = Store()
    draft = store.draft(draft_id(page))
    data = {**draft.document["data"], "inputs": {"leaf": ["petal lenght (cm)"]}}
    store.save_draft(draft.id, {**draft.document, "data": data}, revision=draft.revision)
    store.close()
    page.run()
    assert "has no column petal lenght" in words(page)
    page.button(key="fix.data.inputs.0").click().run()
    assert document(page)["data"]["inputs"] == {"leaf": ["petal length (cm)"]}
