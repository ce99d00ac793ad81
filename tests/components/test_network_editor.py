"""What is done in the list of layers changes the document, action by action."""

import pytest

from components import network_editor, network_list
from tests.components.acting import acted_on

SCRIPT = """
import json
import streamlit as st
from components import network_editor, network_list, session, told

session.begin()
here, names = session.open_network()
acts = json.loads(st.query_params["acts"])
waiting = [{"network": here, **act, "number": at} for at, act in enumerate(acts, start=1)]
for _ in range(2):
    st.session_state["layers"] = {"told": {"browser": "a", "waiting": waiting}}
    told.take_up(
        "layers", network_list.ACTIONS, now=session.open_network, do=network_editor._act
    )
found = [session.open_network()[1]]
while session.draft().can_undo:
    session.undo()
    found.append(session.open_network()[1])
st.json({"names": found, "refused": len(session.refused()), "told": told.answered("layers")})
"""
KINDS = {"input": "Input", "a": "Dense", "b": "Dense", "c": "Dense"}


@pytest.fixture
def after(tmp_path, monkeypatch):
    """The names of the layers after these actions were told twice, and back step by step."""
    monkeypatch.setenv("KT_HOME", str(tmp_path))

    def acted(*acts):
        nodes = [{"name": name, "kind": kind} for name, kind in KINDS.items()]
        found = acted_on(nodes, SCRIPT, acts)
        assert (found["told"]["browser"], found["told"]["number"]) == ("a", len(acts))
        assert found["refused"] == 0
        return [" ".join(names) for names in found["names"]]

    return acted


def test_everything_the_browser_can_tell_has_an_answer():
    assert network_editor.ACTIONS.keys() == network_list.ACTIONS.keys()


def test_all_that_waited_is_done_once_in_order_each_a_step_of_undo(after):
    down = {"action": "down", "name": "a"}
    assert after(down, down, {"action": "remove", "name": "b"}) == [
        "input c a",
        "input b c a",
        "input b a c",
        "input a b c",
    ]


def test_what_no_longer_applies_is_passed_over(after):
    remove = {"action": "remove", "name": "b"}
    elsewhere = {"action": "remove", "name": "a", "network": "another"}
    beside = {"action": "move", "name": "c", "before": "b"}
    nobody = {"action": "up"}
    assert after(remove, remove, elsewhere, beside, nobody) == ["input a c", "input a b c"]


def test_a_row_goes_before_the_row_it_was_dropped_on_whatever_went_before(after):
    removed = {"action": "remove", "name": "a"}
    assert after(removed, {"action": "move", "name": "c", "before": "b"})[0] == "input c b"
    assert after(removed, {"action": "move", "name": "b"})[0] == "input c b"
