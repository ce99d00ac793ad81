"""What a person has made stays: over F5, in two tabs, over undo, and beside wrong files."""

import json
import re

import pytest
from playwright.sync_api import expect

from kt_core.texts import text
from tests.browser.documents import small_cnn
from tests.browser.pages import NetworkPage
from tests.browser.person import Person

pytestmark = pytest.mark.browser

UNITS = "network.output.units"


@pytest.fixture
def draft(app):
    return app.store.create_draft(small_cnn())


@pytest.fixture
def network(person, draft):
    return NetworkPage(person.opens("network", draft=draft).engine_answers())


def units(app, draft):
    return app.store.draft(draft).document["network"][-1]["params"]["units"]


def field(person, key=UNITS):
    return person.widget(key).locator("input")


def test_a_reloaded_page_shows_the_same_experiment(app, person, network, draft):
    network.opens("output")
    person.types(UNITS, 12)
    person.types("name", "手写数字 <b>CNN</b>")
    person.reloads()
    assert person.query("draft") == draft
    expect(field(person, "name")).to_have_value("手写数字 <b>CNN</b>")
    network.opens("output")
    expect(field(person)).to_have_value("12")
    assert units(app, draft) == 12


def test_undo_takes_an_edit_back_and_redo_makes_it_again(app, person, network, draft):
    network.opens("output")
    person.types(UNITS, 12)
    person.clicks("undo")
    expect(field(person)).to_have_value("10")
    assert units(app, draft) == 10
    person.clicks("redo")
    expect(field(person)).to_have_value("12")
    assert units(app, draft) == 12


def test_two_tabs_on_one_draft_do_not_undo_each_other(app, person, network, draft):
    second = Person(person.tab.context, app.address)
    other = NetworkPage(second.opens("network", draft=draft).engine_answers())
    network.opens("output")
    other.opens("conv")
    person.types(UNITS, 12)
    second.types("network.conv.filters", 16)
    assert units(app, draft) == 12
    assert app.store.draft(draft).document["network"][1]["params"]["filters"] == 16
    other.opens("output")
    expect(field(second)).to_have_value("12")
    assert second.complaints == []


def test_layers_are_moved_duplicated_switched_off_and_removed(app, person, network, draft):
    network.opens("pool")
    network.presses("duplicate")
    network.opened("pool_1")
    network.presses("toggle")
    expect(network.row("pool_1")).to_have_attribute("data-off", "true")
    network.presses("up")
    network.has("input", "conv", "pool_1", "pool", "flatten", "output")
    assert app.store.draft(draft).document["network"][2]["enabled"] is False
    network.removes("pool_1")
    network.has("input", "conv", "pool", "flatten", "output")


def test_layers_are_moved_and_removed_by_keyboard(app, person, network, draft):
    network.opens("conv")
    network.row("conv").get_by_role("button").press("ArrowDown")
    network.opened("pool")
    network.row("pool").get_by_role("button").press("Alt+ArrowUp")
    network.has("input", "pool", "conv", "flatten", "output")
    person.idle()
    network.row("pool").get_by_role("button").press("Delete")
    expect(network.row("pool")).to_have_count(0)
    person.idle()
    kept = [node["name"] for node in app.store.draft(draft).document["network"]]
    assert kept == ["input", "conv", "flatten", "output"]


def test_a_mistake_gets_a_sentence_and_its_button_mends_it(app, person, network, draft):
    network.opens("output")
    person.types(UNITS, 3)
    person.clicks("problems")
    person.sees(re.compile("3 units"))
    person.clicks(person.tab.locator("[class*=st-key-fix]").get_by_role("button"))
    expect(person.widget("problems")).to_have_count(0)
    assert units(app, draft) == 10


@pytest.mark.parametrize(
    "content",
    [
        b"this is no JSON",
        b'{"format": "kt-experiment", "version": 1, "netwrk": []}',
        b"\xff\xfe\x00",
    ],
    ids=["no JSON", "unknown key", "no text"],
)
def test_a_wrong_document_gets_a_sentence_and_changes_nothing(
    app, person, network, draft, tmp_path, content
):
    file = tmp_path / "experiment.json"
    file.write_bytes(content)
    person.clicks("file")
    person.gives_file("document_file", file)
    refused = person.tab.locator("[class*=st-key-problem-refused]")
    refused.first.wait_for()
    assert "Traceback" not in person.tab.locator("body").inner_text()
    assert app.store.draft(draft).document == small_cnn()


def test_an_experiment_is_downloaded_and_opened_again(app, person, network, draft, tmp_path):
    person.clicks("file")
    button = person.tab.get_by_role("button", name=text("app.bar.download"))
    saved = person.downloads(button.click, tmp_path / "experiment.json")
    assert json.loads(saved.read_text("utf-8")) == small_cnn()
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(small_cnn(name="From a file")), "utf-8")
    person.gives_file("document_file", changed)
    expect(field(person, "name")).to_have_value("From a file")
    assert app.store.draft(draft).document["name"] == "From a file"
