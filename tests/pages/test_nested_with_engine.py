"""A nested network with a real engine: added from the picker, opened, mistaken, found, grouped."""

import pytest

from kt_core import edits

pytestmark = pytest.mark.engine


def test_a_nested_network_is_added_mended_and_left_and_layers_are_grouped(
    engine, opened, store, draft
):
    app = opened("network")
    app.session_state["kt"].nodes[()] = "flatten"
    app.session_state["add"] = True
    app.run()
    app.button(key="add.Network").click().run()
    block = next(n for n in store.draft(draft).document["network"] if n.get("kind") == "Network")
    name = block["name"]
    assert block["network"][0]["params"] == {"shape": [1600]}

    app.button(key=f"network.{name}.open").click().run()
    app.number_input(key=f"network.{name}.network.dense.units").set_value(0).run()
    app.button(key="level.0").click().run()
    assert app.button(key="problems").label == ":red[1 problem]"
    app.button(key="problems").click().run()
    app.switch_page("pages/network.py").run()
    assert app.session_state["kt"].level == (name,)
    app.number_input(key=f"network.{name}.network.dense.units").set_value(8).run()
    assert "problems" not in [button.key for button in app.button]

    app.button(key="level.0").click().run()
    app.session_state["parts"] = True
    app.run()
    app.multiselect(key="parts.members").set_value(["conv_2", "pool_2"]).run()
    app.button(key="parts.group").click().run()
    document = store.draft(draft).document
    assert edits.names(edits.get(document, ("network", "block"))) == ["pool_1", "conv_2", "pool_2"]
    assert "problems" not in [button.key for button in app.button]
    assert not app.exception
