"""A server's own parts on the pages: picked like Keras', with a chip, mended by sentences."""

import pytest

from kt_core import catalog, own_parts
from kt_core.problems import Problem
from tests.kt_core.part_folders import LAYER, WARM, entered, folder_of, left

pytestmark = pytest.mark.process

BROKEN = Problem("part_broken", values={"file": "bad.py", "line": 3, "detail": "NameError: x"})


@pytest.fixture(autouse=True)
def parts(home, tmp_path_factory, monkeypatch):
    """An app started with a folder that the engine has looked at."""
    folder = folder_of(tmp_path_factory.mktemp("given"), warm="", halved="", bad="x")
    entered(monkeypatch, home, folder)
    families = {"optimizer": {"Warm": WARM}, "layer": {"Halved": LAYER}}
    broken = {"families": {}, "problems": [BROKEN.to_json()]}
    own_parts.keep(own_parts.gathered([{"families": families, "problems": []}, broken]))
    own_parts.include()
    yield
    left()


def words(app):
    return " ".join(element.value for element in (*app.markdown, *app.caption))


def document(store, draft):
    return store.draft(draft).document


def test_an_own_layer_is_picked_under_its_group_and_opens_with_its_chip(opened, store, draft):
    app = opened("network")
    app.session_state["add"] = True
    app.run()
    assert "Own parts" in words(app)
    app.button(key="add.Halved").click().run()
    assert document(store, draft)["network"][2] == {"name": "halved", "kind": "Halved"}
    assert "halved\\.py" in words(app)
    assert "Keras page" not in words(app)
    app.number_input(key="network.halved.rate").set_value(0.25).run()
    assert document(store, draft)["network"][2]["params"] == {"rate": 0.25}
    assert not app.exception


def test_an_own_optimizer_is_chosen_and_begins_with_what_it_needs(opened, store, draft):
    app = opened("training")
    app.selectbox(key="optimizer.kind").select("Warm").run()
    assert document(store, draft)["optimizer"] == {"kind": "Warm", "params": {"steps": 50}}
    assert "warm\\.py" in words(app)
    app.number_input(key="optimizer.steps").set_value(7).run()
    assert document(store, draft)["optimizer"]["params"] == {"steps": 7}


def test_a_file_that_is_broken_is_said_on_the_network_page(opened):
    app = opened("network")
    assert "bad\\.py cannot be imported" in words(app)
    assert "line 3" in words(app)
    assert "bad\\.py" not in words(opened("training"))


def test_an_app_without_a_folder_says_nothing_of_own_parts(opened, monkeypatch):
    monkeypatch.delenv("KT_PARTS")
    catalog.include(catalog.Own())
    app = opened("network")
    assert "own_parts" not in [block.key for block in app.expander if hasattr(block, "key")]
    assert "bad\\.py" not in words(app)
