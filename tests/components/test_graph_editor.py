"""What is done in the graph changes the document, and opens the form of what it was done to."""

import pytest

from components import graph_editor, graph_view
from tests.components.acting import acted_on

SCRIPT = """
import json
import streamlit as st
from components import graph_editor, layer_picker, session

session.begin()
for action, values in json.loads(st.query_params["acts"]):
    graph_editor._act(action, values)
st.json({
    "network": session.network(),
    "level": session.level(),
    "selected": session.selected(),
    "refused": [problem.code for problem in session.refused()],
    "picker": [st.session_state.get(layer_picker.OPEN), st.session_state.get(layer_picker.PLACE)],
})
"""
INNER = {"name": "x", "kind": "Input", "params": {"shape": [4]}}
NETWORK = [
    {"name": "input", "kind": "Input", "params": {"shape": [4]}},
    {"name": "a", "kind": "Dense", "params": {"units": 4}},
    {"name": "b", "kind": "Dense", "params": {"units": 4}},
    {"name": "add", "kind": "Add"},
    {"name": "inner", "kind": "Network", "network": [INNER]},
]


@pytest.fixture
def after(tmp_path, monkeypatch):
    """The network, what is open and what was refused after these actions."""
    monkeypatch.setenv("KT_HOME", str(tmp_path))

    def acted(*acts):
        found = acted_on(NETWORK, SCRIPT, acts)
        found["nodes"] = {node["name"]: node for node in found["network"]["network"]}
        return found

    return acted


def test_everything_the_browser_can_tell_has_an_answer():
    assert graph_editor.ACTIONS.keys() == graph_view.ACTIONS.keys()


def test_a_connection_is_made_and_cut(after):
    made = after(("connect", {"source": "a", "target": "add", "output": 0, "argument": ""}))
    assert made["nodes"]["add"]["inputs"] == ["b", "a"]
    assert made["selected"] == "add"
    cut = after(("disconnect", {"target": "b", "slot": "0"}))
    assert cut["nodes"]["b"]["inputs"] == []


def test_two_cuts_made_on_one_drawing_cut_what_was_meant(after):
    joined = ("connect", {"source": "a", "target": "add"})
    cuts = [
        ("disconnect", {"target": "add", "slot": str(slot), "source": source})
        for slot, source in enumerate("ba")
    ]
    assert after(joined, cuts[0])["nodes"]["add"]["inputs"] == ["a"]
    assert after(joined, *cuts)["nodes"]["add"]["inputs"] == []
    assert after(joined, cuts[0], cuts[0])["nodes"]["add"]["inputs"] == ["a"]


def test_a_drop_counts_though_another_layer_of_the_drawing_is_gone(after):
    places = {"a": [10, 20], "b": [10, 90]}
    found = after(("remove", {"names": ["a"]}), ("move", {"places": places}))
    assert found["network"]["layout"] == {"b": [10, 90]}


def test_what_must_not_be_is_refused_with_its_sentence(after):
    found = after(("connect", {"source": "add", "target": "a"}))
    assert found["refused"] == ["connect_circle"]
    assert found["network"]["network"] == NETWORK


def test_a_skip_leads_around_the_chosen_layers(after):
    found = after(("skip", {"names": ["b", "a"]}))
    assert found["selected"] == "add_1"
    assert found["nodes"]["add_1"]["inputs"] == ["b", "input"]


def test_layers_are_brought_together(after):
    found = after(("join", {"names": ["a", "b"], "kind": "Concatenate"}))
    assert found["selected"] == "concatenate"
    assert found["nodes"]["concatenate"]["inputs"] == ["a", "b"]


def test_several_layers_are_removed_at_once_and_undone_at_once(after):
    found = after(("remove", {"names": ["a", "b"]}))
    assert list(found["nodes"]) == ["input", "add", "inner"]
    assert found["selected"] == "input"


def test_places_are_kept_in_the_document_until_it_is_tidied(after):
    moved = ("move", {"places": {"a": [10, 20]}})
    assert after(moved)["network"]["layout"] == {"a": [10, 20]}
    assert "layout" not in after(moved, ("tidy", {}))["network"]


def test_an_output_a_switch_and_a_copy_are_one_click_each(after):
    acts = [("output", {"name": "a"}), ("toggle", {"name": "b"}), ("duplicate", {"name": "a"})]
    found = after(*acts)
    assert found["network"]["outputs"] == ["inner", "a_1"]
    assert found["nodes"]["b"]["enabled"] is False
    assert found["selected"] == "a_1"


def test_a_nested_network_is_opened_and_a_layer_is_not(after):
    assert after(("open", {"name": "inner"}))["level"] == ["inner"]
    assert after(("open", {"name": "a"}))["level"] == []


@pytest.mark.parametrize(
    ("act", "place"),
    [
        (("add", {"name": "b"}), None),
        (("branch", {"name": "b"}), {"after": "b"}),
        (("insert", {"target": "b", "slot": "0"}), {"target": "b", "slot": "0"}),
    ],
)
def test_the_picker_opens_for_the_place_of_the_plus(after, act, place):
    assert after(act)["picker"] == [True, place]
