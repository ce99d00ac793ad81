"""The door to a tab's state and the URL: drafts, levels, refusals, and what a reload keeps."""

import pytest
from streamlit.testing.v1 import AppTest

from kt_core.problems import Problem
from kt_core.runs import Store
from kt_core.templates import template

SCRIPT = """
import streamlit as st
from components import session

session.begin()
st.session_state["saw"] = st.session_state["ask"](session) if "ask" in st.session_state else None
"""


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("KT_HOME", str(tmp_path))
    found = Store()
    yield found
    found.close()


@pytest.fixture
def draft(store):
    return store.create_draft(template("digit_cnn").document())


@pytest.fixture
def tab(draft):
    """A tab on the draft; `asks(app, question)` runs the script and answers with the session."""

    def opened(**query):
        app = AppTest.from_string(SCRIPT, default_timeout=120)
        for name, value in {"draft": draft, **query}.items():
            app.query_params[name] = value
        return app.run()

    return opened


def asks(app, question):
    app.session_state["ask"] = question
    app.run()
    assert not app.exception, app.exception
    return app.session_state["saw"]


def said(app, name):
    found = app.query_params.get(name)
    return found[0] if isinstance(found, list) else found


def test_the_open_layer_is_kept_in_the_address_and_found_there_by_a_new_tab(tab):
    app = tab()
    asks(app, lambda session: session.select("flatten"))
    asks(app, lambda session: None)
    assert said(app, "layer") == "flatten"
    assert asks(tab(layer="flatten"), lambda session: session.selected()) == "flatten"


def test_a_layer_of_a_nested_network_is_found_again_whatever_its_name(tab, store, draft):
    document = store.draft(draft).document
    inner = [
        {"name": "in", "kind": "Input", "params": {"shape": [10]}},
        {"name": "50% / 层", "kind": "Dense", "params": {"units": 3}},
    ]
    document["network"].append({"name": "a/b", "kind": "Network", "network": inner})
    store.save_draft(draft, document, revision=store.draft(draft).revision)

    def opens(session):
        session.open_level(("a/b",))
        session.select("50% / 层")

    app = tab()
    asks(app, opens)
    asks(app, lambda session: None)
    again = tab(layer=said(app, "layer"))
    assert asks(again, lambda session: session.level()) == ("a/b",)
    assert asks(again, lambda session: session.selected()) == "50% / 层"


@pytest.mark.parametrize("layer", ("gone", "a/b/c", "%zz", "//", "%00"))
def test_an_address_with_a_layer_that_is_not_there_opens_the_network(tab, layer):
    app = tab(layer=layer)
    assert asks(app, lambda session: session.level()) == ()
    assert asks(app, lambda session: session.selected()) is not None


def test_the_view_is_kept_in_the_address_and_found_there_by_a_new_tab(tab):
    app = tab()
    assert said(app, "view") is None
    asks(app, lambda session: session.set_view("graph"))
    assert said(app, "view") == "graph"
    assert asks(tab(view="graph"), lambda session: session.view()) == "graph"


def test_going_back_to_the_first_view_takes_it_out_of_the_address(tab):
    app = tab(view="graph")
    asks(app, lambda session: session.set_view("list"))
    assert said(app, "view") is None


def test_a_view_that_nobody_knows_is_the_list(tab):
    assert asks(tab(view="<b>"), lambda session: session.view()) == "list"


def test_an_edit_of_another_tab_is_kept_by_the_next_edit_here(tab, store, draft):
    app = tab()
    other = store.draft(draft)
    store.save_draft(draft, {**other.document, "seed": 99}, revision=other.revision)
    assert asks(app, lambda session: session.put(("name",), "mine"))
    assert (store.draft(draft).document["seed"], store.draft(draft).document["name"]) == (
        99,
        "mine",
    )


def test_an_edit_that_is_no_document_is_refused_and_said_once(tab, store, draft):
    app, before = tab(), store.draft(draft).document
    assert asks(app, lambda session: session.put(("seed",), "seven")) is False
    assert store.draft(draft).document == before
    assert asks(app, lambda session: len(session.refused())) == 1
    assert asks(app, lambda session: session.refused()) == []


def test_what_was_wrong_with_a_field_is_shown_beside_it_on_the_next_drawing_only(tab):
    app, where = tab(), ("seed",)
    asks(app, lambda session: session.refuse_beside(where, Problem("place_gone")))
    assert len(asks(app, lambda session: session.unreadable(where))) == 1
    assert asks(app, lambda session: session.unreadable(where)) == []


def test_a_removed_node_leaves_the_selection_to_another_one(tab):
    app = tab()
    asks(app, lambda session: session.select("conv_2"))
    assert asks(app, lambda session: session.selected()) == "conv_2"
    asks(app, lambda session: session.drop(("network", "conv_2")))
    assert asks(app, lambda session: session.selected()) == "conv_1"


def test_a_level_that_another_tab_removed_is_left(tab, store, draft):
    inner = {"name": "block", "kind": "Network", "network": [{"name": "in", "kind": "Input"}]}
    document = store.draft(draft).document
    store.save_draft(draft, {**document, "network": [*document["network"], inner]})
    app = tab()
    asks(app, lambda session: session.open_level(("block",)))
    assert asks(app, lambda session: session.level()) == ("block",)
    store.save_draft(draft, document)
    assert asks(app, lambda session: session.level()) == ()


def test_a_link_to_a_run_opens_the_draft_it_was_trained_from(store, draft):
    run = store.create_run(store.draft(draft).document, draft=draft)
    app = AppTest.from_string(SCRIPT, default_timeout=120)
    app.query_params["run"] = run
    app.run()
    assert (said(app, "run"), said(app, "draft")) == (run, draft)
